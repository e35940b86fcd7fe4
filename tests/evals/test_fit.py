import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from evals.fit import PRECISION, SEED, fit, fitted
from evals.samples import knowledge_key, load, save, stack, thinned

KNOWLEDGE = Path("knowledge")
DECISION = json.loads((KNOWLEDGE / "decision.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize("name", ["match", "quote"])
def test_a_decision_is_what_the_kept_samples_give(name: str):
    again = fitted(name)

    for part in ("mean", "scale", "weights", "bias", "threshold"):
        assert again[part] == pytest.approx(DECISION[name][part], abs=2e-3), part
    assert again["features"] == DECISION[name]["features"]


def test_the_samples_were_taken_from_the_knowledge_of_today():
    assert DECISION["fitted"]["knowledge"] == knowledge_key(KNOWLEDGE), "run `python -m evals.fit`"
    assert DECISION["fitted"]["seed"] == SEED


def test_other_samples_give_another_decision():
    samples = load("match")
    turned = replace(samples, right=~samples.right)
    features = DECISION["match"]["features"]

    assert fit(turned, features, PRECISION["match"])["bias"] != pytest.approx(
        DECISION["match"]["bias"], abs=2e-3
    )


def test_samples_are_kept_as_they_were_and_thinned_by_whole_questions(tmp_path: Path):
    rows = [((0.25, n / 3), n % 2 == 0, n // 4, n, True) for n in range(40)]
    samples = stack(rows)

    save(samples, "few", tmp_path)
    kept = load("few", tmp_path)
    fewer = thinned(kept, 3, seed=1)

    assert np.array_equal(kept.values, samples.values)
    assert np.array_equal(kept.group, samples.group)
    assert (len(np.unique(fewer.question)), len(fewer.values)) == (3, 12)


def test_a_changed_wording_is_noticed(tmp_path: Path):
    (tmp_path / "faq").mkdir()
    file = tmp_path / "faq" / "pay.yaml"
    file.write_text("one", encoding="utf-8")
    before = knowledge_key(tmp_path)

    file.write_text("two", encoding="utf-8")

    assert knowledge_key(tmp_path) != before
