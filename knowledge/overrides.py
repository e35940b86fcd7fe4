"""What people have changed of Sources, beside what their files and pages say of themselves.

An ingestion applies it to whatever it reads, and to what it read before.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from datetime import UTC, datetime
from typing import Any

from pydantic import TypeAdapter, ValidationError
from sqlalchemy import JSON, Boolean, Engine, String, Text, delete, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from knowledge.database import Table, UtcDateTime, storable
from knowledge.document import Source
from knowledge.errors import InvalidKnowledge, broken_rules
from knowledge.recorder import Recorder
from knowledge.sessions import session_of
from knowledge.validity import contradiction

FIELDS = tuple(field.name for field in fields(Source) if field.name != "id")
"""What of a Source can be changed."""
UNPROVEN_BY = frozenset({"published", "date_precision", "reliability"})
"""Changes after which a person has to look at the verified answers that cite the Source."""
_source = TypeAdapter(Source)


class _OverrideRow(Table):
    __tablename__ = "source_override"
    source_id: Mapped[str] = mapped_column(String(120), primary_key=True)
    origin: Mapped[str] = mapped_column(Text)
    changes: Mapped[dict[str, Any]] = mapped_column(JSON)
    declared: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    removed: Mapped[bool] = mapped_column(Boolean)
    changed_by: Mapped[str] = mapped_column(String(300))
    changed_at: Mapped[datetime] = mapped_column(UtcDateTime)


@dataclass(frozen=True, slots=True)
class Override:
    """What was changed of one Source; `declared` is the Source as it was last read."""

    source_id: str
    origin: str
    changes: Mapping[str, Any]
    removed: bool
    declared: Source | None
    changed_by: str
    changed_at: datetime

    def applied(self, declared: Source) -> Source:
        """The Source with the changes."""
        return changed(declared, self.changes)

    @property
    def refusal(self) -> str:
        """Why a removed Source is not ingested."""
        day = self.changed_at.date().isoformat()
        return f"{self.source_id} was removed by {self.changed_by} on {day}: restore it first"


def changed(source: Source, changes: Mapping[str, Any]) -> Source:
    """A Source with other values in some fields; raises InvalidKnowledge."""
    content: dict[str, Any] = _source.dump_python(source, mode="json")
    try:
        return _source.validate_python(content | dict(changes))
    except ValidationError as error:
        raise InvalidKnowledge(broken_rules(error)) from error


def differences(before: Source, after: Source) -> dict[str, Any]:
    """The fields in which two Sources differ, with their later values."""
    old, new = _source.dump_python(before, mode="json"), _source.dump_python(after, mode="json")
    return {name: new[name] for name in FIELDS if new[name] != old[name]}


def faults(source: Source, known: Iterable[str]) -> list[str]:
    """What is wrong with a Source as somebody would have it; `known` are the ids of all."""
    found = [f"{name}: is empty" for name in ("title", "publisher", "url") if not _of(source, name)]
    own = source.url.startswith("/") and not source.url.startswith("//")  # a page of the service
    address = own or source.url.startswith(("https://", "http://", "file:"))
    if source.url and (not address or any(c.isspace() for c in source.url)):
        found.append("url: must be an http or https address, without blanks")
    wrong = contradiction(source.id, source.published, source.valid_until, source.superseded_by)
    if wrong:
        found.append(wrong)
    if source.superseded_by and source.superseded_by not in set(known):
        found.append(f"superseded_by: no source {source.superseded_by!r}")
    return found


def read_overrides(engine: Engine) -> dict[str, Override]:
    """All Overrides by Source id."""
    with session_of(engine) as session:
        return {row.source_id: _to_override(row) for row in session.scalars(select(_OverrideRow))}


def settle(engine: Engine, declared: Mapping[str, Source]) -> None:
    """Keep in the Overrides what was just read of their Sources, and delete those that neither
    change nor remove their Source any more."""
    with session_of(engine) as session, session.begin():
        for row in session.scalars(select(_OverrideRow)):
            if not row.changes and not row.removed:
                session.execute(delete(_OverrideRow).where(_OverrideRow.source_id == row.source_id))
            elif row.source_id in declared:
                row.declared = _source.dump_python(declared[row.source_id], mode="json")


class Overrides:
    """Changes Sources for good; an ingestion has to follow before it is seen."""

    def __init__(self, engine: Engine, recorder: Recorder) -> None:
        self._engine, self._recorder = engine, recorder

    def change(self, present: Source, origin: str, wanted: Source, by: str) -> None:
        """Make a Source what is wanted, whatever its file says."""
        with session_of(self._engine) as session, session.begin():
            row = _row(session, present.id, origin, by)
            if row.declared is None:
                row.declared = _source.dump_python(present, mode="json")
            row.changes = differences(_source.validate_python(row.declared), wanted)
            told = {name: str(value) for name, value in differences(present, wanted).items()}
            self._recorder.add(session, by, "document.change", present.id, **told)

    def remove(self, source_id: str, origin: str, by: str) -> None:
        """Keep a Source out, also from the ingestions to come."""
        self._keep(source_id, origin, by, removed=True)

    def restore(self, source_id: str, by: str) -> Override | None:
        """Let a removed Source in again; None where it was not removed."""
        found = read_overrides(self._engine).get(source_id)
        if found is None or not found.removed:
            return None
        self._keep(source_id, found.origin, by, removed=False)
        return found

    def _keep(self, source_id: str, origin: str, by: str, *, removed: bool) -> None:
        with session_of(self._engine) as session, session.begin():
            _row(session, source_id, origin, by).removed = removed
            action = "document.remove" if removed else "document.restore"
            self._recorder.add(session, by, action, source_id)


def _row(session: Session, source_id: str, origin: str, by: str) -> _OverrideRow:
    row = session.get(_OverrideRow, source_id)
    if row is None:
        row = _OverrideRow(source_id=source_id, changes={}, declared=None, removed=False)
        session.add(row)
    row.origin, row.changed_by, row.changed_at = origin, storable(by)[:300], datetime.now(UTC)
    return row


def _to_override(row: _OverrideRow) -> Override:
    return Override(
        source_id=row.source_id,
        origin=row.origin,
        changes=row.changes,
        removed=row.removed,
        declared=None if row.declared is None else _source.validate_python(row.declared),
        changed_by=row.changed_by,
        changed_at=row.changed_at,
    )


def _of(source: Source, name: str) -> str:
    return str(getattr(source, name)).strip()
