"""Versions of verified answers as recruiters write, check, publish and withdraw them, in SQL."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

from pydantic import TypeAdapter
from sqlalchemy import JSON, Engine, Index, String, Text, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Mapped, Session, mapped_column

from knowledge.database import Table, UtcDateTime
from knowledge.errors import KnowledgeError
from knowledge.sessions import session_of
from knowledge.verified import VerifiedAnswer

_answer = TypeAdapter(VerifiedAnswer)
Tests = Mapping[str, tuple[str, ...]]
"""By language, questions that must be answered so and are not learned from."""

Also = Callable[[Session], None]


def nothing(_: Session) -> None:
    """What is done besides, by default."""


class UnknownVersion(KnowledgeError):
    """No version of a verified answer has that number."""


class VersionConflict(KnowledgeError):
    """A version was changed by somebody else, or its state does not allow what was asked."""


class State(StrEnum):
    """Where a version stands. Published ones are never changed, only followed by another."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    PUBLISHED = "published"
    WITHDRAWN = "withdrawn"


OPEN = (State.DRAFT, State.SUBMITTED)


@dataclass(frozen=True, slots=True)
class Version:
    """One version of a verified answer, and who wrote it last. `edited` counts the changes, so that
    nobody overwrites what somebody else has just written; `item` is the Review item that it is an
    answer to."""

    answer: VerifiedAnswer
    number: int
    state: State
    tests: Tests
    author: str
    note: str
    edited: int
    changed_at: datetime
    publisher: str | None = None
    item: str | None = None


class _VersionRow(Table):
    __tablename__ = "answer_version"
    answer_id: Mapped[str] = mapped_column(String(120), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)
    state: Mapped[str] = mapped_column(String(12))
    content: Mapped[dict[str, Any]] = mapped_column(JSON)
    tests: Mapped[dict[str, Any]] = mapped_column(JSON)
    author: Mapped[str] = mapped_column(String(300))
    note: Mapped[str] = mapped_column(Text)
    edited: Mapped[int] = mapped_column(default=0)
    changed_at: Mapped[datetime] = mapped_column(UtcDateTime)
    publisher: Mapped[str | None] = mapped_column(String(300))
    item: Mapped[str | None] = mapped_column(String(64))
    __table_args__ = (Index("ix_answer_version_state", "state", "answer_id"),)


class Versions:
    """Reads and writes versions; every call is one short transaction, safe for threads. `also` is
    done in the transaction of a change: both are kept or none.

    Raises StoreUnavailable where the database cannot be used.
    """

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def get(self, answer_id: str, number: int) -> Version:
        """One version; raises UnknownVersion."""
        with session_of(self._engine) as session:
            return _to_version(_row(session, answer_id, number))

    def of(self, answer_id: str) -> list[Version]:
        """All versions of an answer, the newest first."""
        query = select(_VersionRow).where(_VersionRow.answer_id == answer_id)
        with session_of(self._engine) as session:
            rows = session.scalars(query.order_by(_VersionRow.number.desc()))
            return [_to_version(row) for row in rows]

    def in_state(self, *states: State) -> list[Version]:
        """The versions in any of these states, the last changed first."""
        query = select(_VersionRow).where(_VersionRow.state.in_([s.value for s in states]))
        with session_of(self._engine) as session:
            rows = session.scalars(query.order_by(_VersionRow.changed_at.desc()))
            return [_to_version(row) for row in rows]

    def latest(self) -> dict[str, Version]:
        """By answer, the last version that was published or withdrawn."""
        done = [State.PUBLISHED.value, State.WITHDRAWN.value]
        order = (_VersionRow.answer_id, _VersionRow.number)
        query = select(_VersionRow).where(_VersionRow.state.in_(done)).order_by(*order)
        with session_of(self._engine) as session:
            return {row.answer_id: _to_version(row) for row in session.scalars(query)}

    def draft(self, answer: VerifiedAnswer, tests: Tests, author: str, note: str = "") -> Version:
        """Begin the next version of an answer; raises VersionConflict where one is begun."""
        now = datetime.now(UTC)
        return self.begin(Version(answer, 1, State.DRAFT, tests, author, note, 0, now))

    def begin(self, draft: Version, also: Also = nothing) -> Version:
        """Store a draft as the next version of its answer, under its own number where there is
        none yet; raises VersionConflict where one is begun."""
        begun = self.of(draft.answer.id)
        if begun and begun[0].state in OPEN:
            raise VersionConflict(
                f"version {begun[0].number} of {draft.answer.id} is being written by "
                f"{begun[0].author}"
            )
        with session_of(self._engine) as session, session.begin():
            also(session)
            return add(session, replace(draft, number=begun[0].number + 1) if begun else draft)

    def save(self, version: Version, by: str, also: Also = nothing) -> Version:
        """Store what was changed in an open version, which becomes a draft again.

        Raises UnknownVersion, and VersionConflict where it is no longer as when it was read.
        """
        with session_of(self._engine) as session, session.begin():
            row = _row(session, version.answer.id, version.number)
            _claim(session, row, version.edited, OPEN)
            row.state = State.DRAFT.value
            also(session)
            return _to_version(_filled(row, version.answer, version.tests, by, version.note))

    def move(self, version: Version, to: State, by: str, also: Also = nothing) -> Version:
        """Put a version into another state; raises VersionConflict where it has changed since."""
        with session_of(self._engine) as session, session.begin():
            also(session)
            return move(session, version, to, by)

    def discard(self, version: Version, also: Also = nothing) -> None:
        """Delete an open version; raises VersionConflict where it has changed since."""
        with session_of(self._engine) as session, session.begin():
            row = _row(session, version.answer.id, version.number)
            _claim(session, row, version.edited, OPEN)
            session.delete(row)
            also(session)


