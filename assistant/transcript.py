"""Conversations in SQL: kept, continued, rated, exported and deleted."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

from pydantic import TypeAdapter
from sqlalchemy import (
    JSON,
    DateTime,
    Engine,
    ForeignKey,
    Select,
    String,
    Text,
    TypeDecorator,
    delete,
    func,
    select,
    update,
)
from sqlalchemy.exc import IntegrityError, OperationalError
from sqlalchemy.orm import Mapped, Session, mapped_column

from assistant.answer import Answer, Reason, Status
from assistant.conversation import Conversation, Turn
from assistant.errors import AssistantError, UnknownConversation
from knowledge.database import Table
from knowledge.errors import StoreUnavailable

_answer = TypeAdapter(Answer)
# Fields of a stored Answer; turns that are equal in them are one Unanswered.
_UNANSWERED = ("standalone_question", "language", "reason", "verified_id")


class UnknownAnswer(AssistantError):
    """No stored turn has that id, or its conversation was deleted."""


class Rating(StrEnum):
    """What a visitor thinks of an Answer."""

    UP = "up"
    DOWN = "down"


@dataclass(frozen=True, slots=True)
class Feedback:
    """A visitor's Rating of one Answer; a later one replaces it."""

    rating: Rating
    comment: str | None
    given_at: datetime


@dataclass(frozen=True, slots=True)
class Record:
    """All that is stored of one conversation; `feedback` is by turn id."""

    conversation: Conversation
    started_at: datetime
    feedback: dict[str, Feedback]


@dataclass(frozen=True, slots=True)
class Unanswered:
    """A stand-alone question without an answer, as it was worded, and how often it was asked so.

    `verified_id` names the verified answer that told of a known gap.
    """

    question: str
    language: str
    reason: Reason
    verified_id: str | None
    count: int
    last_asked: datetime


class _UtcDateTime(TypeDecorator[datetime]):
    """Times are stored as UTC without a zone, which every database keeps the same."""

    impl = DateTime
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: object) -> datetime | None:
        return value and value.astimezone(UTC).replace(tzinfo=None)

    def process_result_value(self, value: datetime | None, dialect: object) -> datetime | None:
        return value and value.replace(tzinfo=UTC)


class _ConversationRow(Table):
    __tablename__ = "conversation"
    id: Mapped[str] = mapped_column(String(64), primary_key=True)
    started_at: Mapped[datetime] = mapped_column(_UtcDateTime)


class _TurnRow(Table):
    __tablename__ = "turn"
    position: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    id: Mapped[str] = mapped_column(String(64), unique=True)
    conversation_id: Mapped[str] = mapped_column(
        ForeignKey("conversation.id", ondelete="CASCADE"), index=True
    )
    asked_at: Mapped[datetime] = mapped_column(_UtcDateTime)
    answer: Mapped[dict[str, Any]] = mapped_column(JSON)
    rating: Mapped[str | None] = mapped_column(String(8))
    comment: Mapped[str | None] = mapped_column(Text)
    rated_at: Mapped[datetime | None] = mapped_column(_UtcDateTime)


