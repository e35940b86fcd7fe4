"""A conversation in process; whatever goes wrong is a failed Case."""

import pytest

from evals.drive import InProcess
from evals.parity import Wordings
from tests.evals.doubles import PAY, ScriptedAssistant


def test_a_question_in_process():
    seen = InProcess(ScriptedAssistant()).ask(["what is the pay"])

    assert (seen.status, seen.text, seen.error) == ("answered", PAY.text, None)
    assert seen.latency_ms > 0
    assert [hit.passage_id for hit in seen.hits] == ["axios-1", "fortune-1"]


def test_later_turns_know_the_earlier_ones():
    assistant = ScriptedAssistant()

    seen = InProcess(assistant).ask(["what is the pay", "who won the cup"])

    assert seen.outcome == "declined/off_topic"
    assert [earlier.question for earlier in seen.earlier] == ["what is the pay"]
    assert [len(c.turns) for c in assistant.conversations] == [0, 1]
    assert assistant.conversations[1].turns[0].answer.question == "what is the pay"


@pytest.mark.parametrize("turns", [["break"], ["break", "what is the pay"]])
def test_an_exception_is_an_error_of_the_case(turns):
    seen = InProcess(ScriptedAssistant()).ask(turns)

    assert seen.outcome == "error"
    assert "RuntimeError: no store" in seen.error


def test_what_was_weighed_is_kept():
    seen = InProcess(ScriptedAssistant()).ask(["what is the pay"])

    (weighed,) = seen.trace
    assert (weighed.route, weighed.share) == ("programme", 0.9877)
    assert [(m.id, m.probability) for m in weighed.matches] == [("pay", 0.9123)]


def test_retrieval_alone():
    target = InProcess(ScriptedAssistant())

    assert [hit.source_id for hit in target.find("pay").hits] == ["axios", "fortune"]
    assert target.find("break").error == "RuntimeError: no store"


def test_the_first_wordings_of_verified_answers():
    questions = {"en": "pay?", "fr": "la paie, pay ?", "es": "¿la paga, pay?"}

    assert InProcess(ScriptedAssistant()).wordings() == [Wordings("pay", "pay", questions)]
