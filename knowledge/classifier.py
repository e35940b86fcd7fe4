"""A linear classifier over embeddings: which verified answer, or which route, a question wants.

Multinomial logistic regression learns which directions of the embedding tell answers apart and
which only tell phrasing or language; nearest neighbours cannot (docs/adr/0005-matching.md).
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import NamedTemporaryFile
from zipfile import BadZipFile

import numpy as np
import yaml

from knowledge.document import Passage
from knowledge.embedder import Vectors
from knowledge.errors import InvalidKnowledge, StoreUnavailable
from knowledge.yaml_file import read_yaml

FILE = "classifiers.npz"
UNKNOWN = "unknown"  # questions that no verified answer covers, in `routing.yaml` and as a label
_SCALE = 10.0  # unit vectors of the embedder differ in the second decimal
_RECIPE = "2"  # raise it with any change to how classifiers are fitted
_REPAIR = "`techforce ingest` makes it anew."


@dataclass(frozen=True, slots=True, eq=False)
class LinearClassifier:
    """`weights` has shape (labels, dimension), `bias` (labels,), `mean` (dimension,)."""

    labels: tuple[str, ...]
    mean: Vectors
    weights: Vectors
    bias: Vectors

    def logits(self, vector: Vectors) -> Vectors:
        """One score a label; their softmax are probabilities."""
        return self.weights @ ((vector - self.mean) * _SCALE) + self.bias

    def probabilities(self, vector: Vectors) -> dict[str, float]:
        """A probability for every label."""
        return dict(zip(self.labels, map(float, softmax(self.logits(vector))), strict=True))


def softmax(logits: Vectors) -> Vectors:
    """Probabilities that sum to 1."""
    shares = np.exp(logits - logits.max())
    return np.asarray(shares / shares.sum(), dtype=np.float32)


def fit_classifier(
    vectors: Vectors, labels: Sequence[str], *, strength: float = 3.0, balanced: bool = False
) -> LinearClassifier:
    """Fit on unit vectors, shape (n, dimension); `balanced` weighs rare labels up.

    The same data give the same classifier. Needs at least two labels.
    """
    from sklearn.linear_model import LogisticRegression

    mean = vectors.mean(axis=0)
    model = LogisticRegression(
        C=strength, max_iter=2000, tol=1e-5, class_weight="balanced" if balanced else None
    ).fit((vectors - mean) * _SCALE, np.asarray(labels))
    weights, bias = model.coef_, model.intercept_
    if len(model.classes_) == 2:  # scikit-learn keeps only the second of two
        weights, bias = np.vstack([-weights, weights]) / 2, np.hstack([-bias, bias]) / 2
    return LinearClassifier(
        tuple(map(str, model.classes_)),
        mean.astype(np.float32),
        weights.astype(np.float32),
        bias.astype(np.float32),
    )


def read_examples(path: Path) -> list[tuple[str, str]]:
    """The (label, text) pairs of `routing.yaml`; raises InvalidKnowledge."""
    try:
        data = read_yaml(path)
        return [(str(label), str(text)) for label, texts in data.items() for text in texts]
    except (OSError, yaml.YAMLError, AttributeError, TypeError) as error:
        raise InvalidKnowledge([f"{path.name}: not examples by label: {error}"]) from error


def fitted_on(
    wordings: Iterable[Passage], embedder: str, examples: Iterable[tuple[str, str]]
) -> str:
    """What classifiers are fitted on: wordings, the embedder's fingerprint, and examples."""
    parts = [_RECIPE, embedder, *sorted(wording.id for wording in wordings)]
    parts += [f"{label}:{text}" for label, text in examples]
    return hashlib.sha256("\x1f".join(parts).encode()).hexdigest()


def save(path: Path, classifiers: Mapping[str, LinearClassifier], key: str) -> None:
    """Write all classifiers to one file, whole or not at all."""
    head = {name: list(c.labels) for name, c in classifiers.items()}
    arrays = {
        f"{name}.{part}": getattr(c, part)
        for name, c in classifiers.items()
        for part in ("mean", "weights", "bias")
    }
    described = json.dumps({"fitted_on": key, "labels": head})
    path.parent.mkdir(parents=True, exist_ok=True)
    with NamedTemporaryFile(dir=path.parent, suffix=".npz", delete=False) as file:
        np.savez(file, described=np.asarray(described), **arrays)
        file.flush()
        os.fsync(file.fileno())
    Path(file.name).replace(path)


def load(path: Path) -> tuple[dict[str, LinearClassifier], str]:
    """The classifiers of a file and what they were fitted on; raises StoreUnavailable."""
    try:
        with np.load(path) as data:
            described = json.loads(str(data["described"]))
            found = {
                name: LinearClassifier(
                    tuple(labels), *(data[f"{name}.{part}"] for part in ("mean", "weights", "bias"))
                )
                for name, labels in described["labels"].items()
            }
    except FileNotFoundError as error:
        raise StoreUnavailable(f"{path} is missing: run `techforce ingest`.") from error
    except (OSError, ValueError, KeyError, BadZipFile) as error:
        raise StoreUnavailable(f"{path} is damaged: {error}. {_REPAIR}") from error
    return found, str(described["fitted_on"])
