"""How near any text comes to a word, so that what only sounds alike is no support."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cached_property, lru_cache
from heapq import nsmallest
from itertools import accumulate
from threading import Lock
from zlib import crc32

import numpy as np

from assistant.alignment import Words
from assistant.sentences import sentences
from assistant.verify.stated import Stated
from knowledge.embedder import Vectors

_DRAWN = 40  # sentences of a language; more change little
_LOOKED = 1000  # texts, and sentences of them, that are looked at: large corpora tell no more
_LENGTHS = (40, 220)  # characters of a sentence that is drawn
_CACHED = 256  # sets of words; each is compared several times in one verdict
_ROOM = 0.02  # keeps the share of a word that everything is near to from growing without limit


class Usual:
    """Knows how near to a word the nearest token of an ordinary sentence is.

    Tokens of one subject are near each other whatever they say: only what is nearer than that
    tells something.
    """

    def __init__(
        self,
        texts: Iterable[str],
        detect: Callable[[str], str],
        read: Callable[[str, str], Stated],
    ) -> None:
        """`texts` are those that sentences are drawn from, always the same ones, when they are
        first needed."""
        self._texts, self._detect, self._read = texts, detect, read
        self._stacked = lru_cache(maxsize=8)(self._stack)
        self.near = lru_cache(maxsize=_CACHED)(self._near)
        self._drawing = Lock()

    def prepare(self, languages: Iterable[str]) -> None:
        """Draw the sentences of these languages now, so that no verdict waits for them."""
        with self._drawing:
            if self._drawn:
                for language in languages:
                    self._stacked(language)

    def _near(self, words: Words, language: str) -> Vectors:
        """For each word, how near the nearest token of a sentence of this language is, in the
        mean over sentences."""
        if not self._drawn or not len(words.texts):
            return np.zeros(len(words.texts), dtype=np.float32)
        rows, starts = self._stacked(language)
        mean: Vectors = np.maximum.reduceat(rows @ words.states.T, starts, axis=0).mean(axis=0)
        return mean

    def _stack(self, language: str) -> tuple[Vectors, list[int]]:
        """The token states of the sentences of a language, and the row where each begins."""
        drawn = self._drawn.get(language) or [s for some in self._drawn.values() for s in some]
        states = [s.states.states for s in drawn]
        return np.concatenate(states), list(accumulate(map(len, states[:-1]), initial=0))

    def over(self, near: Vectors, words: Words, weights: Vectors, language: str) -> float:
        """How far words that are found so near are found beyond what is usual (`above`)."""
        return above(near, self.near(words, language), weights)

    @cached_property
    def _drawn(self) -> Mapping[str, Sequence[Stated]]:
        low, high = _LENGTHS
        texts = nsmallest(_LOOKED, self._texts, key=_by_chance)
        every = {s.text for text in texts for s in sentences(text)}
        found: dict[str, list[Stated]] = {}
        for text in nsmallest(_LOOKED, every, key=_by_chance):
            if low <= len(text) <= high:
                language = self._detect(text)
                drawn = found.setdefault(language, [])
                if len(drawn) < _DRAWN:
                    drawn.append(self._read(text, language))
        return found


def _by_chance(text: str) -> int:
    """An order that says nothing of the texts, and is the same every time."""
    return crc32(text.encode())


def above(near: Vectors, usual: Vectors, weights: Vectors) -> float:
    """How far words are found beyond what is usual: 1 where every one stands there, 0 where an
    ordinary sentence would do as well."""
    share = weights / max(float(weights.sum()), 1e-9)
    found, common = float(share @ near), float(share @ usual)
    return (found - common) / (1 - common + _ROOM)
