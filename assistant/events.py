"""What a listener is told while a turn runs; the last event is Answered."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from assistant.answer import Answer, Citation, Evidence, Query, Sentence


@dataclass(frozen=True, slots=True)
class Searching:
    """The question was understood as this Query."""

    query: Query


@dataclass(frozen=True, slots=True)
class Candidate:
    """A verified answer or a sentence of a Source that might have been told.

    `features` are behind the probability.
    """

    id: str
    text: str
    probability: float
    features: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Considered:
    """What was weighed for one question, for whoever wants to know why it was answered so."""

    query: Query
    route: str
    share: float
    """How probable it is that the question is about the programme."""
    matches: tuple[Candidate, ...]
    """The verified answers that might have been wanted."""
    judged: tuple[Candidate, ...]
    """The sentences that might have been quoted, the likeliest first."""

    def near(self, probability: float) -> tuple[str, ...]:
        """Ids of the verified answers that are at least so probable."""
        return tuple(m.id for m in self.matches if m.probability >= probability)


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
class Dropped:
    """A sentence that a chat model wrote and that is not shown; `check` is what it failed."""

    text: str
    labels: tuple[int, ...]
    check: str
    score: float


@dataclass(frozen=True, slots=True)
class Called:
    """How it ended that a chat model was to write: "ok", "cached", "over_budget", or the outcome
    of a ModelError."""

    outcome: str
    model: str = ""
    prompt: str = ""
    """Name and version of what the model was asked with."""


@dataclass(frozen=True, slots=True)
class Answered:
    """The turn is over."""

    answer: Answer


Event = Searching | Considered | Found | Proven | Dropped | Called | Answered
