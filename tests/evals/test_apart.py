"""Cases are held apart from what the assistant learned from."""

from dataclasses import replace
from pathlib import Path

import pytest

from evals.apart import Learned, check_apart, learned_from
from evals.case_file import read_suites
from evals.errors import InvalidCases
from knowledge.examples import read_examples
from knowledge.faq_file import read_verified_answers
from tests.evals.doubles import PAY_CASE, PAY_VERIFIED

KNOWLEDGE = Path(__file__).parents[2] / "knowledge"
LONG = "How many years of work must a manager from a partner company have to be taken?"
LEARNED = [
    Learned("What IS the pay?", "a wording of pay"),
    Learned(LONG, "an example of programme"),
]


def asking(*turns):
    return [replace(PAY_CASE, turns=turns, file="answers/en.yaml")]


@pytest.mark.parametrize(
    "question",
    [
        "what is the pay",
        "WHAT IS THE PAY?!",
        LONG.replace("be taken", "taken be"),
        LONG + " Really",
    ],
)
def test_a_question_in_learned_words_is_refused(question):
    with pytest.raises(InvalidCases, match=r"answers/en\.yaml: pay-1: its question is a"):
        check_apart(asking(question), LEARNED)


@pytest.mark.parametrize(
    "question",
    [
        "what is the pay here",  # short: another word makes another question
        LONG.replace("work", "study").replace("manager", "fellow"),
        LONG[: len(LONG) // 2],
    ],
)
def test_a_question_in_other_words_is_accepted(question):
    check_apart(asking(question), LEARNED)


def test_only_the_question_that_is_judged_counts():
    check_apart(asking("what is the pay", "and where?"), LEARNED)


def test_wordings_and_examples_are_what_was_learned():
    learned = learned_from([PAY_VERIFIED], [("greeting", "hello")])

    assert Learned("and the pay?", "a wording of pay") in learned
    assert Learned("¿la paga, pay?", "a wording of pay") in learned
    assert Learned("hello", "an example of greeting") in learned


def test_the_project_keeps_its_cases_apart():
    learned = learned_from(read_verified_answers(KNOWLEDGE / "faq"), read_examples(KNOWLEDGE))
    cases = [case for suite in read_suites() for case in suite.cases]

    assert len(learned) > 1000
    check_apart(cases, learned)


def test_what_is_fitted_never_reads_a_case():
    fits = sorted((KNOWLEDGE.parent / "evals").glob("fit*.py"))

    assert fits
    assert [path.name for path in fits if "evals.case" in path.read_text(encoding="utf-8")] == []
