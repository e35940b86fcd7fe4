"""The same conversation in process and over HTTP; whatever goes wrong is a failed Case."""

import json

import httpx
import pytest

from evals.drive import InProcess, OverHttp
from evals.errors import TargetUnavailable
from tests.evals.doubles import PAY, ScriptedAssistant
from tests.evals.test_observed import WIRE


def server(chat, ready=200):
    """A client of a server whose /v1/chat is the function."""

    def handle(request):
        if request.url.path == "/readyz":
            return httpx.Response(ready)
        return chat(json.loads(request.content))

    return httpx.Client(base_url="http://test", transport=httpx.MockTransport(handle))


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


def test_a_conversation_over_http():
    bodies = []

    def chat(body):
        bodies.append(body)
        return httpx.Response(200, json=WIRE | {"question": body["message"]})

    seen = OverHttp(server(chat)).ask(["what is the pay", "and then"])

    assert (seen.question, seen.text) == ("and then", PAY.text)
    assert seen.earlier[0].question == "what is the pay"
    assert bodies == [
        {"message": "what is the pay", "language": "auto"},
        {"message": "and then", "language": "auto", "conversation_id": "c1"},
    ]


def test_a_rate_limit_is_waited_for():
    replies = [httpx.Response(429, headers={"retry-after": "7"}), httpx.Response(200, json=WIRE)]
    waits = []

    seen = OverHttp(server(lambda _: replies.pop(0)), wait=waits.append).ask(["what is the pay"])

    assert seen.error is None
    assert waits == [7.0]


def test_a_rate_limit_that_stays_says_how_to_lift_it():
    target = OverHttp(server(lambda _: httpx.Response(429)), wait=lambda _: None)

    assert "TECHFORCE_RATE_LIMIT=off" in target.ask(["q"]).error


@pytest.mark.parametrize(
    "reply", [httpx.Response(503), httpx.Response(200, text="no json"), httpx.Response(200, json=5)]
)
def test_a_broken_reply_is_an_error_of_the_case(reply):
    seen = OverHttp(server(lambda _: reply)).ask(["what is the pay", "and then"])

    assert seen.outcome == "error"
    assert seen.error.startswith("turn 1: ")


def test_a_server_that_breaks_off_is_an_error_of_the_case():
    def chat(_body):
        raise httpx.ConnectError("gone")

    assert OverHttp(server(chat)).ask(["q"]).error == "ConnectError: gone"


def test_a_server_that_is_not_there_ends_the_run():
    with pytest.raises(TargetUnavailable, match="techforce serve"):
        OverHttp(server(None, ready=503))
