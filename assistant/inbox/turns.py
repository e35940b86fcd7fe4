"""Turns found again, and one of them with all that is known of why it was answered so."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Engine, select, tuple_
from sqlalchemy.orm import Session

from assistant.conversation import Turn
from assistant.inbox.items import PAGE
from assistant.inbox.rows import MemberRow
from assistant.rows import TurnRow
from assistant.trace import Trace
from assistant.transcript import Feedback, Rating, Transcript, UnknownAnswer
from knowledge.database import storable
from knowledge.sessions import session_of

_CURSOR = re.compile(r"(\d{1,18})-(\d{1,18})", re.ASCII)
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_SHOWN = (
    TurnRow.id,
    TurnRow.asked_at,
    TurnRow.standalone_question,
    TurnRow.language,
    TurnRow.status,
    TurnRow.reason,
    TurnRow.rating,
    TurnRow.generator,
    TurnRow.confidence,
    TurnRow.verified_id,
    TurnRow.position,
)


@dataclass(frozen=True, slots=True)
class TurnFilter:
    """Which turns are wanted; None and "" leave a point open. `below` is a confidence, `since` and
    `until` are days, both included, and `text` words that all stand in the question."""

    status: str | None = None
    reason: str | None = None
    language: str | None = None
    rating: Rating | None = None
    generator: str | None = None
    below: float | None = None
    since: date | None = None
    until: date | None = None
    text: str = ""


@dataclass(frozen=True, slots=True)
class TurnLine:
    """A turn in a list; `question` stands alone."""

    id: str
    asked_at: datetime
    question: str
    language: str
    status: str
    reason: str | None
    rating: str | None
    generator: str
    confidence: float
    verified_id: str | None


@dataclass(frozen=True, slots=True)
class TurnPage:
    """A page of turns, the newest first; `next` is where the next page begins, None on the last."""

    turns: tuple[TurnLine, ...]
    next: str | None


@dataclass(frozen=True, slots=True)
class TurnView:
    """A turn with what was said `before` it, what its visitor thought of it, why it was answered so
    (None where that was not kept), and the Review item that it belongs to."""

    turn: Turn
    conversation_id: str
    before: tuple[Turn, ...]
    feedback: Feedback | None
    trace: Trace | None
    item_id: str | None


class Turns:
    """Finds turns; every call is one short transaction, safe for threads.

    Raises StoreUnavailable where the database cannot be used.
    """

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._transcript = Transcript(engine)

    def page(self, wanted: TurnFilter, start: str | None = None) -> TurnPage:
        """A page of the turns that are wanted; a `start` that no page has given is ignored."""
        place = (TurnRow.asked_at, TurnRow.position)
        query = select(*_SHOWN).where(*_conditions(wanted)).limit(PAGE + 1)
        if before := _read_cursor(start):
            query = query.where(tuple_(*place) < before)
        with session_of(self._engine) as session:
            newest = query.order_by(*(column.desc() for column in place))
            rows = session.execute(newest).all()
        more = len(rows) > PAGE
        shown = rows[:PAGE]
        return TurnPage(tuple(map(_line, shown)), _cursor(shown[-1]) if more else None)

    def generators(self) -> list[str]:
        """Everything that has written answers."""
        with session_of(self._engine) as session:
            return sorted(filter(None, session.scalars(select(TurnRow.generator).distinct())))

    def get(self, turn_id: str) -> TurnView:
        """One turn; raises UnknownAnswer, also where its conversation was just deleted."""
        trace = self._transcript.trace(turn_id)
        with session_of(self._engine) as session:
            conversation_id, item_id = _places(session, turn_id)
        record = self._transcript.export(conversation_id)
        turns: Sequence[Turn] = record.conversation.turns
        number = next((n for n, turn in enumerate(turns) if turn.id == turn_id), None)
        if number is None:
            raise UnknownAnswer
        feedback = record.feedback.get(turn_id)
        before = tuple(turns[:number])
        return TurnView(turns[number], conversation_id, before, feedback, trace, item_id)


def _conditions(wanted: TurnFilter) -> list[ColumnElement[bool]]:
    equal = (
        (TurnRow.status, wanted.status),
        (TurnRow.reason, wanted.reason),
        (TurnRow.language, wanted.language),
        (TurnRow.rating, wanted.rating and wanted.rating.value),
        (TurnRow.generator, wanted.generator),
    )
    found = [column == storable(value) for column, value in equal if value]
    if wanted.below is not None:
        found.append(TurnRow.confidence < wanted.below)
    if wanted.since:
        found.append(TurnRow.asked_at >= _midnight(wanted.since))
    if wanted.until:
        found.append(TurnRow.asked_at < _midnight(wanted.until) + timedelta(days=1))
    words = storable(wanted.text).split()
    asked = TurnRow.standalone_question
    return [*found, *(asked.icontains(word, autoescape=True) for word in words)]


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), UTC)


def _places(session: Session, turn_id: str) -> tuple[str, str | None]:
    query = select(TurnRow.conversation_id, MemberRow.item_id).outerjoin(
        MemberRow, MemberRow.turn_id == TurnRow.id
    )
    query = query.where(TurnRow.id == storable(turn_id)).order_by(MemberRow.part).limit(1)
    row = session.execute(query).one_or_none()
    if row is None:
        raise UnknownAnswer
    return row.conversation_id, row.item_id


def _line(row: Any) -> TurnLine:
    return TurnLine(
        id=row.id,
        asked_at=row.asked_at,
        question=row.standalone_question,
        language=row.language,
        status=row.status,
        reason=row.reason,
        rating=row.rating,
        generator=row.generator,
        confidence=row.confidence,
        verified_id=row.verified_id,
    )


def _cursor(row: Any) -> str:
    """Microseconds and position: what turns are ordered by."""
    return f"{(row.asked_at - _EPOCH) // timedelta(microseconds=1)}-{row.position}"


def _read_cursor(start: str | None) -> tuple[datetime, int] | None:
    found = _CURSOR.fullmatch(start or "")
    if found is None:
        return None
    try:
        return _EPOCH + timedelta(microseconds=int(found[1])), int(found[2])
    except OverflowError:
        return None
