import json
from dataclasses import replace
from pathlib import Path

import pytest

from evals.fit_support import NAME, fit, fitted
from evals.samples import load

DECISION = json.loads(Path("knowledge/decision.json").read_text(encoding="utf-8"))[NAME]


def test_the_decision_is_what_the_kept_samples_give():
    again = fitted()

    for part in ("mean", "scale", "weights", "bias", "threshold"):
        assert again[part] == pytest.approx(DECISION[part], abs=2e-3), part
    assert again["features"] == DECISION["features"]


def test_other_samples_give_another_decision():
    samples = load(NAME)
    turned = replace(samples, right=~samples.right)

    assert fit(turned)["bias"] != pytest.approx(DECISION["bias"], abs=2e-3)
