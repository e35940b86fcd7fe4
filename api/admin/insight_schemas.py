"""The wire models of figures and of the search of the console."""

from __future__ import annotations

from datetime import date

from api.knowledge_schemas import Hit, VerifiedAnswer
from api.schemas import WireModel
from assistant.answer import Reason, Status


class Scope(WireModel):
    """Which questions figures are of: whole days in UTC, in one language or, null, in all."""

    first: date
    last: date
    language: str | None


class Tally(WireModel):
    """How questions ended. What was declined, or met by a question back, counts neither as answered
    nor as missed; a share is null where nothing, or of ratings too little, is there to share."""

    asked: int
    answered: int
    missed: int
    answered_share: float | None
    rated: int
    helpful: int
    helpful_share: float | None


class Used(WireModel):
    """What a chat model used; `unpriced` calls cost what is not known, `dropped` sentences failed
    their proof."""

    calls: int
    input_tokens: int
    output_tokens: int
    usd: float
    unpriced: int
    dropped: int


class Totals(WireModel):
    """All questions together; 95 % of the answers took no longer than `p95_ms`."""

    tally: Tally
    used: Used
    median_ms: float | None
    p95_ms: float | None


class Group(WireModel):
    """The questions of one day, language or topic; an empty key: those without."""

    key: str
    tally: Tally


class Ended(WireModel):
    """How many questions ended so."""

    status: Status
    reason: Reason | None
    asked: int


class Gap(WireModel):
    """A Review item without an answer, and how often it was asked."""

    item_id: str
    question: str
    language: str
    kind: str
    state: str
    asked: int


class Served(WireModel):
    """A verified answer, and how often it was given; without a question it is there no more."""

    answer_id: str
    question: str
    tally: Tally


class Writer(WireModel):
    """What wrote replies."""

    generator: str
    replies: int
    used: Used


class Report(WireModel):
    """All figures; `earlier` are those of as many days before."""

    scope: Scope
    totals: Totals
    earlier: Tally
    days: tuple[Group, ...]
    languages: tuple[Group, ...]
    topics: tuple[Group, ...]
    outcomes: tuple[Ended, ...]
    gaps: tuple[Gap, ...]
    served: tuple[Served, ...]
    writers: tuple[Writer, ...]


class Found(WireModel):
    """What fits some words: verified answers in one language, and passages of any, best first."""

    answers: tuple[VerifiedAnswer, ...]
    hits: tuple[Hit, ...]
