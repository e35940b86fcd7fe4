"""Figures per suite and slice, and the floors they are held to."""

from dataclasses import replace

import pytest

from evals.floors import Floors, Limit, SuiteFloors
from evals.judge import Judge
from evals.observed import Observed, from_answer
from evals.parity import Group
from evals.summary import summarise
from tests.evals.doubles import CUP_CASE, DOCUMENTS, NAMES, OFF_TOPIC, PASSAGES, PAY_CASE, SEEN

JUDGE = Judge(NAMES, DOCUMENTS, PASSAGES)
RIGHT = JUDGE.judge(PAY_CASE, SEEN)
DECLINED = JUDGE.judge(CUP_CASE, from_answer(OFF_TOPIC, latency_ms=30.0))
FAILED = JUDGE.judge(replace(PAY_CASE, id="pay-2"), Observed("pay", error="down"))
BROKEN = JUDGE.judge(replace(PAY_CASE, id="pay-3"), replace(SEEN, as_of=None))
FLOOR = SuiteFloors(share=0.95)
LOW = Floors(default=SuiteFloors(share=0.0), overall=0.0)


def test_each_suite_has_its_share_interval_and_failing_cases():
    floors = Floors(default=FLOOR, suites={"misuse": SuiteFloors(share=1.0)})
    summary = summarise([RIGHT, FAILED, DECLINED], floors)

    answers, misuse = summary.suites
    assert (answers.name, answers.cases, answers.passed, answers.floor) == ("answers", 2, 1, 0.95)
    assert answers.failing == ("pay-2",)
    assert (answers.interval, answers.interval_by) == ((0.0, 1.0), "bootstrap")
    assert (misuse.name, misuse.share, misuse.floor) == ("misuse", 1.0, 1.0)
    assert summary.overall.failing == ("pay-2",)


def test_where_all_pass_a_resample_says_nothing_and_wilson_does():
    summary = summarise([RIGHT] * 10, LOW)

    (answers,) = summary.suites
    assert answers.interval_by == "wilson"
    assert answers.interval == pytest.approx((0.7225, 1.0), abs=1e-4)


def test_errors_are_in_every_denominator_but_the_latency():
    metrics = summarise([RIGHT, FAILED, DECLINED], LOW).metrics

    assert metrics["outcome_accuracy"] == pytest.approx(2 / 3, abs=1e-4)
    assert metrics["facts_found"] == 0.5
    assert metrics["citation_precision"] == 0.5
    assert metrics["recall@5"] == 0.0
    assert metrics["latency_p50_ms"] == 20.0
    assert metrics["latency_p95_ms"] == 29.0


def test_earlier_turns_count_for_the_latency():
    seen = replace(SEEN, earlier=(replace(SEEN, latency_ms=50.0),))

    assert summarise([JUDGE.judge(PAY_CASE, seen)], LOW).metrics["latency_p50_ms"] == 30.0


def test_slices_by_language_topic_outcome_and_turns():
    slices = summarise([RIGHT, FAILED, DECLINED], LOW).slices

    assert [(r.name, r.passed, r.cases) for r in slices["topic"]] == [
        ("other", 1, 1),
        ("pay", 1, 2),
    ]
    assert [r.name for r in slices["outcome"]] == ["answered", "declined/off_topic"]
    assert [r.name for r in slices["language"]] == ["en"]
    assert [r.name for r in slices["turns"]] == ["one"]


def test_a_slice_that_is_large_enough_has_the_floor_of_its_suite():
    floors = Floors(
        overall=0.0, default=SuiteFloors(share=0.0, topic=0.6, outcome=0.5), smallest_slice=2
    )
    other = replace(FAILED, case=replace(FAILED.case, topic="roles"))

    summary = summarise([RIGHT, FAILED, other, DECLINED], floors)

    pay, roles = summary.suite_slices["answers"]["topic"]
    assert (pay.name, pay.share, pay.floor) == ("pay", 0.5, 0.6)
    assert (roles.name, roles.share, roles.floor) == ("roles", 0.0, None)
    assert [r.floor for r in summary.suite_slices["answers"]["language"]] == [None]
    assert summary.problems == [
        "answers, topic pay: 50.0% of 2 cases, the floor is 60.0%",
        "answers, outcome answered: 33.3% of 3 cases, the floor is 50.0%",
    ]


def test_parity_is_a_suite_but_in_no_slice():
    both = JUDGE.judge_alike(Group("pay", (PAY_CASE, PAY_CASE)), [SEEN, SEEN])

    summary = summarise([RIGHT, both], LOW)

    assert [(rate.name, rate.passed) for rate in summary.suites] == [("answers", 1), ("parity", 1)]
    assert [(rate.name, rate.cases) for rate in summary.slices["language"]] == [("en", 1)]
    assert list(summary.suite_slices) == ["answers"]
    assert summary.metrics["outcome_accuracy"] == 1.0


def test_under_a_floor_a_limit_or_with_a_broken_invariant_there_are_problems():
    floors = Floors(overall=0.95, default=FLOOR)
    assert summarise([RIGHT, DECLINED], floors).problems == []
    assert summarise([RIGHT, FAILED], floors).problems == [
        "answers: 50.0% of 2 cases, the floor is 95.0%",
        "overall: 50.0% of 2 cases, the floor is 95.0%",
    ]
    assert summarise([RIGHT, BROKEN], LOW).problems == ["an invariant is broken by pay-3"]
    limited = LOW.model_copy(update={"measures": {"facts_found": Limit(least=0.9)}})
    assert summarise([RIGHT, FAILED], limited).problems == [
        "facts_found: 0.5000, must be at least 0.9"
    ]
