"""Whether two questions ask the same, in whatever languages: what makes them one Review item.

Similarities of the embedder lie close together for all questions, because most of a vector tells
language and phrasing. The wordings of verified answers show which directions those are: along them
the wordings of one answer differ. Here these directions are made as narrow as all others.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from knowledge.embedder import Embedder, Vectors

THRESHOLD = 0.25
"""Cosine from which a question joins an item.

Fitted on the wordings of 35 verified answers (some five each, in three languages, in any order) so
that precision weighs double, with directions learned from 106 others; on the wordings of the 35
answers that were left, 0.90 of the questions that share an item ask the same (B-cubed precision),
and 0.37 of those that ask the same share an item (recall). The bare vectors give 0.99 and 0.23, at
0.90 precision 0.27; the hidden layer of the classifier fitted on the 106 gives 0.93 and 0.37.
"""
_KEPT = 0.1  # of the mean variance, in every direction: few wordings show not all of them
_FEWEST = 3  # answers, below which nothing can be learned


@dataclass(frozen=True, slots=True, eq=False)
class Nearness:
    """Places questions so that those which ask the same lie close; safe for threads."""

    embedder: Embedder
    mean: Vectors
    turn: Vectors

    @classmethod
    def learn(cls, embedder: Embedder, vectors: Vectors, owners: Sequence[str]) -> Nearness | None:
        """From unit vectors, one a wording, shape (n, dimension), and which answer each belongs to;
        None where there are too few answers."""
        names, own = np.unique(np.asarray(owners), return_inverse=True)
        if len(names) < _FEWEST:
            return None
        mean = vectors.mean(axis=0)
        sums = np.zeros((len(names), vectors.shape[1]), dtype=np.float64)
        np.add.at(sums, own, vectors)
        apart = vectors - (sums / np.bincount(own)[:, None])[own]
        spread = apart.T @ apart / len(apart)
        even = np.trace(spread) / len(spread) * np.eye(len(spread))
        sizes, directions = np.linalg.eigh((1 - _KEPT) * spread + _KEPT * even)
        turn = directions / np.sqrt(np.maximum(sizes, 1e-12)) @ directions.T
        return cls(embedder, mean.astype(np.float32), turn.astype(np.float32))

    @property
    def space(self) -> str:
        """Which vectors are comparable with those of `embed`."""
        return self.embedder.fingerprint

    def embed(self, questions: Sequence[str]) -> Vectors:
        """One vector a question, shape (n, dimension): what is to be kept of it."""
        return self.embedder.embed_queries(questions)

    def place(self, vectors: Vectors) -> Vectors:
        """Unit vectors whose products tell how near two questions are, shape (n, dimension)."""
        turned = (vectors - self.mean) @ self.turn
        lengths = np.linalg.norm(turned, axis=-1, keepdims=True)
        placed: Vectors = turned / np.maximum(lengths, 1e-9)
        return placed


class Groups:
    """Items by where their questions lie: a question joins the nearest, if that is near enough."""

    def __init__(self, dimension: int) -> None:
        self._ids: list[str] = []
        self._place: dict[str, int] = {}
        self._sums = np.zeros((0, dimension), dtype=np.float32)

    def add(self, item_ids: Sequence[str], placed: Vectors) -> None:
        """Put questions into items, new or known; `placed` has one row each."""
        new = list(dict.fromkeys(i for i in item_ids if i not in self._place))
        self._place |= {i: len(self._ids) + n for n, i in enumerate(new)}
        self._ids += new
        self._sums = np.vstack([self._sums, np.zeros((len(new), placed.shape[1]), np.float32)])
        np.add.at(self._sums, [self._place[i] for i in item_ids], placed)

    def nearest(self, placed: Vectors) -> str | None:
        """The item that a question, shape (dimension,), belongs to; None where none is near."""
        if not self._ids:
            return None
        lengths = np.maximum(np.linalg.norm(self._sums, axis=1), 1e-9)
        cosines = (self._sums @ placed) / lengths
        best = int(np.argmax(cosines))
        return self._ids[best] if cosines[best] >= THRESHOLD else None
