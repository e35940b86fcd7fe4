"""When a Case passes, and what is said when it does not."""

from dataclasses import replace

import pytest

from assistant.answer import Reason, Status
from evals.cases import Expectation
from evals.judge import Judge
from evals.observed import Observed, SeenHit, from_answer
from evals.ranking import Ranking
from tests.evals.doubles import (
    CUP_CASE,
    DOCUMENTS,
    NAMES,
    OFF_TOPIC,
    PASSAGES,
    PAY_CASE,
    SEEN,
)

JUDGE = Judge(NAMES, DOCUMENTS, PASSAGES)


def expecting(**change):
    return replace(PAY_CASE, expect=replace(PAY_CASE.expect, **change))


def test_a_right_reply_passes():
    result = JUDGE.judge(PAY_CASE, SEEN)

    assert result.passed
    assert result.why_not == result.broken == ()
    assert (result.scores.outcome, result.scores.facts) == (1.0, 1.0)
    assert result.scores.citation_precision == 0.5  # fortune is not among the expected sources
    assert result.scores.sentence_precision == 0.5


@pytest.mark.parametrize(
    ("case", "reason"),
    [
        (expecting(facts=("150000", "signing bonus")), "fact missing: signing bonus"),
        (expecting(forbidden=("200000",)), "forbidden claim: 200000"),
        (expecting(sources=("wired",)), "no expected source cited: axios, fortune"),
        (
            replace(PAY_CASE, expect=Expectation(Status.UNANSWERED, (Reason.NOT_STATED,))),
            "outcome: answered, expected unanswered/not_stated",
        ),
    ],
)
def test_what_is_wrong_is_said(case, reason):
    result = JUDGE.judge(case, SEEN)

    assert not result.passed
    assert result.why_not == (reason,)


def test_a_conflict_must_be_shown_where_it_is_expected():
    result = JUDGE.judge(PAY_CASE, replace(SEEN, conflicts=()))

    assert result.why_not == ("the conflict between the sources is not shown",)


def test_any_of_several_reasons_is_right():
    expect = Expectation(Status.DECLINED, (Reason.UNSAFE, Reason.OFF_TOPIC))
    seen = from_answer(OFF_TOPIC, 1.0)

    assert JUDGE.judge(replace(CUP_CASE, expect=expect), seen).passed
    assert not JUDGE.judge(CUP_CASE, replace(seen, reason="unsafe")).passed


def test_a_broken_invariant_fails_the_case():
    result = JUDGE.judge(PAY_CASE, replace(SEEN, as_of=None))

    assert result.broken == ("as_of is None, the newest citation is of 2025-12-16",)
    assert result.why_not == (f"invariant: {result.broken[0]}",)


def test_an_error_fails_the_case_and_counts_as_zero():
    result = JUDGE.judge(PAY_CASE, Observed("what is the pay", error="RuntimeError: no store"))

    assert result.why_not == ("error: RuntimeError: no store",)
    assert (result.scores.outcome, result.scores.facts) == (0.0, 0.0)
    assert result.scores.ranking == Ranking(0.0, 0.0)


def test_the_passages_that_state_a_fact_are_the_relevant_ones():
    hits = (SeenHit("fortune-1", "fortune", "…"), SeenHit("axios-1", "axios", "…"))

    ranking = JUDGE.judge(PAY_CASE, replace(SEEN, hits=hits)).scores.ranking

    assert ranking.recall_at_5 == 1.0
    assert ranking.ndcg_at_10 == pytest.approx(0.6309, abs=1e-4)  # 1 / log2(3): second of two


def test_without_passages_or_expected_facts_the_ranking_is_undefined():
    assert Judge(NAMES, DOCUMENTS).judge(PAY_CASE, SEEN).scores.ranking == Ranking(None, None)
    assert JUDGE.judge(expecting(facts=("7",)), SEEN).scores.ranking == Ranking(None, None)
    seen = from_answer(OFF_TOPIC, 1.0)
    scores = JUDGE.judge(CUP_CASE, seen).scores
    assert (scores.facts, scores.citation_precision) == (None, None)
