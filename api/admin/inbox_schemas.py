"""The wire models of the inbox and of turns."""

from __future__ import annotations

from typing import Literal

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field

from api.schemas import Answer, WireModel
from assistant.differences import Mark
from assistant.inbox.items import Kind, State
from assistant.trace import Trace
from assistant.transcript import Rating


class Guess(WireModel):
    """A verified answer that may be what was wanted."""

    answer_id: str
    question: str
    probability: float


class Item(WireModel):
    """A Review item; `days` counts the questions of each of the last 28 days, `returned` those
    asked after it was dismissed or done, which brought it back."""

    id: str
    kind: Kind
    state: State
    question: str
    language: str
    count: int
    languages: dict[str, int]
    days: tuple[int, ...]
    this_week: int
    last_week: int
    since: AwareDatetime
    first_asked: AwareDatetime | None
    last_asked: AwareDatetime | None
    answer_id: str | None
    reason: str | None
    topic: str | None
    guesses: tuple[Guess, ...]
    assignee: str | None
    snoozed_until: AwareDatetime | None
    note: str | None
    decided_at: AwareDatetime | None
    decided_by: str | None
    done_by: str | None
    returned: int


class ItemPage(WireModel):
    """A page of items, how many there are, and how many of each kind."""

    items: tuple[Item, ...]
    total: int
    kinds: dict[Kind, int]
    topics: tuple[str, ...]


class AskedQuestion(WireModel):
    """A question of an item, and the turn in which it was asked."""

    turn_id: str
    question: str
    language: str
    asked_at: AwareDatetime
    times: int
    comment: str | None


class ItemView(WireModel):
    """An item with its questions by language."""

    item: Item
    asked: dict[str, tuple[AskedQuestion, ...]]


class ItemChange(BaseModel):
    """What to do about an item: one of these. `snoozed_until` keeps it out of the list until then,
    `dismissed` is the reason why nothing is to be done, `done_by` the verified answer that was
    published for it, `assignee` who looks after it ("" for nobody)."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    assignee: str | None = Field(default=None, max_length=254)
    snoozed_until: AwareDatetime | None = None
    dismissed: str | None = Field(default=None, max_length=1000)
    done_by: str | None = Field(default=None, max_length=120)
    reopened: Literal[True] | None = None


class TurnLine(WireModel):
    """A turn in a list."""

    id: str
    asked_at: AwareDatetime
    question: str
    language: str
    status: str
    reason: str | None
    rating: str | None
    generator: str
    confidence: float
    verified_id: str | None


class TurnPage(WireModel):
    """A page of turns, the newest first; `next` is `start` of the next page."""

    turns: tuple[TurnLine, ...]
    next: str | None


class Feedback(WireModel):
    """What a visitor thought of an answer."""

    rating: Rating
    comment: str | None
    given_at: AwareDatetime


class TurnView(WireModel):
    """A turn with what was said before it, and why it was answered so: `trace` is null where that
    was not kept, `item_id` the Review item that it belongs to."""

    asked_at: AwareDatetime
    answer: Answer
    verified_id: str | None
    before: tuple[Answer, ...]
    feedback: Feedback | None
    trace: Trace | None
    item_id: str | None


class Piece(WireModel):
    """Words of the old text, of the new one, or of both."""

    mark: Mark
    text: str


class Replay(WireModel):
    """What is answered today, why, and its text against what was said."""

    answer: Answer
    verified_id: str | None
    trace: Trace
    same: bool
    pieces: tuple[Piece, ...]
