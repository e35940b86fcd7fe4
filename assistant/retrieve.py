"""From a Query to ranked Hits: near in meaning, sharing words, and both together."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

import numpy as np

from assistant.language_bias import LanguageBias
from knowledge.document import Passage
from knowledge.embedder import Embedder, Vectors
from knowledge.lexical import LexicalIndex

Mode = Literal["fused", "dense", "lexical"]
Nearest = Callable[[Vectors, int], list[tuple[Passage, float]]]

POOL = 50
LEXICAL_WEIGHT = 0.35


@dataclass(frozen=True, slots=True)
class Hit:
    """A Passage that was found, with its fused score in 0..1.

    Ranks count from 1; None where that search did not find the Passage.
    """

    passage: Passage
    score: float
    lexical_rank: int | None
    dense_rank: int | None
    similarity: float | None = None
    """Cosine to the question, as if the Passage were in its language (LanguageBias); None where
    only the lexical index found the Passage."""


class Retriever:
    """Dense and lexical search over the same Passages.

    Fusion is by score, not by rank: similarities and BM25 scores are each scaled to 0..1 over the
    candidates and added with `LEXICAL_WEIGHT`. The lexical part counts only for Passages in the
    language of the question (docs/adr/0004-language-aware-fusion.md), and the dense part compares
    without what texts of one language have in common (docs/adr/0026-language-bias.md).
    """

    def __init__(
        self,
        lexical: LexicalIndex,
        nearest: Nearest,
        embedder: Embedder,
        bias: LanguageBias | None = None,
    ) -> None:
        """Without `bias`, cosines across languages are taken as they are."""
        self._lexical = lexical
        self._nearest = nearest
        self._embedder = embedder
        self._bias = bias

    def search(self, text: str, language: str, limit: int, mode: Mode = "fused") -> list[Hit]:
        """The best Hits, best first."""
        vector = None if mode == "lexical" else self._embedder.embed_query(text)
        return self.search_vector(text, vector, language, limit, mode)

    def search_vector(
        self, text: str, vector: Vectors | None, language: str, limit: int, mode: Mode = "fused"
    ) -> list[Hit]:
        """As `search`, with the question's vector at hand; without a vector, lexical only."""
        pool = max(POOL, limit)
        dense = self._by_meaning(vector, language, pool) if vector is not None else []
        lexical = [] if mode == "dense" else self._by_words(text, language, pool)
        hits = _fuse(dense, lexical)
        return sorted(hits, key=lambda h: (-h.score, h.passage.id))[:limit]

    def _by_meaning(self, vector: Vectors, language: str, pool: int) -> list[tuple[Passage, float]]:
        if self._bias is None:
            return self._nearest(vector, pool)
        bare, shared = self._bias.without(vector), self._bias.shared(vector, language)
        length = float(np.linalg.norm(bare))
        found = self._nearest(bare / length, pool)
        return [(passage, cosine * length + shared) for passage, cosine in found]

    def _by_words(self, text: str, language: str, pool: int) -> list[tuple[Passage, float]]:
        scores = self._lexical.scores(text, language)
        found = np.flatnonzero(scores > 0)
        if len(found) > pool:  # of a million, only the best are sorted
            found = found[np.argpartition(-scores[found], pool)[:pool]]
        best = found[np.lexsort((found, -scores[found]))]
        return [(self._lexical.passages[i], float(scores[i])) for i in best]


def _fuse(dense: list[tuple[Passage, float]], lexical: list[tuple[Passage, float]]) -> list[Hit]:
    passages = {p.id: p for p, _ in [*dense, *lexical]}
    dense_rank = {p.id: rank for rank, (p, _) in enumerate(dense, 1)}
    lexical_rank = {p.id: rank for rank, (p, _) in enumerate(lexical, 1)}
    similarity = {p.id: s for p, s in dense}
    near, words = _scaled(dense, floor=None), _scaled(lexical, floor=0.0)
    weight = LEXICAL_WEIGHT if dense else 1.0
    return [
        Hit(
            passage=passage,
            score=(near.get(i, 0.0) + weight * words.get(i, 0.0))
            / ((1.0 if dense else 0.0) + weight),
            lexical_rank=lexical_rank.get(i),
            dense_rank=dense_rank.get(i),
            similarity=similarity.get(i),
        )
        for i, passage in passages.items()
    ]


def _scaled(found: list[tuple[Passage, float]], floor: float | None) -> dict[str, float]:
    """Scores mapped to 0..1: the best is 1, the floor (default: the worst found) is 0."""
    if not found:
        return {}
    top = max(score for _, score in found)
    low = min(score for _, score in found) if floor is None else floor
    span = (top - low) or 1.0
    return {p.id: (score - low) / span if top > low else 1.0 for p, score in found}
