"""`Trace`: why a turn was answered so, kept for whoever reviews it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from assistant.events import Called, Considered, Dropped, Event, Found


@dataclass(frozen=True, slots=True)
class FoundPassage:
    """A Passage that was accepted as Evidence, by its id, and the score it had."""

    label: int
    passage_id: str
    source_id: str
    score: float


@dataclass(frozen=True, slots=True)
class Trace:
    """What was weighed, found and dropped on the way to one Answer."""

    considered: tuple[Considered, ...] = ()
    """One for each question of the message."""
    found: tuple[tuple[FoundPassage, ...], ...] = ()
    """What a chat model was given, where one was asked, then what the Answer cites."""
    called: tuple[Called, ...] = ()
    """Which chat model was asked with which prompt, and how that ended."""
    dropped: tuple[Dropped, ...] = ()
    """The drafted sentences that failed their proof, which no visitor has seen."""
    generation: str = ""
    """The state of the knowledge that was asked; empty where it is not known."""


def trace_of(events: Iterable[Event], generation: str = "") -> Trace:
    """The Trace of a turn from all that happened in it."""
    every = tuple(events)
    return Trace(
        considered=tuple(e for e in every if isinstance(e, Considered)),
        found=tuple(_passages(e) for e in every if isinstance(e, Found)),
        called=tuple(e for e in every if isinstance(e, Called)),
        dropped=tuple(e for e in every if isinstance(e, Dropped)),
        generation=generation,
    )


def _passages(found: Found) -> tuple[FoundPassage, ...]:
    return tuple(FoundPassage(e.label, e.passage.id, e.source.id, e.score) for e in found.evidence)
