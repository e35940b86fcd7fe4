"""`python -m evals.fit_support`: fit how sure the meaning of a claim must be, into `decision.json`.

Fitted on what the other checks let through of the own development pairs, of their claims with the
evidence of other claims, and of the public development pairs. The samples are kept in
`evals/samples/`; a test fits again and compares.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import lru_cache
from pathlib import Path
from typing import Any
from zlib import crc32

import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score
from sklearn.model_selection import GroupKFold

from assistant.alignment import Rarity, states_of
from assistant.decision import Decision
from assistant.verify.build import open_verifier
from assistant.verify.support import FEATURES
from assistant.verify.verifier import Verifier
from evals.samples import Row, Samples, as_text, load, save, stack
from evals.support_pairs import DEVELOPMENT, PUBLIC, Pair, read_own, read_public
from knowledge.embedder import Embedder, open_embedder
from knowledge.faq_file import read_verified_answers
from knowledge.language import LanguageDetector
from knowledge.settings import KnowledgeSettings
from knowledge.source_file import read_project_documents

NAME = "support"
SEED = 20261122
KEPT = 0.995
"""The share of supported own claims that must pass where the other checks let them."""
_FOREIGN = 3  # other groups of evidence that a claim is put to
_OWN_SHARE = 0.5  # of the weight; the public pairs are of talk, not of facts


def verifier_over(home: Path, embedder: Embedder, decision: Decision | None = None) -> Verifier:
    """A Verifier that knows the words of the project's documents and verified answers."""
    documents = read_project_documents(home / "documents").values()
    answers = read_verified_answers(home / "faq")
    texts = [d.text for d in documents]
    texts += [s.text for a in answers for told in a.answer.values() for s in told]
    rarity = Rarity((t, d.source.language) for d in documents for t in d.text.split("\n\n") if t)
    states = lru_cache(maxsize=None)(lambda text: states_of(embedder, text, "passage"))
    return open_verifier(home, states, rarity, texts, LanguageDetector({}), decision)


def samples(benchmarks: Path, verifier: Verifier) -> Iterator[Row]:
    """(features, supported, number, group, own) of every development pair that comes so far."""
    own = read_own(DEVELOPMENT)
    groups = {texts: n for n, texts in enumerate(dict.fromkeys(p.texts for p in own))}
    public = [
        pair
        for name in PUBLIC
        for pair in read_public(benchmarks, name)
        if pair.half == DEVELOPMENT
    ]
    for number, pair in enumerate([*own, *_foreign(own), *public]):
        labels = [e.label for e in pair.evidence]
        found = verifier.over(pair.evidence).features(pair.claim, labels, pair.language)
        if found is not None:
            group = groups.get(pair.texts, len(groups) + crc32(pair.texts[0].encode()) % 100_000)
            yield found, pair.supported, number, group, pair.texts in groups


def _foreign(own: Sequence[Pair]) -> Iterator[Pair]:
    """Supported claims with the evidence of other claims in the same pair of languages."""
    random = np.random.default_rng(SEED)
    for pair in own:
        others = [o for o in own if o.language == pair.language and o.texts != pair.texts]
        for n in random.choice(len(others), _FOREIGN, replace=False) if pair.supported else ():
            other = others[n]
            yield replace(
                pair, texts=other.texts, text_language=other.text_language, supported=False,
                kind="foreign",
            )  # fmt: skip


def fitted() -> dict[str, Any]:
    """The decision that the samples that are kept give."""
    return fit(load(NAME))


def fit(found: Samples) -> dict[str, Any]:
    """Weights, a threshold, and what was measured by cross-validation over groups."""
    values = found.values.astype(np.float64)
    mean, scale = values.mean(axis=0), values.std(axis=0) + 1e-9
    scaled, own = (values - mean) / scale, found.answerable
    weight = np.where(own, _OWN_SHARE / own.sum(), (1 - _OWN_SHARE) / max(1, (~own).sum()))
    weight *= len(weight)
    held_out = np.zeros(len(scaled))
    for train, test in GroupKFold(5).split(scaled, found.right, found.group):
        model = _model(scaled[train], found.right[train], weight[train])
        held_out[test] = model.predict_proba(scaled[test])[:, 1]
    model = _model(scaled, found.right, weight)
    threshold = float(np.quantile(held_out[own & found.right], 1 - KEPT))
    kept = held_out[own] >= threshold
    return {
        "features": list(FEATURES),
        "mean": mean.round(6).tolist(),
        "scale": scale.round(6).tolist(),
        "weights": model.coef_[0].round(6).tolist(),
        "bias": round(float(model.intercept_[0]), 6),
        "threshold": round(threshold, 3),
        "measured": {
            "own_pairs": int(own.sum()),
            "public_pairs": int((~own).sum()),
            "area_under_roc_own": _area(found.right[own], held_out[own]),
            "area_under_roc_public": _area(found.right[~own], held_out[~own]),
            "supported_wanted": KEPT,
            "unsupported_dropped": round(float((~kept)[~found.right[own]].mean()), 3),
        },
    }


def _area(right: NDArray[np.bool_], scores: NDArray[np.float64]) -> float:
    return round(float(roc_auc_score(right, scores)), 3)


def _model(
    values: NDArray[np.float64], right: NDArray[np.bool_], weight: NDArray[np.float64]
) -> LogisticRegression:
    return LogisticRegression(max_iter=3000).fit(values, right, sample_weight=weight)


def main() -> None:
    """Take the samples, keep them, fit, and write what was measured."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--benchmarks", type=Path, default=Path("../shared/benchmarks"))
    parser.add_argument("--again", action="store_true", help="fit on the samples that are kept")
    chosen = parser.parse_args()
    settings = KnowledgeSettings()
    path = settings.knowledge_dir / "decision.json"
    if not chosen.again:
        embedder = open_embedder(settings.embedding_model, settings.model_path)
        undecided = Decision.undecided(FEATURES)
        verifier = verifier_over(settings.knowledge_dir, embedder, undecided)
        save(stack(samples(chosen.benchmarks, verifier)), NAME)
    result = json.loads(path.read_text(encoding="utf-8"))
    result[NAME] = {**fitted(), "by": "python -m evals.fit_support"}
    path.write_text(as_text(result), encoding="utf-8")


if __name__ == "__main__":
    main()
