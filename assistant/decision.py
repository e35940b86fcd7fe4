"""Fitted decisions: how probable it is that a match, or a quotation, is right."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from knowledge.embedder import Vectors
from knowledge.errors import InvalidKnowledge


@dataclass(frozen=True, slots=True)
class Decision:
    """A logistic model over named features, with the threshold fitted for it."""

    features: tuple[str, ...]
    mean: Vectors
    scale: Vectors
    weights: Vectors
    bias: float
    threshold: float

    @classmethod
    def undecided(cls, features: Sequence[str]) -> Decision:
        """A decision before it is fitted: the features count, their weights do not."""
        ones = np.ones(len(features), dtype=np.float32)
        return cls(tuple(features), ones, ones, ones, bias=0.0, threshold=0.5)

    @classmethod
    def load(cls, path: Path, name: str, features: Sequence[str]) -> Decision:
        """Read one model of `decision.json`; raises InvalidKnowledge where it does not fit."""
        try:
            data = json.loads(path.read_text(encoding="utf-8"))[name]
            decision = cls(
                tuple(data["features"]),
                mean=np.asarray(data["mean"], dtype=np.float32),
                scale=np.asarray(data["scale"], dtype=np.float32),
                weights=np.asarray(data["weights"], dtype=np.float32),
                bias=float(data["bias"]),
                threshold=float(data["threshold"]),
            )
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise InvalidKnowledge([f"{path.name}: {name}: {error!r}"]) from error
        if decision.features != tuple(features):
            raise InvalidKnowledge([f"{path.name}: {name}: fitted on {decision.features}"])
        return decision

    def probability(self, values: Sequence[float]) -> float:
        """How probable it is that the decision is right, 0..1."""
        scaled = (np.asarray(values, dtype=np.float64) - self.mean) / self.scale
        return float(1.0 / (1.0 + np.exp(-(scaled @ self.weights + self.bias))))
