"""The format of files of Cases, and what is said about a broken one."""

import pytest

from assistant.answer import Reason
from evals.case_file import parse_cases, read_suites
from evals.errors import InvalidCases

GOOD = """
suite: answers
cases:
  - id: pay-1
    topic: pay
    language: en
    turns: ["what is the pay"]
    expect: {status: answered, reason: null, facts: ["130000 | 150000"], sources: [axios]}
  - id: gap-1
    topic: pay
    language: fr
    trap: typos
    parity: bonus
    turns: ["et la prime ?", "sûr ?"]
    expect:
      status: unanswered
      reason: [not_stated, not_in_sources]
      or: [clarification, declined/unsafe]
      language: en
"""
FOUND = """
suite: retrieval
cases:
  - id: found-1
    topic: pay
    language: en
    turns: ["what is the pay"]
    expect: {facts: ["130000"], sources: [axios]}
"""


def test_a_file_becomes_cases():
    pay, gap = parse_cases(GOOD, "answers/mine.yaml")

    assert (pay.suite, pay.file) == ("answers", "answers/mine.yaml")
    assert pay.turns == ("what is the pay",)
    assert pay.expect.facts == ("130000 | 150000",)
    assert (pay.trap, pay.parity, pay.reply_language) == (None, None, "en")
    assert gap.expect.reasons == (Reason.NOT_STATED, Reason.NOT_IN_SOURCES)
    assert gap.expect.outcomes == ("unanswered/not_stated", "unanswered/not_in_sources")
    assert gap.expect.also == ("clarification", "declined/unsafe")
    assert (gap.trap, gap.parity, gap.reply_language) == ("typos", "bonus", "en")


def test_a_question_that_shows_no_language_may_be_answered_in_any():
    text = GOOD.replace("      language: en", "      language: any")

    assert parse_cases(text, "answers/a.yaml")[1].reply_language is None


def test_a_case_of_retrieval_asks_for_no_reply():
    (case,) = parse_cases(FOUND, "retrieval/a.yaml")

    assert case.expect.status is None
    assert case.expect.outcomes == ()


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        ("status: answered", "status: perhaps", "a/b.yaml: pay-1.expect.status: Input should"),
        ("topic: pay", "topic: Big money", "a/b.yaml: pay-1.topic: String should"),
        ("id: gap-1", "id: Gap 1", "a/b.yaml: Gap 1.id: String should match"),
        ("trap: typos", "trap: two words", "gap-1.trap: String should match"),
        ("reason: null", "reason: off_topic", "answered has no reason off_topic"),
        ("reason: [not_stated, not_in_sources]", "reason: null", "unanswered needs one of"),
        ("or: [clarification", "or: [unanswered", "there is no outcome unanswered"),
        ('"130000 | 150000"', '"130000 |"', "a fact has an empty form"),
        ('"130000 | 150000"', "130000", "pay-1.expect.facts.0: Input should be a valid string"),
        ("facts:", "fact:", "pay-1.expect.fact: Extra inputs"),
        ("status: answered, ", "", "pay-1: a status must be expected"),
        ("  - id: pay-1\n    topic", "  - topic", "a/b.yaml: case 1.id: Field required"),
        ("suite: a\n", "suite: other\n", "holds the suite 'other'"),
        ("cases:", "cases: [", "a/b.yaml: not YAML"),
    ],
)
def test_a_problem_names_file_and_case(old, new, problem):
    text = GOOD.replace("suite: answers", "suite: a").replace(old, new, 1)

    with pytest.raises(InvalidCases, match=problem.replace("[", r"\[")):
        parse_cases(text, "a/b.yaml")


def test_a_case_of_retrieval_needs_facts_and_sources():
    with pytest.raises(InvalidCases, match="found-1: facts and sources must be expected"):
        parse_cases(FOUND.replace("sources: [axios]", "sources: []"), "retrieval/a.yaml")


def write(folder, name, text):
    path = folder / name
    path.parent.mkdir(exist_ok=True)
    path.write_text(text, encoding="utf-8")


def test_a_folder_is_a_suite_whatever_its_files_are_called(tmp_path):
    write(tmp_path, "answers/a.yaml", GOOD)
    write(tmp_path, "answers/b.yaml", GOOD.replace("id: ", "id: more-"))
    write(tmp_path, "retrieval/c.yaml", FOUND)

    answers, retrieval = read_suites(tmp_path)

    assert (answers.name, retrieval.name) == ("answers", "retrieval")
    assert [c.id for c in answers.cases] == ["pay-1", "gap-1", "more-pay-1", "more-gap-1"]


def test_all_problems_of_all_files_are_told(tmp_path):
    write(tmp_path, "answers/a.yaml", GOOD)
    write(tmp_path, "answers/b.yaml", GOOD.replace("gap-1", "gap-2"))
    write(tmp_path, "retrieval/c.yaml", FOUND.replace("topic: pay", "topic: Big money"))
    write(tmp_path, "loose.yaml", GOOD)

    with pytest.raises(InvalidCases) as caught:
        read_suites(tmp_path)

    loose, retrieval, *_, twice = caught.value.problems
    assert loose == "loose.yaml: put it into the folder of its suite"
    assert retrieval.startswith("retrieval/c.yaml: found-1.topic")
    assert twice == "answers/b.yaml: pay-1: the id is used in answers/a.yaml"


def test_an_empty_folder_is_said_to_be_empty(tmp_path):
    with pytest.raises(InvalidCases, match="no file of cases"):
        read_suites(tmp_path)
