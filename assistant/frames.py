"""Sentences of one language that are alike but for one expression before the value.

"The north wing has 40 rooms" and "The south wing has 60 rooms" are near in every measure of
meaning, and yet of different points: what was exchanged is what they are about.
"""

from __future__ import annotations

from collections.abc import Sequence
from difflib import SequenceMatcher

import numpy as np

from assistant.alignment import Words
from knowledge.embedder import Vectors
from knowledge.lexical import stems

_ALIKE = 0.5  # share of the words of the shorter sentence that stand in both, in one order
_SAME = 0.84  # an exchanged word that is as near says the same in other words
_LONGEST = 2  # words that were exchanged
_VALUE = "#"

Sides = tuple[Words, Words]
"""The content words before and behind a value."""


def exchanged(first: Sides, second: Sides, language: str) -> bool:
    """Whether two sentences differ before their values in one expression of another meaning."""
    one, other = _stems(first, language), _stems(second, language)
    changes = SequenceMatcher(None, one, other, autojunk=False).get_opcodes()
    same = sum(end - start for tag, start, end, _, _ in changes if tag == "equal") - 1
    if same < _ALIKE * (min(len(one), len(other)) - 1) or same < 1:
        return False
    here, there = _states(first), _states(second)
    return any(
        tag == "replace"
        and end <= one.index(_VALUE)
        and max(end - start, to - begin) <= _LONGEST
        and float((here[start:end] @ there[begin:to].T).max()) < _SAME
        for tag, start, end, begin, to in changes
    )


def _stems(sides: Sides, language: str) -> Sequence[str]:
    before, behind = ([(stems(w, language) or [w])[0] for w in side.texts] for side in sides)
    return [*before, _VALUE, *behind]


def _states(sides: Sides) -> Vectors:
    before, behind = sides
    gap = np.zeros((1, before.states.shape[1]), dtype=np.float32)
    return np.concatenate([before.states, gap, behind.states])
