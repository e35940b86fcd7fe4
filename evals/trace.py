"""How a reply came about: what was understood, which answers were near, which sentences judged."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from assistant.events import Candidate, Considered, Event

_DECIMALS = 4


@dataclass(frozen=True, slots=True)
class Consideration:
    """What was weighed for one stand-alone question."""

    question: str
    language: str
    route: str
    share: float
    """How likely the question is about the programme."""
    matches: tuple[Candidate, ...]
    judged: tuple[Candidate, ...]


def trace_of(events: Iterable[Event]) -> tuple[Consideration, ...]:
    """What a turn weighed, in the order in which it did."""
    return tuple(_seen(event) for event in events if isinstance(event, Considered))


def _seen(event: Considered) -> Consideration:
    return Consideration(
        question=event.query.text,
        language=event.query.language,
        route=event.route,
        share=round(event.share, _DECIMALS),
        matches=tuple(map(_rounded, event.matches)),
        judged=tuple(map(_rounded, event.judged)),
    )


def _rounded(candidate: Candidate) -> Candidate:
    return replace(
        candidate,
        probability=round(candidate.probability, _DECIMALS),
        features={name: round(value, _DECIMALS) for name, value in candidate.features.items()},
    )
