"""The confidence that is told is what the kept samples give."""

import json
from pathlib import Path

import pytest

from assistant.confidence import FEATURES, logit
from assistant.decision import Decision
from evals.fit_confidence import NAME, fitted, rows

PATH = Path("knowledge/decision.json")


def reply(case: str, confidence: float, outcome: str = "answered", *, passed: bool = True):
    return {
        "case": {"id": case},
        "outcome": outcome,
        "passed": passed,
        "observed": {"confidence": confidence},
    }


def test_the_decision_is_what_the_kept_samples_give():
    again, kept = fitted(), json.loads(PATH.read_text(encoding="utf-8"))[NAME]
    for part in ("mean", "scale", "weights", "bias"):
        assert again[part] == pytest.approx(kept[part], abs=2e-3), part
    assert again["measured"]["replies"] == kept["measured"]["replies"]


def test_only_replies_that_claim_something_are_samples_and_no_unseen_case():
    results = [
        reply("pay-en-01", 0.5),
        reply("gap-en-01", 0.8, "unanswered/not_stated", passed=False),
        reply("off-en-01", 0.9, "declined/off_topic"),
        reply("hard6-answers-en-01", 0.9),
        reply("pay-en-02", 0.0),
    ]
    found = [(values, right) for values, right, *_ in rows(results, None)]
    assert found == [((0.0,), True), ((logit(0.8),), False)]


def test_what_the_decision_in_force_did_is_undone():
    in_force = Decision.load(PATH, NAME, FEATURES)
    for probability in (0.3, 0.7, 0.95):
        told = in_force.probability([logit(probability)])
        [(values, *_)] = rows([reply("pay-en-01", told)], in_force)
        assert values[0] == pytest.approx(logit(probability), abs=1e-3)
