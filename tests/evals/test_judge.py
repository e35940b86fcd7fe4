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


def test_another_right_outcome_needs_no_facts_but_must_not_claim_what_is_forbidden():
    gap = replace(from_answer(OFF_TOPIC, 1.0), status="unanswered", reason="not_stated")
    case = expecting(also=("unanswered/not_stated",), forbidden=("programme",))

    assert JUDGE.judge(case, gap).why_not == ("forbidden claim: programme",)
    assert JUDGE.judge(expecting(also=("unanswered/not_stated",)), gap).passed
    assert JUDGE.judge(case, SEEN).passed
    wrong = JUDGE.judge(case, replace(gap, reason="not_in_sources")).why_not
    assert wrong[0] == (
        "outcome: unanswered/not_in_sources, expected answered or unanswered/not_stated"
    )


FOUND = replace(PAY_CASE, suite="retrieval", expect=replace(PAY_CASE.expect, status=None))
HITS = (SeenHit("fortune-1", "fortune", "195,000"), SeenHit("axios-1", "axios", "To $195,000."))


def test_retrieval_passes_when_a_passage_of_an_expected_source_states_a_fact():
    result = JUDGE.judge(FOUND, Observed("pay", hits=HITS))

    assert result.passed
    assert result.scores.outcome is None
    assert result.scores.ranking.recall_at_5 == 1.0


@pytest.mark.parametrize(
    ("hits", "found"),
    [
        ((), "nothing"),
        (HITS[:1], "fortune"),
        ((SeenHit("axios-2", "axios", "No figure."),), "axios"),
        ((*HITS[:1] * 5, HITS[1]), "fortune"),  # the sixth is too late
    ],
)
def test_retrieval_fails_when_the_fact_is_not_among_the_best(hits, found):
    result = JUDGE.judge(FOUND, Observed("pay", hits=hits))

    assert result.why_not == (f"no passage that states it among the best 5: {found}",)


def test_a_failed_search_is_a_failed_case():
    result = JUDGE.judge(FOUND, Observed("pay", error="RuntimeError: no store"))

    assert result.why_not == ("error: RuntimeError: no store",)


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
