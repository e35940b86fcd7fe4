"""Where sentences stand in a text, so that each can be quoted exactly."""

from __future__ import annotations

import re
from dataclasses import dataclass

# A full stop ends a sentence before a capital, unless it belongs to an abbreviation. Damaged
# texts lack the blank after the stop ("respectives.Le programme"): a lower-case word before it
# and a capital after it end a sentence as well.
_BOUND = re.compile(
    r"(?<=[.!?…])(?P<closing>(?:[ \u00a0\u202f]?[\"»”’)])*)\s+(?=[\"«“‘(¿¡]?\s?[A-ZÀ-Þ0-9])"
    r"|(?<=[a-zà-ÿ]{3}[.!?])(?=[A-ZÀ-Þ][a-zà-ÿ’'])"
    r"|\n+"
)
_ABBREVIATION = re.compile(
    r"(?:\b(?:[A-Z]|U\.S|D\.C|M|MM|Mr|Mrs|Ms|Dr|St|No|vs|etc|approx|Inc|Corp|Sr|Sra|EE|UU|Jan|Feb|"
    r"Mar|Apr|Aug|Sept|Sep|Oct|Nov|Dec|art|p|pp|ex|env|cf))\.$"
)


@dataclass(frozen=True, slots=True)
class Span:
    """A piece of a text: `text` stands at [start:end]."""

    start: int
    end: int
    text: str


def sentences(text: str) -> list[Span]:
    """The sentences of a text in order; each is an exact piece of it without outer blanks."""
    spans: list[Span] = []
    start = 0
    for match in _BOUND.finditer(text):
        head = text[start : match.start()]
        if "\n" not in match[0] and _ABBREVIATION.search(head.rstrip('"»”’)')):
            continue
        _add(spans, text, start, match.start() + len(match["closing"] or ""))
        start = match.end()
    _add(spans, text, start, len(text))
    return spans


def _add(spans: list[Span], text: str, start: int, end: int) -> None:
    piece = text[start:end]
    stripped = piece.strip()
    if stripped:
        begin = start + piece.index(stripped)
        spans.append(Span(begin, begin + len(stripped), stripped))
