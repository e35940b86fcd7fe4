"""Text in the form in which words are compared."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

_MARKS = re.compile("[\u0300-\u036f]+")  # combining accents


def fold(text: str) -> str:
    """Lower case without accents; same length for the languages served."""
    lowered = text.lower()
    if lowered.isascii():
        return lowered
    return _MARKS.sub("", unicodedata.normalize("NFD", lowered))


def plain(text: str) -> str:
    """Folded text with straight apostrophes, as patterns want it; of the same length."""
    return fold(text).replace("’", "'")


def blanked(text: str, spans: Iterable[tuple[int, int]]) -> str:
    """The text with what stands at [start:end] of each span blanked out; of the same length."""
    for start, end in spans:
        text = text[:start] + " " * (end - start) + text[end:]
    return text
