from dataclasses import replace
from datetime import UTC, datetime

from assistant.answer import Reason, Status
from evals.parity import groups_of_cases
from evals.published import published_suite
from knowledge.verified import AnswerKind
from knowledge.versions import State, Version
from tests.knowledge.test_check import answer, said

TESTS = {"fr": ("Combien ?",), "en": ("How much?", "What do they get?")}
PUBLISHED = Version(
    answer(), 2, State.PUBLISHED, TESTS, "ann", "", 1, datetime(2026, 1, 1, tzinfo=UTC), "bob"
)


def test_every_test_question_of_what_is_in_force_is_a_case():
    suite = published_suite([PUBLISHED])
    assert [(c.id, c.language, c.turns, c.topic) for c in suite.cases] == [
        ("pay-en-1", "en", ("How much?",), "pay"),
        ("pay-en-2", "en", ("What do they get?",), "pay"),
        ("pay-fr-1", "fr", ("Combien ?",), "pay"),
    ]
    assert {c.expect.status for c in suite.cases} == {Status.ANSWERED}
    assert {c.expect.sources for c in suite.cases} == {("s1",)}
    assert {c.parity for c in suite.cases} == {"pay"}


def test_what_was_withdrawn_is_not_asked_for():
    assert published_suite([replace(PUBLISHED, state=State.WITHDRAWN)]).cases == ()


def test_a_known_gap_is_expected_to_be_told_as_one():
    silent = answer(kind=AnswerKind.NOT_STATED, answer=said("They do not say.", ()), citations={})
    (case,) = published_suite([replace(PUBLISHED, answer=silent, tests={"en": ("When?",)})]).cases
    assert case.expect.outcomes == (f"{Status.UNANSWERED}/{Reason.NOT_STATED}",)
    assert case.expect.sources == ()


def test_an_answer_with_one_test_question_does_not_stop_the_run():
    suite = published_suite([replace(PUBLISHED, tests={"en": ("How much is it?",)})])

    assert len(suite.cases) == 1
    assert groups_of_cases([suite]) == []
