"""What a listener is told while a turn runs; the last event is Answered."""

from __future__ import annotations

from dataclasses import dataclass

from assistant.answer import Answer, Citation, Evidence, Query, Sentence


@dataclass(frozen=True, slots=True)
class Searching:
    """The question was understood as this Query."""

    query: Query


@dataclass(frozen=True, slots=True)
class Found:
    """These passages were accepted as Evidence."""

    evidence: tuple[Evidence, ...]


@dataclass(frozen=True, slots=True)
class Proven:
    """A sentence holds, with the Citations that prove it."""

    sentence: Sentence
    citations: tuple[Citation, ...]


@dataclass(frozen=True, slots=True)
class Answered:
    """The turn is over."""

    answer: Answer


Event = Searching | Found | Proven | Answered