_FROM: Mapping[State, Sequence[State]] = {
    State.DRAFT: (State.SUBMITTED,),
    State.SUBMITTED: (State.DRAFT,),
    State.PUBLISHED: OPEN,
    State.WITHDRAWN: (State.PUBLISHED,),
}


def add(session: Session, version: Version) -> Version:
    """Store a version that is not there yet, inside a transaction that does more; raises
    VersionConflict where somebody else was quicker."""
    row = _VersionRow(
        answer_id=version.answer.id,
        number=version.number,
        state=version.state.value,
        edited=version.edited,
        publisher=version.publisher,
        item=version.item,
    )
    session.add(_filled(row, version.answer, version.tests, version.author, version.note))
    try:
        session.flush()
    except IntegrityError as error:
        raise VersionConflict("somebody else has just begun the same version") from error
    return _to_version(row)


def move(session: Session, version: Version, to: State, by: str) -> Version:
    """As `Versions.move`, inside a transaction that does more."""
    row = _row(session, version.answer.id, version.number)
    _claim(session, row, version.edited, _FROM[to])
    row.state, row.changed_at = to.value, datetime.now(UTC)
    if to is State.PUBLISHED:
        row.publisher = by
    return _to_version(row)


def _claim(session: Session, row: _VersionRow, edited: int, allowed: Sequence[State]) -> None:
    """Count one more change of a row, unless somebody was quicker or its state forbids it."""
    place = (_VersionRow.answer_id == row.answer_id, _VersionRow.number == row.number)
    as_read = (_VersionRow.edited == edited, _VersionRow.state.in_([s.value for s in allowed]))
    claimed = update(_VersionRow).where(*place, *as_read).values(edited=edited + 1)
    if session.connection().execute(claimed).rowcount != 1:
        raise VersionConflict(
            f"version {row.number} of {row.answer_id} is {row.state} and may have been changed by "
            "somebody else: load it again."
        )
    session.refresh(row)


def _filled(
    row: _VersionRow, answer: VerifiedAnswer, tests: Tests, author: str, note: str
) -> _VersionRow:
    row.content = _answer.dump_python(answer, mode="json")
    row.tests = {language: list(questions) for language, questions in tests.items()}
    row.author, row.note, row.changed_at = author, note, datetime.now(UTC)
    return row


def _row(session: Session, answer_id: str, number: int) -> _VersionRow:
    row = session.get(_VersionRow, (answer_id, number))
    if row is None:
        raise UnknownVersion(f"{answer_id} has no version {number}")
    return row


def _to_version(row: _VersionRow) -> Version:
    return Version(
        answer=_answer.validate_python(row.content),
        number=row.number,
        state=State(row.state),
        tests={language: tuple(questions) for language, questions in row.tests.items()},
        author=row.author,
        note=row.note,
        edited=row.edited,
        changed_at=row.changed_at,
        publisher=row.publisher,
        item=row.item,
    )