class Transcript:
    """Reads and writes conversations; every call is one short transaction, safe for threads.

    Raises StoreUnavailable where the database cannot be used.
    """

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def create(self) -> Conversation:
        """A new, empty Conversation; who knows its id may read and delete it."""
        row = _ConversationRow(id=secrets.token_urlsafe(32), started_at=datetime.now(UTC))
        conversation = Conversation(row.id)
        with self._session() as session, session.begin():
            session.add(row)
        return conversation

    def load(self, conversation_id: str, last: int | None = None) -> Conversation:
        """The Conversation with its `last` turns, or all; raises UnknownConversation."""
        query = _turns(conversation_id).limit(last)
        with self._session() as session:
            rows = list(session.scalars(query))
            if not rows and session.get(_ConversationRow, conversation_id) is None:
                raise UnknownConversation("no conversation has that id, or it was deleted")
            return Conversation(conversation_id, tuple(map(_to_turn, reversed(rows))))

    def append(self, conversation_id: str, answer: Answer) -> Turn:
        """Store an Answer as the next Turn; raises UnknownConversation."""
        turn = Turn(secrets.token_urlsafe(16), datetime.now(UTC), answer)
        row = _TurnRow(
            id=turn.id,
            conversation_id=conversation_id,
            asked_at=turn.asked_at,
            answer=_answer.dump_python(answer, mode="json"),
        )
        try:
            with self._session() as session, session.begin():
                session.add(row)
        except IntegrityError as error:
            raise UnknownConversation("no conversation has that id, or it was deleted") from error
        return turn

    def delete(self, conversation_id: str) -> None:
        """Delete all that is stored of a conversation; raises UnknownConversation."""
        by_id = _ConversationRow.id == conversation_id
        with self._session() as session, session.begin():
            found = session.scalars(
                delete(_ConversationRow).where(by_id).returning(_ConversationRow.id)
            )
            if found.one_or_none() is None:
                raise UnknownConversation("no conversation has that id, or it was deleted")

    def rate(self, answer_id: str, rating: Rating, comment: str | None = None) -> Feedback:
        """Store what a visitor thinks of an Answer; raises UnknownAnswer."""
        feedback = Feedback(rating, comment, datetime.now(UTC))
        by_id = update(_TurnRow).where(_TurnRow.id == answer_id).returning(_TurnRow.id)
        values = {"rating": rating.value, "comment": comment, "rated_at": feedback.given_at}
        with self._session() as session, session.begin():
            if session.scalars(by_id.values(values)).one_or_none() is None:
                raise UnknownAnswer("no answer has that id, or its conversation was deleted")
        return feedback

    def export(self, conversation_id: str) -> Record:
        """All that is stored of a conversation; raises UnknownConversation."""
        with self._session() as session:
            head = session.get(_ConversationRow, conversation_id)
            if head is None:
                raise UnknownConversation("no conversation has that id, or it was deleted")
            rows = list(reversed(list(session.scalars(_turns(conversation_id)))))
            feedback = {row.id: f for row in rows if (f := _to_feedback(row))}
            turns = tuple(map(_to_turn, rows))
            return Record(Conversation(conversation_id, turns), head.started_at, feedback)

    def unanswered(self) -> list[Unanswered]:
        """The questions of all conversations that ended `unanswered`, the latest asked first."""
        told = [_TurnRow.answer[key].as_string().label(key) for key in _UNANSWERED]
        ended = _TurnRow.answer["status"].as_string() == Status.UNANSWERED.value
        turns = select(*told, _TurnRow.asked_at).where(ended).subquery()
        columns = [turns.c[key] for key in _UNANSWERED]
        times, last = func.count().label("times"), func.max(turns.c.asked_at).label("last")
        grouped = select(*columns, times, last).group_by(*columns).order_by(last.desc())
        with self._session() as session:
            return [
                Unanswered(
                    question=row.standalone_question,
                    language=row.language,
                    reason=Reason(row.reason),
                    verified_id=row.verified_id,
                    count=row.times,
                    last_asked=row.last,
                )
                for row in session.execute(grouped)
            ]

    @contextmanager
    def _session(self) -> Iterator[Session]:
        try:
            with Session(self._engine, expire_on_commit=False) as session:
                yield session
        except OperationalError as error:
            raise StoreUnavailable(f"the database cannot be used: {error.orig}") from error


def _turns(conversation_id: str) -> Select[_TurnRow]:
    """The newest turn first."""
    by_conversation = _TurnRow.conversation_id == conversation_id
    return select(_TurnRow).where(by_conversation).order_by(_TurnRow.position.desc())


def _to_turn(row: _TurnRow) -> Turn:
    return Turn(row.id, row.asked_at, _answer.validate_python(row.answer))


def _to_feedback(row: _TurnRow) -> Feedback | None:
    if row.rating is None or row.rated_at is None:
        return None
    return Feedback(Rating(row.rating), row.comment, row.rated_at)
