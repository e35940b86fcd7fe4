"""The measures over a Run, worked out by hand."""

from dataclasses import replace

import pytest

from assistant.answer import Reason, Status
from evals.cases import Expectation
from evals.floors import Limit
from evals.judge import Judge
from evals.measures import FEWEST_CLAIMS, measure
from evals.observed import Observed, from_answer
from tests.evals.doubles import CUP_CASE, DOCUMENTS, NAMES, OFF_TOPIC, PASSAGES, PAY_CASE, SEEN

JUDGE = Judge(NAMES, DOCUMENTS, PASSAGES)
GAP = Expectation(Status.UNANSWERED, (Reason.NOT_STATED,))
GAP_CASE = replace(PAY_CASE, id="gap-1", suite="abstention", expect=GAP)
SILENT = replace(
    from_answer(OFF_TOPIC, 1.0), status="unanswered", reason="not_stated", confidence=0.9
)
ERROR = Observed("pay", error="down")


def figures(*pairs, **limits):
    results = [JUDGE.judge(case, seen) for case, seen in pairs]
    return {figure.name: figure for figure in measure(results, limits)}


def test_f1_is_about_what_must_be_left_unanswered():
    found = figures(
        (GAP_CASE, SILENT),
        (GAP_CASE, SILENT),
        (GAP_CASE, SEEN),  # missed
        (PAY_CASE, SEEN),
        (PAY_CASE, SILENT),  # wrongly silent
    )

    assert found["abstention_precision"].value == pytest.approx(2 / 3)
    assert found["abstention_recall"].value == pytest.approx(2 / 3)
    assert found["abstention_f1"].value == pytest.approx(2 / 3)
    low, high = found["abstention_f1"].interval
    assert low < 2 / 3 < high


def test_an_error_is_the_wrong_choice_on_either_side():
    found = figures((GAP_CASE, SILENT), (GAP_CASE, ERROR), (PAY_CASE, ERROR))

    assert found["abstention_recall"].value == 0.5
    assert found["abstention_precision"].value == 0.5


def test_a_case_that_may_be_answered_or_not_is_left_out():
    either = replace(PAY_CASE, expect=replace(PAY_CASE.expect, also=("unanswered/not_stated",)))

    found = figures((GAP_CASE, SILENT), (PAY_CASE, SEEN), (either, SILENT), (either, SEEN))

    assert found["abstention_f1"].value == 1.0


def test_f1_needs_both_suites():
    assert figures((PAY_CASE, SEEN))["abstention_f1"].value is None
    assert figures((GAP_CASE, SILENT))["abstention_f1"].met


def test_a_false_alarm_declines_what_nobody_needs_to_decline():
    alarm = replace(from_answer(OFF_TOPIC, 1.0), reason="prompt_injection")
    declined = from_answer(OFF_TOPIC, 1.0)

    found = figures(
        (PAY_CASE, SEEN),
        (PAY_CASE, SEEN),
        (PAY_CASE, alarm),
        (PAY_CASE, declined),
        (CUP_CASE, alarm),
        false_alarms=Limit(most=0.2),
    )

    assert found["false_alarms"].value == found["off_topic_alarms"].value == 0.25
    assert not found["false_alarms"].met
    assert found["off_topic_alarms"].met


def test_the_calibration_error_needs_enough_replies():
    half = [(PAY_CASE, SEEN), (PAY_CASE, replace(SEEN, text="no figure"))]

    assert figures(*half)["calibration_error"].value is None
    found = figures(*half * (FEWEST_CLAIMS // 2))
    assert found["calibration_error"].value == pytest.approx(0.4)  # confidence 0.9, half right
    assert found["area_under_risk"].value == pytest.approx(0.5)
