"""Which words are names and which are none, as known texts write them."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable

from knowledge.folding import fold
from knowledge.names import proper_names

WORD = re.compile(r"[^\W\d_][\w&]*(?:[.’'-][\w&]+)*")
"""A word, or several that are written as one."""
_COGNATE = 5  # letters that names share across languages: "Californie", "California"


class Casing:
    """Which words are written small in known texts: those are no names where they begin one."""

    def __init__(self, texts: Iterable[str], common: Iterable[str] = ()) -> None:
        """`common` are words that are no names, in the form in which words are compared."""
        self._common = frozenset(common)
        self._small: Counter[str] = Counter()
        self._names: Counter[str] = Counter()
        for text in texts:
            self._small.update(fold(w) for w in WORD.findall(text) if w.islower())
            self._names.update(fold(name) for name in proper_names(text))

    def small(self, word: str) -> bool:
        """Whether the word is known to be written small, more often than not."""
        folded = fold(word)
        return folded in self._common or self._small[folded] > self._names[folded]

    def name(self, word: str) -> bool:
        """Whether the word is known as a name."""
        return bool(self._names[fold(word)]) and not self.small(word)


def cognate(word: str, words: Iterable[str]) -> bool:
    """Whether one of the words is much like a name of another language."""
    return len(word) >= _COGNATE and any(
        other[:_COGNATE] == word[:_COGNATE] and abs(len(other) - len(word)) <= 2 for other in words
    )


def stands(word: str, text: str) -> bool:
    """Whether a text has a word that is no part of a dotted name, as "ai" is of "Thing.ai"."""
    return bool(re.search(rf"(?<![\w.]){re.escape(word)}(?!\w|\.\w)", fold(text)))
