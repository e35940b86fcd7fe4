"""Where in a sentence the figures and names stand that nothing proves."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator

from knowledge.figures import figures
from knowledge.numbers import numbers

_WORD = re.compile(r"\S+")


def marked(sentence: str, missing: Collection[str]) -> list[tuple[str, bool]]:
    """The sentence in pieces, each with whether it is one of the `missing`, which are values of
    figures and names as `knowledge.check.unproven` tells them."""
    spans = _joined(sorted(_spans(sentence, frozenset(missing))))
    pieces, at = [], 0
    for start, end in spans:
        pieces += [(sentence[at:start], False), (sentence[start:end], True)]
        at = end
    pieces.append((sentence[at:], False))
    return [(text, is_missing) for text, is_missing in pieces if text]


def _spans(sentence: str, missing: frozenset[str]) -> Iterator[tuple[int, int]]:
    for name in missing:
        for match in re.finditer(rf"(?<!\w){re.escape(name)}(?!\w)", sentence):
            yield match.span()
    written = [(number.start, number.end) for number in numbers(sentence)]
    for start, end in written:
        if figures(sentence[start:end]) & missing:
            yield start, end
    for match in _WORD.finditer(sentence):  # months, and numbers within names
        within = any(start <= match.start() and match.end() <= end for start, end in written)
        if not within and figures(match[0]) & missing:
            end = match.start() + len(match[0].rstrip(".,;:!?)»”"))
            yield match.start(), end


def _joined(spans: list[tuple[int, int]]) -> list[tuple[int, int]]:
    joined: list[tuple[int, int]] = []
    for start, end in spans:
        if joined and start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((start, end))
    return joined
