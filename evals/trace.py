"""How a reply came about: what was understood, which answers were near, which sentences judged."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from assistant.events import Candidate, Considered, Event

_DECIMALS = 4


@dataclass(frozen=True, slots=True)
class SeenMatch:
    """A verified answer that may be wanted, with the features behind its probability."""

    answer_id: str
    probability: float
    features: dict[str, float]


@dataclass(frozen=True, slots=True)
class SeenSpan:
    """A sentence that might be quoted, with the features behind its probability."""

    source_id: str
    text: str
    probability: float
    features: dict[str, float]


@dataclass(frozen=True, slots=True)
class Consideration:
    """What was weighed for one stand-alone question."""

    question: str
    language: str
    route: str
    share: float
    """How likely the question is about the programme."""
    matches: tuple[SeenMatch, ...]
    judged: tuple[SeenSpan, ...]


def trace_of(events: Iterable[Event]) -> tuple[Consideration, ...]:
    """What a turn weighed, in the order in which it did."""
    return tuple(_seen(event) for event in events if isinstance(event, Considered))


def _seen(event: Considered) -> Consideration:
    return Consideration(
        question=event.query.text,
        language=event.query.language,
        route=event.route,
        share=round(event.share, _DECIMALS),
        matches=tuple(
            SeenMatch(m.id, round(m.probability, _DECIMALS), _rounded(m)) for m in event.matches
        ),
        judged=tuple(
            SeenSpan(j.id, j.text, round(j.probability, _DECIMALS), _rounded(j))
            for j in event.judged
        ),
    )


def _rounded(candidate: Candidate) -> dict[str, float]:
    return {name: round(value, _DECIMALS) for name, value in candidate.features.items()}
