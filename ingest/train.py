"""Classifiers fitted to the wordings of verified answers and to examples of messages."""

from __future__ import annotations

import numpy as np
from sqlalchemy import Engine

from ingest.index import Indexes
from knowledge import classifier
from knowledge.embedder import Embedder, Progress, Vectors
from knowledge.errors import StoreUnavailable
from knowledge.examples import DOCUMENTED, OFF_TOPIC, PROGRAMME, UNKNOWN
from knowledge.fitted import load_fitted, save_fitted
from knowledge.follow_ups import lessons
from knowledge.network import fit_network
from knowledge.settings import KnowledgeSettings

_KEPT = 1000  # vectors of questions without an answer, for answers that are written later
_MANY = 2000  # examples; fewer are told apart as well without a hidden layer, and much sooner


def train(
    settings: KnowledgeSettings,
    engine: Engine,
    collection: str,
    indexes: Indexes,
    embedder: Embedder,
    progress: Progress,
) -> bool:
    """Fit and keep the classifiers of a collection, unless those kept fit already; tells whether it
    did."""
    wordings = indexes.wordings.store
    asked = sorted(wordings.passages(), key=lambda w: w.id)
    taught = lessons(settings.knowledge_dir, asked, indexes.passages.store.passages())
    key = taught.key(asked, embedder.fingerprint)
    if _fits(settings, engine, collection, key):
        return False
    progress("classifiers", 0.0)
    stored = wordings.vectors([w.id for w in asked])
    texts = [text for _, text in [*taught.examples, *taught.leaning]]
    vectors = np.vstack([*(stored[w.id] for w in asked), embedder.embed_queries(texts)])
    known = [w.source_id for w in asked]
    labels = known + [label for label, _ in taught.examples]
    fitted = {"routes": _fit_routes(vectors[: len(labels)], len(known), labels)}
    leaning = [label for label, _ in taught.leaning]
    if answers := _fit_answers(vectors, len(known), labels, leaning):
        fitted["answers"] = answers
    unknown = vectors[[n for n, label in enumerate(labels) if label == UNKNOWN]][:_KEPT]
    save_fitted(settings, engine, collection, classifier.Fitted(fitted, unknown, key))
    progress("classifiers", 1.0)
    return True


def _fit_routes(vectors: Vectors, known: int, labels: list[str]) -> classifier.Classifier:
    """Tells questions about the programme from other messages; the first `known` are wordings."""
    about = {UNKNOWN, DOCUMENTED}
    shown = [PROGRAMME if label in about else label for label in labels[known:]]
    return classifier.fit_classifier(vectors, [PROGRAMME] * known + shown, balanced=True)


def _fit_answers(
    vectors: Vectors, known: int, labels: list[str], leaning: list[str]
) -> classifier.Classifier | None:
    """Tells verified answers apart, and from what none of them covers.

    Where only documents tell what that is, other subjects belong to it too: they teach what a
    question looks like that no answer is for. `leaning` are the labels of the last vectors.
    """
    rest = {DOCUMENTED, OFF_TOPIC} if DOCUMENTED in labels else {UNKNOWN}
    others = [n for n, label in enumerate(labels) if n >= known and label in rest]
    chosen = [*labels[:known], *[UNKNOWN] * len(others), *leaning]
    if not known or len(set(chosen)) < 2:  # one answer alone has nothing to be told from
        return None
    rows = [*range(known), *others, *range(len(labels), len(vectors))]
    fit = fit_network if len(chosen) >= _MANY else classifier.fit_classifier
    return fit(vectors[rows], chosen)


def _fits(settings: KnowledgeSettings, engine: Engine, collection: str, key: str) -> bool:
    try:
        return load_fitted(settings, engine, collection).key == key
    except StoreUnavailable:
        return False
