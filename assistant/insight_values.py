"""The figures that tell how the assistant is used, and the stretch of time that they are of."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from assistant.answer import Reason, Status

ENOUGH_RATINGS = 5
"""A share of fewer ratings would say more about chance than about the answers."""
_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Scope:
    """Which questions figures are of: those of some days, the last one included, in UTC, in one
    language or all."""

    first: date
    last: date
    language: str | None = None

    @property
    def days(self) -> int:
        """How many days these are."""
        return (self.last - self.first).days + 1

    @property
    def since(self) -> datetime:
        """When the first day begins."""
        return datetime(self.first.year, self.first.month, self.first.day, tzinfo=UTC)

    @property
    def until(self) -> datetime:
        """When the last day is over."""
        return self.since + _DAY * self.days

    @property
    def before(self) -> Scope:
        """As many days directly before."""
        return Scope(self.first - _DAY * self.days, self.first - _DAY, self.language)


@dataclass(frozen=True, slots=True)
class Tally:
    """How some questions ended. `missed` are those without an answer; the rest, neither `answered`
    nor missed, was declined, or met by a question back."""

    asked: int = 0
    answered: int = 0
    missed: int = 0
    helpful: int = 0
    rated: int = 0

    def __add__(self, other: Tally) -> Tally:
        return Tally(
            self.asked + other.asked,
            self.answered + other.answered,
            self.missed + other.missed,
            self.helpful + other.helpful,
            self.rated + other.rated,
        )

    @property
    def answered_share(self) -> float | None:
        """Answered among those that were to be answered; None where there was none."""
        wanted = self.answered + self.missed
        return self.answered / wanted if wanted else None

    @property
    def helpful_share(self) -> float | None:
        """Helpful among the rated; None where too few were rated."""
        return self.helpful / self.rated if self.rated >= ENOUGH_RATINGS else None


@dataclass(frozen=True, slots=True)
class Used:
    """What a chat model used for `calls` of the replies. `usd` is what is known of the cost, and
    `unpriced` are calls whose price is not known; `dropped` sentences failed their proof."""

    calls: int
    input_tokens: int
    output_tokens: int
    usd: float
    unpriced: int
    dropped: int


@dataclass(frozen=True, slots=True)
class Totals:
    """All questions of a Scope together."""

    tally: Tally
    used: Used
    median_ms: float | None
    p95_ms: float | None


@dataclass(frozen=True, slots=True)
class Group:
    """The questions that share a day, a language or a topic; no `key`: those without."""

    key: str
    tally: Tally


@dataclass(frozen=True, slots=True)
class Ended:
    """How many questions ended so."""

    status: Status
    reason: Reason | None
    asked: int


@dataclass(frozen=True, slots=True)
class Gap:
    """A Review item without an answer, and how often it was asked in the Scope."""

    item_id: str
    question: str
    language: str
    kind: str
    state: str
    asked: int


@dataclass(frozen=True, slots=True)
class Served:
    """A verified answer, and how often it was served; no `question`: it is there no more."""

    answer_id: str
    question: str
    tally: Tally


@dataclass(frozen=True, slots=True)
class Writer:
    """What wrote replies, and what a chat model used on the way to them; where its draft failed,
    something else replied in the end."""

    generator: str
    replies: int
    used: Used


@dataclass(frozen=True, slots=True)
class Question:
    """One question of a Scope, for lists that are taken elsewhere."""

    asked_at: datetime
    language: str
    question: str
    status: str
    reason: str | None
    topic: str | None
    answer_id: str | None
    generator: str
    confidence: float
    rating: str | None
    comment: str | None
    total_ms: float | None


@dataclass(frozen=True, slots=True)
class Report:
    """All figures of a Scope; `earlier` are those of as many days before. Every day is there, also
    those without a question; of the rest the most asked comes first."""

    scope: Scope
    totals: Totals
    earlier: Tally
    days: Sequence[Group]
    languages: Sequence[Group]
    topics: Sequence[Group]
    outcomes: Sequence[Ended]
    gaps: Sequence[Gap]
    served: Sequence[Served]
    writers: Sequence[Writer]
