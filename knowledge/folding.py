"""Text in the form in which words are compared."""

from __future__ import annotations

import unicodedata

_MARKS = dict.fromkeys(range(0x300, 0x370))  # combining accents


def fold(text: str) -> str:
    """Lower case without accents; same length for the languages served."""
    lowered = text.lower()
    if lowered.isascii():
        return lowered
    return unicodedata.normalize("NFD", lowered).translate(_MARKS)


def plain(text: str) -> str:
    """Folded text with straight apostrophes, as patterns want it; of the same length."""
    return fold(text).replace("’", "'")
