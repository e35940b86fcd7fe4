"""How Suites are chosen, and what the project's own Cases cover."""

from collections import Counter
from pathlib import Path

import pytest

from assistant.answer import Reason, Status
from evals.case_file import read_suites
from evals.cases import OTHER, RETRIEVAL, Suite, select
from evals.errors import InvalidCases
from knowledge.document import LANGUAGES
from knowledge.source_file import read_project_documents
from knowledge.topics import read_topics

KNOWLEDGE = Path(__file__).parents[2] / "knowledge"


@pytest.fixture(scope="module")
def suites():
    return read_suites()


@pytest.fixture(scope="module")
def cases(suites):
    return [case for suite in suites for case in suite.cases]


def test_suites_are_chosen_by_name():
    suites = [Suite("answers", ()), Suite("misuse", ())]

    assert select(suites, []) == suites
    assert [s.name for s in select(suites, ["misuse"])] == ["misuse"]
    with pytest.raises(InvalidCases, match="no suite 'answer'; there are answers, misuse"):
        select(suites, ["answer"])


def test_every_suite_but_parity_has_cases(suites):
    assert {suite.name for suite in suites} >= {
        "answers", "abstention", "multi-turn", "conflicts", "misuse", "retrieval",
    }  # fmt: skip


def test_there_are_enough_cases_over_all_topics_and_languages(cases):
    assert len(cases) >= 400
    assert sum(case.trap is not None for case in cases) >= 100
    assert {case.topic for case in cases} == {*read_topics(KNOWLEDGE), OTHER}
    counts = Counter(case.language for case in cases)
    assert set(counts) == set(LANGUAGES)
    assert min(counts.values()) >= 100
    assert sum(len(case.turns) > 1 for case in cases) >= 60


def test_all_outcomes_that_a_question_can_have_are_asked_for(cases):
    # `unsupported` and `failed` come from a chat model or a part that is down, not from a question.
    reasons = {reason for case in cases for reason in case.expect.reasons}

    assert reasons == set(Reason) - {Reason.UNSUPPORTED}
    assert {case.expect.status for case in cases} == {*Status, None} - {Status.FAILED}


def test_expected_sources_exist_and_answers_expect_facts(cases):
    known = read_project_documents(KNOWLEDGE / "documents").keys()
    unknown = {(c.id, s) for c in cases for s in c.expect.sources if s not in known}

    assert unknown == set()
    answered = [c for c in cases if c.expect.status is Status.ANSWERED]
    assert [c.id for c in answered if not (c.expect.facts or c.expect.forbidden)] == []
    assert all(c.expect.facts for c in cases if c.suite == RETRIEVAL)
