"""The values of the inbox: a Review item with what was asked, and what may be done about it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from assistant.errors import AssistantError

PAGE = 25
NEAREST_DAYS = 28
"""How many days of questions an item tells by day."""


class UnknownItem(AssistantError):
    """No Review item has that id, or its conversations were deleted."""

    def __init__(self) -> None:
        super().__init__("no item has that id, or its conversations were deleted")


class InvalidChange(AssistantError):
    """What was asked to be done about an item is not complete."""


class Kind(StrEnum):
    """Why an item should be looked at, the most urgent first."""

    UNANSWERED = "unanswered"
    UNSUPPORTED = "unsupported"
    DISLIKED = "disliked"
    STALE_ANSWER = "stale_answer"
    LOW_CONFIDENCE = "low_confidence"
    KNOWN_GAP = "known_gap"


class State(StrEnum):
    """What was done about an item. A snoozed one is open again on its day."""

    OPEN = "open"
    SNOOZED = "snoozed"
    DISMISSED = "dismissed"
    DONE = "done"


class Order(StrEnum):
    """What comes first in a list of items."""

    MOST_ASKED = "most_asked"
    LATEST = "latest"


@dataclass(frozen=True, slots=True)
class Guess:
    """A verified answer that may be what was wanted, with how probable that was."""

    answer_id: str
    question: str
    probability: float


@dataclass(frozen=True, slots=True)
class Item:
    """A Review item.

    `question` speaks for all of it: the one asked last, or the first wording of `answer_id`, the
    verified answer concerned. `days` counts the questions of each of the last 28 days, `returned`
    those asked after it was dismissed or done, which brought it back.
    """

    id: str
    kind: Kind
    state: State
    question: str
    language: str
    count: int
    languages: Mapping[str, int]
    days: tuple[int, ...]
    since: datetime
    first_asked: datetime | None
    last_asked: datetime | None
    answer_id: str | None
    reason: str | None
    topic: str | None
    guesses: tuple[Guess, ...]
    assignee: str | None
    snoozed_until: datetime | None
    note: str | None
    decided_at: datetime | None
    decided_by: str | None
    done_by: str | None
    returned: int

    @property
    def this_week(self) -> int:
        """Questions of the last seven days."""
        return sum(self.days[-7:])

    @property
    def last_week(self) -> int:
        """Questions of the seven days before."""
        return sum(self.days[-14:-7])


@dataclass(frozen=True, slots=True)
class Asked:
    """One question of an item: the turn in which it was asked, and what its visitor said of it."""

    turn_id: str
    question: str
    language: str
    asked_at: datetime
    times: int
    comment: str | None


@dataclass(frozen=True, slots=True)
class ItemView:
    """An Item with its questions by language, each wording once, the most asked first."""

    item: Item
    asked: Mapping[str, tuple[Asked, ...]]

    @property
    def questions(self) -> Mapping[str, tuple[str, ...]]:
        """The wordings alone."""
        return {code: tuple(a.question for a in asked) for code, asked in self.asked.items()}


@dataclass(frozen=True, slots=True)
class ItemFilter:
    """Which items are wanted; None and "" leave a point open. `assignee` is who, `text` words that
    all stand in a question."""

    state: State | None = State.OPEN
    kind: Kind | None = None
    language: str | None = None
    topic: str | None = None
    assignee: str | None = None
    text: str = ""


@dataclass(frozen=True, slots=True)
class ItemPage:
    """A page of items, how many there are in all, how many of each kind (whatever kind was asked
    for), and the topics that there are."""

    items: tuple[Item, ...]
    total: int
    kinds: Mapping[Kind, int]
    topics: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Assign:
    """Let somebody look after items, or nobody."""

    to: str | None


@dataclass(frozen=True, slots=True)
class Snooze:
    """Keep items out of sight until a time."""

    until: datetime


@dataclass(frozen=True, slots=True)
class Dismiss:
    """Nothing is to be done about items, and why not."""

    reason: str


@dataclass(frozen=True, slots=True)
class Reopen:
    """Look at items again."""


@dataclass(frozen=True, slots=True)
class Done:
    """A verified answer was published for items."""

    answer_id: str


Change = Assign | Snooze | Dismiss | Reopen | Done
