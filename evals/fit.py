"""`python -m evals.fit`: fit the decisions of `knowledge/decision.json` on development data.

match: which verified answer a question wants. For each of several folds a third of the answers is
unknown and a quarter of the wordings of the others is held out; a candidate is right or wrong.
quote: whether a sentence answers. Public questions with the passage that answers them, and the
same questions with that passage taken away. No evaluation case is read. The samples are kept in
`evals/samples/`; a test fits again and compares.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score
from sklearn.model_selection import GroupKFold

from assistant import match as matching
from assistant import quote as quoting
from evals.fit_match import match_samples
from evals.fit_quote import quote_samples
from evals.samples import Samples, as_text, knowledge_key, load, save, stack, thinned
from knowledge.embedder import open_embedder
from knowledge.settings import KnowledgeSettings

SEED = 20261121
PRECISION = {"match": 0.77, "quote": 0.6}
KEPT = 6000  # questions whose samples are kept


def fitted(name: str) -> dict[str, Any]:
    """The decision that the samples kept under a name give."""
    features = {"match": matching.FEATURES, "quote": quoting.FEATURES}[name]
    return fit(load(name), features, PRECISION[name])


def fit(samples: Samples, features: Sequence[str], precision: float) -> dict[str, Any]:
    """Weights, the threshold for a wanted precision, and what was measured by cross-validation."""
    values = samples.values.astype(np.float64)
    mean, scale = values.mean(axis=0), values.std(axis=0) + 1e-9
    scaled = (values - mean) / scale
    held_out = np.zeros(len(scaled))
    for train, test in GroupKFold(5).split(scaled, samples.right, samples.group):
        held_out[test] = _model(scaled[train], samples.right[train]).predict_proba(scaled[test])[
            :, 1
        ]
    model = _model(scaled, samples.right)
    best, right, answerable = _best_of_each(held_out, samples)
    threshold, recall = _threshold(best, right, answerable.sum(), precision)
    return {
        "features": list(features),
        "mean": mean.round(6).tolist(),
        "scale": scale.round(6).tolist(),
        "weights": model.coef_[0].round(6).tolist(),
        "bias": round(float(model.intercept_[0]), 6),
        "threshold": round(threshold, 3),
        "measured": {
            "questions": len(best),
            "answerable": int(answerable.sum()),
            "right_first": round(float(right[answerable].mean()), 3),
            "area_under_roc": round(float(roc_auc_score(right, best)), 3),
            "precision_wanted": precision,
            "recall_there": round(recall, 3),
        },
    }


def _model(values: NDArray[np.float64], right: NDArray[np.bool_]) -> LogisticRegression:
    return LogisticRegression(max_iter=2000).fit(values, right)


def _best_of_each(
    scores: NDArray[np.float64], samples: Samples
) -> tuple[NDArray[np.float64], NDArray[np.bool_], NDArray[np.bool_]]:
    """Of every question the highest score, whether it is right, and whether it could be."""
    order = np.lexsort((-scores, samples.question))
    first = np.unique(samples.question[order], return_index=True)[1]
    chosen = order[first]
    return scores[chosen], samples.right[chosen], samples.answerable[chosen]


def _threshold(
    scores: NDArray[np.float64], right: NDArray[np.bool_], answerable: int, precision: float
) -> tuple[float, float]:
    """The lowest score above which that share is right, and the recall there."""
    order = np.argsort(-scores)
    shares = right[order].cumsum() / np.arange(1, len(order) + 1)
    enough = np.flatnonzero(shares >= precision)
    last = int(enough[-1]) if len(enough) else 0
    return float(scores[order][last]), float(right[order][: last + 1].sum() / answerable)


def main() -> None:
    """Take samples of both decisions, keep them, fit, and write what was measured."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--benchmarks", type=Path, default=Path("../shared/benchmarks"))
    parser.add_argument("--only", choices=["match", "quote"], help="default: both")
    parser.add_argument("--again", action="store_true", help="fit on the samples that are kept")
    chosen = parser.parse_args()
    settings = KnowledgeSettings()
    path = settings.knowledge_dir / "decision.json"
    result = json.loads(path.read_text()) if path.exists() else {}
    embedder = open_embedder(settings.embedding_model, settings.model_path)
    for name in [chosen.only] if chosen.only else ["match", "quote"]:
        if not chosen.again:
            home = settings.knowledge_dir
            taken = (
                match_samples(home, embedder, SEED)
                if name == "match"
                else quote_samples(chosen.benchmarks, home, embedder, SEED)
            )
            save(thinned(stack(taken), KEPT, SEED), name)
        result[name] = fitted(name)
    kept = result.get("fitted", {}).get("knowledge")  # samples that are kept are of that one
    result["fitted"] = {
        "embedder": embedder.fingerprint,
        "knowledge": kept if chosen.again else knowledge_key(settings.knowledge_dir),
        "seed": SEED,
        "by": "python -m evals.fit",
    }
    path.write_text(as_text(result), encoding="utf-8")


if __name__ == "__main__":
    main()
