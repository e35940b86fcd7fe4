"""Doubles that are checkable by hand, for tests of every package."""

from __future__ import annotations

import string
import time
from collections.abc import Sequence

import numpy as np

from knowledge.embedder import Progress, TextKind, TokenStates, Vectors


class LetterCountEmbedder:
    """Embeds a text as its counts of a..z, made a unit vector: tiny, deterministic, no download.

    `texts` and `queries` record what was embedded; `delay_s` slows every batch down, for tests
    that kill it.
    """

    dimension = len(string.ascii_lowercase) + 1

    def __init__(self, fingerprint: str = "letters", delay_s: float = 0.0) -> None:
        self.fingerprint = fingerprint
        self.texts: list[str] = []
        self.queries: list[str] = []
        self._delay_s = delay_s

    def embed_query(self, text: str) -> Vectors:
        vector: Vectors = self.embed_queries([text])[0]
        return vector

    def embed_queries(self, texts: Sequence[str]) -> Vectors:
        self.queries.extend(texts)
        return self._embed(texts)

    def embed_passages(self, texts: Sequence[str], progress: Progress | None = None) -> Vectors:
        self.texts.extend(texts)
        if progress is not None:
            progress("embedding", 1.0)
        return self._embed(texts)

    def _embed(self, texts: Sequence[str]) -> Vectors:
        time.sleep(self._delay_s)
        rows = [[1.0, *map(text.lower().count, string.ascii_lowercase)] for text in texts]
        vectors = np.array(rows, dtype=np.float32).reshape(len(texts), self.dimension)
        unit: Vectors = vectors / np.linalg.norm(vectors, axis=1, keepdims=True)
        return unit

    def token_states(self, text: str, kind: TextKind) -> TokenStates | None:
        return None
