"""What an Answer's confidence tells: how often such replies are right."""

from dataclasses import replace
from datetime import date

import numpy as np
import pytest

from assistant.answer import Answer, Citation, Origin, Sentence, Status
from assistant.confidence import FEATURES, calibrated, logit
from assistant.decision import Decision
from knowledge.document import Source

SOURCE = Source("s", "Title", "Paper", "", date(2026, 1, 2), "en")
SURER = replace(Decision.undecided(FEATURES), mean=np.zeros(1, np.float32), bias=1.0, threshold=0.5)


def answer(confidence: float, origin: Origin = Origin.VERIFIED) -> Answer:
    return Answer(
        status=Status.ANSWERED,
        language="en",
        question="How long?",
        standalone_question="How long?",
        text="Two years. [1]",
        generator="verified",
        sentences=(Sentence("Two years.", (1,), origin),),
        citations=(Citation(1, SOURCE, "p", "It lasts two years."),),
        confidence=confidence,
    )


@pytest.mark.parametrize(("before", "after"), [(0.5, 0.731), (0.2, 0.405), (0.9, 0.961)])
def test_a_probability_becomes_the_share_that_is_right_there(before, after):
    assert calibrated(answer(before), SURER).confidence == pytest.approx(after, abs=1e-3)


def test_the_order_of_answers_stays():
    told = [calibrated(answer(p), SURER).confidence for p in (0.01, 0.3, 0.31, 0.99, 1.0)]
    assert told == sorted(told)
    assert told[-1] <= 1.0


def test_no_confidence_stays_none():
    assert calibrated(answer(0.0), SURER).confidence == 0.0


def test_what_a_model_wrote_keeps_the_support_of_its_sentences():
    assert calibrated(answer(0.5, Origin.GENERATED), SURER).confidence == 0.5


def test_log_odds_are_finite_at_both_ends():
    assert logit(0.5) == 0.0
    assert -10 < logit(0.0) < -9
    assert 9 < logit(1.0) < 10
