"""How well the words of a question find a counterpart in another text, word by word.

The states of the embedding model before pooling carry each word's meaning in its context, also
across languages. A question whose rare words all find a near counterpart is about the same
thing; one rare word without any ("signing bonus" against a sentence on pay) is not. The measure
is MaxSim of ColBERT (Khattab and Zaharia 2020), weighted by rarity.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import log

import numpy as np

from knowledge.embedder import Embedder, TextKind, TokenStates, Vectors
from knowledge.folding import fold
from knowledge.lexical import stems

_WORD = re.compile(r"\w+")


class Rarity:
    """How telling a word is: log of texts over texts with its stem, per language, 0..1."""

    def __init__(self, texts: Iterable[tuple[str, str]]) -> None:
        """`texts` are (text, language)."""
        self._counts: dict[str, Counter[str]] = {}
        self._totals: Counter[str] = Counter()
        for text, language in texts:
            self._counts.setdefault(language, Counter()).update(set(stems(text, language)))
            self._totals[language] += 1

    def weight(self, word: str, language: str) -> float:
        """0 for stop words, near 1 for words that few or no known texts hold."""
        found = stems(word, language)
        return self.stem_weight(found[0], language) if found else 0.0

    def stem_weight(self, stem: str, language: str) -> float:
        """As `weight`, for a stem."""
        total = self._totals[language]
        count = self._counts.get(language, Counter())[stem]
        return log((total + 2) / (count + 1)) / log(total + 2) if total else 1.0


@dataclass(frozen=True, slots=True, eq=False)
class Words:
    """The content words of a text with their weights and states, shape (words, dimension)."""

    texts: Sequence[str]
    weights: Vectors
    states: Vectors


@dataclass(frozen=True, slots=True)
class Alignment:
    """`covered`: weighted mean of each word's best counterpart; `weakest`: that of the telling
    word which fits worst."""

    covered: float
    weakest: float


def states_of(embedder: Embedder, text: str, kind: TextKind) -> TokenStates:
    """A text's states; of a model that does not show them, its embedding as the only one."""
    states = embedder.token_states(text, kind)
    if states is not None:
        return states
    embed = embedder.embed_queries if kind == "query" else embedder.embed_passages
    rows = embed([text])
    return TokenStates([text], [(0, len(text))], rows, rows[0])


def content_words(text: str, states: TokenStates, rarity: Rarity, language: str) -> Words:
    """A text's content words; a word's state is the mean of its tokens' states."""
    texts, weights, rows = [], [], []
    starts = np.array([offset[0] for offset in states.offsets])
    ends = np.array([offset[1] for offset in states.offsets])
    for match in _WORD.finditer(text):
        inside = (starts < match.end()) & (ends > match.start())
        weight = rarity.weight(match[0], language)
        if weight > 0 and inside.any():
            texts.append(fold(match[0]))
            weights.append(weight)
            rows.append(states.states[inside].mean(axis=0))
    if not rows:
        return Words((), np.zeros(0, np.float32), np.zeros((0, states.pooled.shape[0]), np.float32))
    stacked = np.asarray(rows, dtype=np.float32)
    stacked /= np.linalg.norm(stacked, axis=1, keepdims=True)
    return Words(texts, np.asarray(weights, dtype=np.float32), stacked)


def align(words: Words, against: Vectors) -> Alignment:
    """Each word against the rows of another text's states; all zero without content words."""
    if not len(words.weights) or not len(against):
        return Alignment(0.0, 0.0)
    best = (words.states @ against.T).max(axis=1)
    total = float(words.weights.sum())
    covered = float((best * words.weights).sum() / total)
    telling = words.weights >= words.weights.max() * 0.6
    return Alignment(covered, float(best[telling].min()))
