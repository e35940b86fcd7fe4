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
    asked = list(wordings.passages())
    examples = classifier.read_examples(folder / "routing.yaml")
    key = classifier.fitted_on(asked, embedder.fingerprint, examples)
    if _fits(path, key):
        return False
    progress("classifiers", 0.0)
    stored = wordings.vectors([w.id for w in asked])
    vectors = [stored[w.id] for w in asked]
    texts = [text for _, text in examples]
    routed = np.vstack([*vectors, embedder.embed_queries(texts)])
    routes = [PROGRAMME] * len(vectors) + [label for label, _ in examples]
    fitted = {"routes": classifier.fit_classifier(routed, routes, balanced=True)}
    labels = [w.source_id for w in asked]
    if len(set(labels)) > 1:
        fitted["answers"] = classifier.fit_classifier(np.vstack(vectors), labels)
    classifier.save(path, fitted, key)
    progress("classifiers", 1.0)
    return True


def _fits(path: Path, key: str) -> bool:
    try:
        return classifier.load(path)[1] == key
    except StoreUnavailable:
        return False
