"""The format of Cases, what is said about a broken file, and what the project's Cases cover."""

from collections import Counter
from pathlib import Path
from typing import get_args

import pytest

from assistant.answer import Reason, Status
from evals.cases import CASES, Topic, parse_suite, read_suites, select
from evals.errors import InvalidCases
from knowledge.document import LANGUAGES
from knowledge.faq_file import read_verified_answers
from knowledge.names import phrase
from knowledge.source_file import read_project_documents

KNOWLEDGE = Path(__file__).parents[2] / "knowledge"
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
    turns: ["et la prime ?", "sûr ?"]
    expect: {status: unanswered, reason: [not_stated, not_in_sources]}
"""


@pytest.fixture(scope="module")
def cases():
    return [case for suite in read_suites() for case in suite.cases]


def test_a_file_becomes_a_suite():
    suite = parse_suite(GOOD, "answers.yaml")

    pay, gap = suite.cases
    assert (suite.name, pay.suite, pay.turns) == ("answers", "answers", ("what is the pay",))
    assert pay.expect.facts == ("130000 | 150000",)
    assert gap.expect.reasons == (Reason.NOT_STATED, Reason.NOT_IN_SOURCES)


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        ("status: answered", "status: perhaps", "broken.yaml: pay-1.expect.status: Input should"),
        ("topic: pay", "topic: money", "broken.yaml: pay-1.topic: Input should"),
        ("id: gap-1", "id: Gap 1", "broken.yaml: Gap 1.id: String should match"),
        ("reason: null", "reason: off_topic", "answered has no reason off_topic"),
        ("reason: [not_stated, not_in_sources]", "reason: null", "unanswered needs one of"),
        ('"130000 | 150000"', '"130000 |"', "a fact has an empty form"),
        ('"130000 | 150000"', "130000", "pay-1.expect.facts.0: Input should be a valid string"),
        ("facts:", "fact:", "pay-1.expect.fact: Extra inputs"),
        ("  - id: pay-1\n    topic", "  - topic", "broken.yaml: case 1.id: Field required"),
        ("suite: answers", "suite: other", "holds the suite 'other'"),
        ("cases:", "cases: [", "broken.yaml: not YAML"),
    ],
)
def test_a_problem_names_file_and_case(old, new, problem):
    text = GOOD.replace("suite: answers", "suite: broken").replace(old, new, 1)
    if old == "suite: answers":
        text = GOOD.replace(old, new)

    with pytest.raises(InvalidCases, match=problem.replace("[", r"\[")):
        parse_suite(text, "broken.yaml")


def test_an_id_is_used_once_over_all_files(tmp_path):
    (tmp_path / "answers.yaml").write_text(GOOD, encoding="utf-8")
    other = GOOD.replace("suite: answers", "suite: other").replace("gap-1", "gap-2")
    (tmp_path / "other.yaml").write_text(other, encoding="utf-8")

    with pytest.raises(InvalidCases) as caught:
        read_suites(tmp_path)

    assert caught.value.problems == ["other.yaml: pay-1: the id is used in answers.yaml"]


def test_an_empty_folder_is_said_to_be_empty(tmp_path):
    with pytest.raises(InvalidCases, match="no file of cases"):
        read_suites(tmp_path)


def test_suites_are_chosen_by_name_or_by_its_beginning():
    suites = read_suites()

    assert select(suites, []) == suites
    assert {s.name for s in select(suites, ["answers"])} >= {"answers-en", "answers-fr"}
    assert [s.name for s in select(suites, ["declined"])] == ["declined"]
    with pytest.raises(InvalidCases, match="no suite 'answer'; there are answers-en"):
        select(suites, ["answer"])


def test_there_are_enough_cases_over_all_topics_and_languages(cases):
    assert len(cases) >= 150
    assert {case.topic for case in cases} == set(get_args(Topic))
    counts = Counter(case.language for case in cases)
    assert set(counts) == set(LANGUAGES)
    assert min(counts.values()) >= 50
    assert sum(len(case.turns) > 1 for case in cases) >= 20


def test_all_outcomes_that_a_question_can_have_are_asked_for(cases):
    # `unsupported` and `failed` come from a chat model or a part that is down, not from a question.
    reasons = {reason for case in cases for reason in case.expect.reasons}

    assert reasons == set(Reason) - {Reason.UNSUPPORTED}
    assert {case.expect.status for case in cases} >= {
        Status.ANSWERED,
        Status.UNANSWERED,
        Status.DECLINED,
    }


def test_clarification_is_asked_for(cases):
    assert any(case.expect.status is Status.CLARIFICATION for case in cases)


def test_no_case_repeats_a_verified_question(cases):
    """The Cases measure what was not written down; the same words would measure a look-up."""
    verified = {
        phrase(wording): answer.id
        for answer in read_verified_answers(KNOWLEDGE / "faq")
        for wordings in answer.questions.values()
        for wording in wordings
    }
    repeated = {
        case.id: verified[phrase(turn)]
        for case in cases
        for turn in case.turns[-1:]
        if phrase(turn) in verified
    }

    assert repeated == {}


def test_expected_sources_exist_and_answers_expect_facts(cases):
    known = read_project_documents(KNOWLEDGE / "documents").keys()
    unknown = {(c.id, s) for c in cases for s in c.expect.sources if s not in known}

    assert unknown == set()
    answered = [c for c in cases if c.expect.status is Status.ANSWERED]
    assert [c.id for c in answered if not c.expect.facts] == []


def test_the_folder_of_cases_is_beside_the_code():
    assert CASES.is_dir()
