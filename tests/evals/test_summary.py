"""Figures per suite and slice, and the floors they are held to."""

from dataclasses import replace

import pytest

from evals.errors import InvalidCases
from evals.judge import Judge
from evals.observed import Observed, from_answer
from evals.summary import Floors, read_floors, summarise
from tests.evals.doubles import CUP_CASE, DOCUMENTS, NAMES, OFF_TOPIC, PASSAGES, PAY_CASE, SEEN

JUDGE = Judge(NAMES, DOCUMENTS, PASSAGES)
RIGHT = JUDGE.judge(PAY_CASE, SEEN)
DECLINED = JUDGE.judge(CUP_CASE, from_answer(OFF_TOPIC, latency_ms=30.0))
FAILED = JUDGE.judge(replace(PAY_CASE, id="pay-2"), Observed("pay", error="down"))
BROKEN = JUDGE.judge(replace(PAY_CASE, id="pay-3"), replace(SEEN, as_of=None))
LOW = Floors(default=0.0, overall=0.0)


def test_each_suite_has_its_share_interval_and_failing_cases():
    summary = summarise([RIGHT, FAILED, DECLINED], Floors(suites={"declined": 1.0}))

    answers, declined = summary.suites
    assert (answers.name, answers.cases, answers.passed, answers.floor) == ("answers", 2, 1, 0.95)
    assert answers.failing == ("pay-2",)
    assert answers.interval == pytest.approx((0.0945, 0.9055), abs=1e-4)
    assert (declined.name, declined.share, declined.floor) == ("declined", 1.0, 1.0)
    assert summary.overall.failing == ("pay-2",)


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


def test_under_a_floor_or_with_a_broken_invariant_there_are_problems():
    assert summarise([RIGHT, DECLINED], Floors()).problems == []
    assert summarise([RIGHT, FAILED], Floors()).problems == [
        "answers: 50.0% of 2 cases, the floor is 95.0%",
        "overall: 50.0% of 2 cases, the floor is 95.0%",
    ]
    assert summarise([RIGHT, BROKEN], LOW).problems == ["an invariant is broken by pay-3"]


def test_the_floors_file_of_the_project_can_be_read():
    floors = read_floors()

    assert floors.of("a suite without its own") == floors.default


def test_a_wrong_floors_file_is_refused(tmp_path):
    path = tmp_path / "floors.yaml"
    path.write_text("default: 95\n", encoding="utf-8")

    with pytest.raises(InvalidCases, match=r"floors\.yaml: not a file of floors"):
        read_floors(path)
