"""Classifiers fitted to the wordings of verified answers and to the examples of `routing.yaml`."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from knowledge import classifier
from knowledge.embedder import Embedder, Progress
from knowledge.errors import StoreUnavailable
from knowledge.store import VectorStore

PROGRAMME = "programme"


def train(
    folder: Path, data_dir: Path, wordings: VectorStore, embedder: Embedder, progress: Progress
) -> bool:
    """Fit and write the classifiers, unless those on disk fit already; tells whether it did."""
    path = data_dir / classifier.FILE
    asked = sorted(wordings.passages(), key=lambda w: w.id)
    examples = classifier.read_examples(folder / "routing.yaml")
    key = classifier.fitted_on(asked, embedder.fingerprint, examples)
    if _fits(path, key):
        return False
    progress("classifiers", 0.0)
    stored = wordings.vectors([w.id for w in asked])
    shown = embedder.embed_queries([text for _, text in examples])
    vectors = np.vstack([*(stored[w.id] for w in asked), shown])
    known = [w.source_id for w in asked]
    labels = known + [label for label, _ in examples]
    about = [label if label != classifier.UNKNOWN else PROGRAMME for label, _ in examples]
    routes = [PROGRAMME] * len(known) + about
    fitted = {"routes": classifier.fit_classifier(vectors, routes, balanced=True)}
    taken = [n for n, label in enumerate(labels) if n < len(known) or label == classifier.UNKNOWN]
    chosen = [labels[n] for n in taken]
    if known and len(set(chosen)) > 1:  # one answer alone has nothing to be told from
        fitted["answers"] = classifier.fit_classifier(vectors[taken], chosen)
    classifier.save(path, fitted, key)
    progress("classifiers", 1.0)
    return True


def _fits(path: Path, key: str) -> bool:
    try:
        return classifier.load(path)[1] == key
    except StoreUnavailable:
        return False
