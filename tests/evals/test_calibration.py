"""Calibration error and risk at a coverage, worked out by hand."""

from dataclasses import replace

import pytest

from evals.calibration import (
    BINS,
    Claim,
    Point,
    area_under_risk,
    bins,
    calibration_error,
    claims,
    risk_coverage,
)
from evals.judge import Judge
from evals.observed import Observed, from_answer
from tests.evals.doubles import CUP_CASE, DOCUMENTS, NAMES, OFF_TOPIC, PAY_CASE, SEEN

JUDGE = Judge(NAMES, DOCUMENTS)


def said(confidence, right, times):
    return [Claim(confidence, n < right) for n in range(times)]


def test_only_replies_that_claim_something_count_the_surest_first():
    unsure = replace(SEEN, confidence=0.3, text="no figure")
    results = [
        JUDGE.judge(PAY_CASE, unsure),
        JUDGE.judge(PAY_CASE, SEEN),
        JUDGE.judge(CUP_CASE, from_answer(OFF_TOPIC, 1.0)),
        JUDGE.judge(PAY_CASE, Observed("pay", error="down")),
        JUDGE.judge(PAY_CASE, replace(SEEN, confidence=None)),
    ]

    assert claims(results) == [Claim(0.9, True), Claim(0.3, False)]


def test_bins_have_equal_mass_the_least_sure_first():
    told = [*said(0.9, 50, 50), *said(0.5, 10, 50)]

    found = bins(told)

    assert [b.replies for b in found] == [10] * BINS
    assert [b.confidence for b in found] == pytest.approx([0.5] * 5 + [0.9] * 5)
    assert sum(b.right for b in found) == pytest.approx(6.0)  # five bins all right, one of five


def test_a_bin_per_reply_where_there_are_few():
    assert [b.replies for b in bins(said(0.9, 2, 3))] == [1, 1, 1]
    assert bins([]) == []


def test_the_error_is_the_mean_distance_of_confidence_and_share():
    told = [Claim(0.9, n % 10 != 0) for n in range(100)]  # nine in ten right
    error, (low, high) = calibration_error(told)

    assert error == pytest.approx(0.0, abs=1e-9)
    assert 0.0 <= low <= high < 0.15

    error, _ = calibration_error([Claim(0.9, n % 2 == 0) for n in range(100)])
    assert error == pytest.approx(0.4)


def test_the_error_of_nothing_is_undefined():
    assert calibration_error([]) == (None, (0.0, 1.0))


def test_the_interval_surrounds_the_error():
    told = sorted(
        (Claim(n / 200, n % 3 != 0) for n in range(200)), key=lambda claim: -claim.confidence
    )
    error, (low, high) = calibration_error(told)

    assert low < error < high


def test_risk_is_the_share_of_wrong_replies_among_the_surest():
    told = [Claim(0.9, True), Claim(0.8, True), Claim(0.5, False), Claim(0.5, True)]

    points = risk_coverage(told)

    assert points == [Point(0.9, 0.25, 0.0), Point(0.8, 0.5, 0.0), Point(0.5, 1.0, 0.25)]
    assert area_under_risk(points) == pytest.approx(0.125)
    assert area_under_risk([]) is None
