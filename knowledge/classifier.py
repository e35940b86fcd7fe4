"""A classifier over embeddings: which verified answer, or which route, a question wants.

It learns which directions of the embedding tell answers apart and which only tell phrasing or
language; nearest neighbours cannot (docs/adr/0005-matching.md). Few labels need a linear one; many
are told apart better through a hidden layer (`network.py`, docs/adr/0014-hidden-layer.md).
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import IO, Any
from zipfile import BadZipFile

import numpy as np
from threadpoolctl import threadpool_limits

from knowledge.document import Passage
from knowledge.embedder import Vectors
from knowledge.errors import StoreUnavailable
from knowledge.whole_file import written_whole

FILE = "classifiers.npz"
_SCALE = 10.0  # unit vectors of the embedder differ in the second decimal
_RECIPE = "4"  # raise it with any change to how classifiers are fitted
_REPAIR = "`techforce ingest` makes it anew."


@dataclass(frozen=True, slots=True, eq=False)
class Layer:
    """`weights` has shape (out, in), `bias` (out,)."""

    weights: Vectors
    bias: Vectors

    def __call__(self, values: Vectors) -> Vectors:
        """`values` of shape (in,) as a linear combination of shape (out,)."""
        return self.weights @ values + self.bias


@dataclass(frozen=True, slots=True, eq=False)
class Classifier:
    """One score a label, from a vector around `mean`; between two layers stands a rectifier."""

    labels: tuple[str, ...]
    mean: Vectors
    layers: tuple[Layer, ...]

    def logits(self, vector: Vectors) -> Vectors:
        """One score a label; their softmax are probabilities."""
        *hidden, last = self.layers
        values = scaled(vector, self.mean)
        for layer in hidden:
            values = np.maximum(layer(values), 0.0)
        return last(values)

    def probabilities(self, vector: Vectors) -> dict[str, float]:
        """A probability for every label."""
        return dict(zip(self.labels, map(float, softmax(self.logits(vector))), strict=True))


@dataclass(frozen=True, slots=True, eq=False)
class Fitted:
    """All classifiers by name, and `key`: what they were fitted on.

    `unknown` holds vectors, shape (n, dimension), of questions that no verified answer covers: what
    an answer that is written later must be told from.
    """

    classifiers: Mapping[str, Classifier]
    unknown: Vectors
    key: str


def scaled(vectors: Vectors, mean: Vectors) -> Vectors:
    """Unit vectors as what a classifier is fitted on: their differences, made large enough."""
    return (vectors - mean) * _SCALE


def softmax(logits: Vectors) -> Vectors:
    """Probabilities that sum to 1."""
    shares = np.exp(logits - logits.max())
    return np.asarray(shares / shares.sum(), dtype=np.float32)


def fit_classifier(
    vectors: Vectors, labels: Sequence[str], *, strength: float = 3.0, balanced: bool = False
) -> Classifier:
    """Fit on unit vectors, shape (n, dimension); `balanced` weighs rare labels up.

    The same data give the same classifier. Needs at least two labels.
    """
    from sklearn.linear_model import LogisticRegression

    mean = vectors.mean(axis=0)
    model = LogisticRegression(
        C=strength, max_iter=2000, tol=1e-5, class_weight="balanced" if balanced else None
    )
    # Several threads add up in another order, and on a busy machine wait for each other.
    with threadpool_limits(1, "blas"):
        model.fit(scaled(vectors, mean), np.asarray(labels))
    weights, bias = model.coef_, model.intercept_
    if len(model.classes_) == 2:  # scikit-learn keeps only the second of two
        weights, bias = np.vstack([-weights, weights]) / 2, np.hstack([-bias, bias]) / 2
    layer = Layer(weights.astype(np.float32), bias.astype(np.float32))
    return Classifier(tuple(map(str, model.classes_)), mean.astype(np.float32), (layer,))


def fitted_on(
    wordings: Iterable[Passage], embedder: str, examples: Iterable[tuple[str, str]]
) -> str:
    """What classifiers are fitted on: wordings, the embedder's fingerprint, and examples."""
    parts = [_RECIPE, embedder, *sorted(wording.id for wording in wordings)]
    parts += [f"{label}:{text}" for label, text in examples]
    return hashlib.sha256("\x1f".join(parts).encode()).hexdigest()


def write(file: IO[bytes], fitted: Fitted) -> None:
    """Write what was fitted into an open file."""
    classifiers = fitted.classifiers
    head = {name: [list(c.labels), len(c.layers)] for name, c in classifiers.items()}
    arrays: dict[str, Any] = {f"{name}.mean": c.mean for name, c in classifiers.items()}
    for name, classifier in classifiers.items():
        for n, layer in enumerate(classifier.layers):
            arrays |= {f"{name}.{n}.weights": layer.weights, f"{name}.{n}.bias": layer.bias}
    described = json.dumps({"fitted_on": fitted.key, "classifiers": head})
    unknown = fitted.unknown.astype(np.float16)
    np.savez(file, described=np.asarray(described), unknown=unknown, **arrays)


def packed(fitted: Fitted) -> bytes:
    """What `write` writes."""
    content = BytesIO()
    write(content, fitted)
    return content.getvalue()


def save(path: Path, fitted: Fitted) -> None:
    """Write what was fitted to one file, whole or not at all."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with written_whole(path, 0o600) as file:
        write(file, fitted)


def load(path: Path) -> Fitted:
    """What a file holds; raises StoreUnavailable."""
    try:
        with path.open("rb") as file:
            return read(file, str(path))
    except FileNotFoundError as error:
        raise StoreUnavailable(f"{path} is missing: run `techforce ingest`.") from error
    except OSError as error:
        raise StoreUnavailable(f"{path} cannot be read: {error}. {_REPAIR}") from error


def read(file: IO[bytes], name: str) -> Fitted:
    """What an open file of that name holds; raises StoreUnavailable."""
    try:
        with np.load(file) as data:
            described = json.loads(str(data["described"]))
            found = {
                name: Classifier(tuple(labels), data[f"{name}.mean"], _layers(data, name, depth))
                for name, (labels, depth) in described["classifiers"].items()
            }
            unknown = data["unknown"].astype(np.float32)
    except (OSError, EOFError, ValueError, KeyError, BadZipFile) as error:
        raise StoreUnavailable(f"{name} is damaged: {error}. {_REPAIR}") from error
    return Fitted(found, unknown, str(described["fitted_on"]))


def _layers(data: Mapping[str, Vectors], name: str, depth: int) -> tuple[Layer, ...]:
    return tuple(Layer(data[f"{name}.{n}.weights"], data[f"{name}.{n}.bias"]) for n in range(depth))
