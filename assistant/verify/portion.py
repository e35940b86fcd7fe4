"""A part of a sentence as a sentence of its own."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np

from assistant.alignment import Words
from assistant.verify.stated import Clause, Stated
from knowledge.embedder import TokenStates
from knowledge.lexical import stems

Span = tuple[int, int]
"""Where a stretch of a text begins and ends."""


def within(stated: Stated, spans: Sequence[Span]) -> Stated:
    """The part of a sentence that stands in these stretches, each word with the state that it has
    in the whole; what is left out is blank."""
    text, folded = (_only(told, spans) for told in (stated.text, stated.plain))
    clauses, kept = list[Clause](), list[int]()
    for clause in stated.clauses:
        for start, end in spans:
            start, end = max(start, clause.start), min(end, clause.end)
            inside = [
                i for i in range(clause.first, clause.last) if start <= stated.places[i] < end
            ]
            if inside:
                first = len(kept)
                kept += inside
                words = _chosen(stated.words, inside)
                clauses.append(Clause(start, end, folded[start:end], words, first, len(kept)))
    return Stated(
        text,
        folded,
        stated.language,
        tuple(v for v in stated.values if _holds(spans, v.start, v.end)),
        _chosen(stated.words, kept),
        frozenset(stems(text, stated.language)),
        tuple(clauses),
        _part(stated.states, spans),
        tuple(stated.places[i] for i in kept),
    )


def inside(at: int, spans: Iterable[Span]) -> bool:
    """Whether a place lies in one of some stretches."""
    return any(start <= at < stop for start, stop in spans)


def without(spans: Sequence[Span], gaps: Iterable[Span]) -> list[Span]:
    """The stretches with gaps cut out of them."""
    left = list(spans)
    for start, stop in gaps:
        cut = [(s, min(e, start)) for s, e in left] + [(max(s, stop), e) for s, e in left]
        left = [(s, e) for s, e in cut if s < e]
    return sorted(left)


def _holds(spans: Iterable[Span], start: int, end: int) -> bool:
    return any(first <= start and end <= last for first, last in spans)


def _only(text: str, spans: Iterable[Span]) -> str:
    found = list(" " * len(text))
    for start, end in spans:
        found[start:end] = text[start:end]
    return "".join(found)


def _chosen(words: Words, numbers: Sequence[int]) -> Words:
    rows = list(numbers)
    return Words([words.texts[i] for i in rows], words.weights[rows], words.states[rows])


def _part(states: TokenStates, spans: Sequence[Span]) -> TokenStates:
    rows = [i for i, (start, end) in enumerate(states.offsets) if _holds(spans, start, end)]
    if not rows:
        return states
    mean = states.states[rows].mean(axis=0)
    pooled = mean / max(float(np.linalg.norm(mean)), 1e-9)
    offsets = [states.offsets[i] for i in rows]
    return TokenStates([states.tokens[i] for i in rows], offsets, states.states[rows], pooled)
