"""Which turns somebody should look at, and why."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, func, or_, select, update
from sqlalchemy.orm import Session

from assistant.answer import Reason, Status
from assistant.inbox.items import Guess, Kind, State
from assistant.inbox.rows import ItemRow, MemberRow
from assistant.rows import TurnRow
from assistant.transcript import Rating
from knowledge.names import phrase

RETURNS = 5  # further questions after which a dismissed item comes back; a done one after the first
_GUESSES = 3
_LIKELY = 0.02  # probability of a guess that is worth showing
_UNANSWERED = {
    Reason.NOT_STATED.value: Kind.KNOWN_GAP,
    Reason.NOT_IN_SOURCES.value: Kind.UNANSWERED,
    Reason.UNSUPPORTED.value: Kind.UNSUPPORTED,
}
_COLUMNS = (
    TurnRow.id,
    TurnRow.standalone_question,
    TurnRow.language,
    TurnRow.reason,
    TurnRow.verified_id,
    TurnRow.asked_at,
    TurnRow.trace,
    TurnRow.unsaid,
    TurnRow.answer["unsaid"].label("told"),
)
_silent = TurnRow.status == Status.UNANSWERED.value
_down = TurnRow.rating == Rating.DOWN.value
_not_down = func.coalesce(TurnRow.rating, "") != Rating.DOWN.value


@dataclass(frozen=True, slots=True)
class Candidate:
    """A turn for the inbox, or one of its questions, and the verified answers that may have been
    wanted."""

    turn_id: str
    kind: Kind
    question: str
    words: str
    language: str
    asked_at: datetime
    reason: str | None
    verified_id: str | None
    part: int
    guesses: tuple[Guess, ...]

    @property
    def same(self) -> str:
        """Equal for questions in the same words."""
        return hashlib.sha256(self.words.encode()).hexdigest()[:32]


def candidates(session: Session, below: float, after: int, most: int) -> list[Candidate]:
    """Turns that belong into the inbox and are not there as what they are, the oldest first: those
    without an answer, those that a visitor disliked, and answers with a confidence `below` where
    no other question of the message went without.

    Of those that nobody has rated, only turns `after` a position are looked at.
    """
    found: list[Candidate] = []
    for kind, wanted in _wanted(below, after):
        placed = select(MemberRow.turn_id).where(MemberRow.turn_id == TurnRow.id)
        if kind is Kind.DISLIKED:  # it may be there as one of low confidence
            placed = placed.join(ItemRow).where(ItemRow.kind == kind.value)
        elif kind is None:  # it may be there as one that was disliked
            placed = placed.where(or_(TurnRow.unsaid == 0, MemberRow.part > 0))
        query = select(*_COLUMNS).where(wanted, ~placed.exists()).order_by(TurnRow.position)
        rows = session.execute(query.limit(most - len(found))).all()
        found += [candidate for row in rows for candidate in _candidates(row, kind)]
        if len(found) >= most:
            break
    return found


@dataclass(frozen=True, slots=True)
class Extent:
    """What changes with every turn that is asked, rated or deleted, as far as the inbox goes."""

    last: int
    """The position of the last turn."""
    members: int
    rated: tuple[tuple[str | None, int], ...]


def extent(session: Session) -> Extent:
    """What there is now, read from indexes."""
    last = session.scalar(select(func.max(TurnRow.position))) or 0
    members = session.scalar(select(func.count()).select_from(MemberRow)) or 0
    rated = select(TurnRow.rating, func.count()).where(TurnRow.rating.is_not(None))
    counted = session.execute(rated.group_by(TurnRow.rating).order_by(TurnRow.rating))
    return Extent(last, members, tuple((row[0], row[1]) for row in counted))


def no_longer_disliked(session: Session) -> Sequence[str]:
    """Ids of turns that are in the inbox because they were disliked, and are rated otherwise."""
    query = select(MemberRow.turn_id).join(ItemRow).join(TurnRow, TurnRow.id == MemberRow.turn_id)
    return session.scalars(query.where(ItemRow.kind == Kind.DISLIKED.value, _not_down)).all()


def no_longer_unsure(session: Session, below: float) -> Sequence[str]:
    """Ids of turns that were in the inbox for a confidence below a setting that is lower now."""
    query = select(MemberRow.turn_id).join(ItemRow).join(TurnRow, TurnRow.id == MemberRow.turn_id)
    unsure = ItemRow.kind == Kind.LOW_CONFIDENCE.value
    return session.scalars(query.where(unsure, TurnRow.confidence >= below)).all()


def bring_back(session: Session) -> None:
    """Open the items again that were asked for after they were dismissed or done."""
    later = func.count(MemberRow.turn_id)
    query = (
        select(ItemRow.id, later)
        .join(MemberRow, MemberRow.item_id == ItemRow.id)
        .where(
            ItemRow.state.in_([State.DISMISSED.value, State.DONE.value]),
            MemberRow.asked_at > ItemRow.decided_at,
        )
        .group_by(ItemRow.id)
        .having(or_(ItemRow.state == State.DONE.value, later >= RETURNS))
    )
    for item_id, times in session.execute(query).all():
        opened = {"state": State.OPEN.value, "returned": times}
        session.execute(update(ItemRow).where(ItemRow.id == item_id).values(opened))


def _wanted(below: float, after: int) -> Iterator[tuple[Kind | None, ColumnElement[bool]]]:
    """What to look for; None where the reason tells the kind."""
    new = TurnRow.position > after
    yield None, and_(new, or_(_silent, TurnRow.unsaid > 0))
    over = [Status.UNANSWERED.value, Status.FAILED.value]
    yield Kind.DISLIKED, and_(_down, TurnRow.status.not_in(over))
    answered = TurnRow.status == Status.ANSWERED.value
    unsure = and_(TurnRow.confidence < below, answered, _not_down)
    yield Kind.LOW_CONFIDENCE, and_(new, unsure, TurnRow.unsaid == 0)


def _candidates(row: Any, kind: Kind | None) -> Iterator[Candidate]:
    """The turn; or, where it asked several things, each that had no answer."""
    considered = (row.trace or {}).get("considered", ())
    if kind is not None or not row.unsaid:
        asked = [(0, row.standalone_question, row.reason, row.verified_id)]
    else:
        asked = [
            (part, unsaid["question"], unsaid["reason"], unsaid["verified_id"])
            for part, unsaid in enumerate(row.told, start=1)
        ]
    for part, question, reason, verified_id in asked:
        own = [c for c in considered if c["query"]["text"] == question]
        yield Candidate(
            turn_id=row.id,
            kind=kind or _UNANSWERED.get(reason, Kind.UNANSWERED),
            question=question,
            words=phrase(question),
            language=row.language,
            asked_at=row.asked_at,
            reason=reason,
            verified_id=verified_id,
            part=part,
            guesses=_guesses(own if part else considered),
        )


def _guesses(considered: Sequence[Any]) -> tuple[Guess, ...]:
    """The likeliest verified answers of all that were weighed."""
    matches = (m for c in considered for m in c["matches"])
    ranked = sorted(matches, key=lambda m: -m["probability"])
    best = {m["id"]: m for m in reversed(ranked) if m["probability"] >= _LIKELY}
    likeliest = sorted(best.values(), key=lambda m: -m["probability"])[:_GUESSES]
    return tuple(Guess(m["id"], m["text"], m["probability"]) for m in likeliest)
