"""Conversations in SQL: kept, continued, rated, exported and deleted."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum

from pydantic import TypeAdapter
from sqlalchemy import Engine, Select, delete, func, select, update
from sqlalchemy.exc import IntegrityError

from assistant.answer import Answer, Reason, Status
from assistant.conversation import Conversation, Turn
from assistant.errors import AssistantError, UnknownConversation
from assistant.measures import measures
from assistant.rows import ConversationRow, TurnRow
from assistant.trace import Trace
from knowledge.database import storable
from knowledge.sessions import session_of

_answer = TypeAdapter(Answer)
_trace = TypeAdapter(Trace)
# Turns that are equal in these are one Unanswered.
_UNANSWERED = (
    TurnRow.standalone_question,
    TurnRow.language,
    TurnRow.reason,
    TurnRow.verified_id,
)


class UnknownAnswer(AssistantError):
    """No stored turn has that id, or its conversation was deleted."""

    def __init__(self) -> None:
        super().__init__("no answer has that id, or its conversation was deleted")


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
    """What was said in one conversation and thought of it; `feedback` is by turn id."""

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


class Transcript:
    """Reads and writes conversations; every call is one short transaction, safe for threads.

    Raises StoreUnavailable where the database cannot be used.
    """

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def create(self) -> Conversation:
        """A new, empty Conversation; who knows its id may read and delete it."""
        row = ConversationRow(id=secrets.token_urlsafe(32), started_at=datetime.now(UTC))
        conversation = Conversation(row.id)
        with session_of(self._engine) as session, session.begin():
            session.add(row)
        return conversation

    def load(self, conversation_id: str, last: int | None = None) -> Conversation:
        """The Conversation with its `last` turns, or all; raises UnknownConversation."""
        query = _turns(conversation_id).limit(last)
        with session_of(self._engine) as session:
            rows = list(session.scalars(query))
            if not rows and session.get(ConversationRow, storable(conversation_id)) is None:
                raise UnknownConversation
            return Conversation(conversation_id, tuple(map(_to_turn, reversed(rows))))

    def append(self, conversation_id: str, answer: Answer, trace: Trace | None = None) -> Turn:
        """Store an Answer as the next Turn, and why it was given; raises UnknownConversation."""
        turn = Turn(secrets.token_urlsafe(16), datetime.now(UTC), answer)
        row = TurnRow(
            id=turn.id,
            conversation_id=storable(conversation_id),
            asked_at=turn.asked_at,
            answer=_answer.dump_python(answer, mode="json"),
            status=answer.status.value,
            reason=answer.reason and answer.reason.value,
            language=answer.language,
            standalone_question=storable(answer.standalone_question),
            generator=storable(answer.generator),
            confidence=answer.confidence,
            verified_id=answer.verified_id,
            trace=trace and _trace.dump_python(trace, mode="json"),
            **measures(answer, trace),
        )
        try:
            with session_of(self._engine) as session, session.begin():
                session.add(row)
        except IntegrityError as error:
            raise UnknownConversation from error
        return turn

    def trace(self, turn_id: str) -> Trace | None:
        """Why a turn was answered so, None where that was not kept; raises UnknownAnswer."""
        query = select(TurnRow.trace).where(TurnRow.id == storable(turn_id))
        with session_of(self._engine) as session:
            row = session.execute(query).one_or_none()
        if row is None:
            raise UnknownAnswer
        return row.trace and _trace.validate_python(row.trace)

    def expire(self, before: datetime) -> int:
        """Delete the turns asked before a time, with all that is stored of them, and the
        conversations begun before it that hold no others; returns how many turns that were."""
        old = delete(TurnRow).where(TurnRow.asked_at < before).returning(TurnRow.position)
        kept = select(TurnRow.position).where(TurnRow.conversation_id == ConversationRow.id)
        empty = delete(ConversationRow).where(ConversationRow.started_at < before, ~kept.exists())
        with session_of(self._engine) as session, session.begin():
            expired = len(session.scalars(old).all())
            session.execute(empty.execution_options(synchronize_session=False))
        return expired

    def delete(self, conversation_id: str) -> None:
        """Delete all that is stored of a conversation; raises UnknownConversation."""
        by_id = ConversationRow.id == storable(conversation_id)
        with session_of(self._engine) as session, session.begin():
            found = session.scalars(
                delete(ConversationRow).where(by_id).returning(ConversationRow.id)
            )
            if found.one_or_none() is None:
                raise UnknownConversation

    def rate(self, answer_id: str, rating: Rating, comment: str | None = None) -> Feedback:
        """Store what a visitor thinks of an Answer; raises UnknownAnswer."""
        feedback = Feedback(rating, comment, datetime.now(UTC))
        by_id = update(TurnRow).where(TurnRow.id == storable(answer_id)).returning(TurnRow.id)
        values = {
            "rating": rating.value,
            "comment": comment and storable(comment),
            "rated_at": feedback.given_at,
        }
        with session_of(self._engine) as session, session.begin():
            if session.scalars(by_id.values(values)).one_or_none() is None:
                raise UnknownAnswer
        return feedback

    def export(self, conversation_id: str) -> Record:
        """What was said in a conversation and thought of it; raises UnknownConversation.

        Traces are left out: they hold drafts that proved wrong, which no visitor is to read.
        """
        with session_of(self._engine) as session:
            head = session.get(ConversationRow, storable(conversation_id))
            if head is None:
                raise UnknownConversation
            rows = list(reversed(list(session.scalars(_turns(conversation_id)))))
            feedback = {row.id: f for row in rows if (f := _to_feedback(row))}
            turns = tuple(map(_to_turn, rows))
            return Record(Conversation(conversation_id, turns), head.started_at, feedback)

    def unanswered(self) -> list[Unanswered]:
        """The questions of all conversations that ended `unanswered`, the latest asked first."""
        times, last = func.count().label("times"), func.max(TurnRow.asked_at).label("last")
        ended = TurnRow.status == Status.UNANSWERED.value
        grouped = select(*_UNANSWERED, times, last).where(ended).group_by(*_UNANSWERED)
        with session_of(self._engine) as session:
            return [
                Unanswered(
                    question=row.standalone_question,
                    language=row.language,
                    reason=Reason(row.reason),
                    verified_id=row.verified_id,
                    count=row.times,
                    last_asked=row.last,
                )
                for row in session.execute(grouped.order_by(last.desc()))
            ]


def _turns(conversation_id: str) -> Select[TurnRow]:
    """The newest turn first."""
    by_conversation = TurnRow.conversation_id == storable(conversation_id)
    return select(TurnRow).where(by_conversation).order_by(TurnRow.position.desc())


def _to_turn(row: TurnRow) -> Turn:
    return Turn(row.id, row.asked_at, _answer.validate_python(row.answer))


def _to_feedback(row: TurnRow) -> Feedback | None:
    if row.rating is None or row.rated_at is None:
        return None
    return Feedback(Rating(row.rating), row.comment, row.rated_at)
