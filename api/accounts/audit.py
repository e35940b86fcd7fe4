"""Who changed what and when: entries are added and read, never altered."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from api.accounts.tables import AuditRow, transaction
from api.accounts.values import AuditEntry
from knowledge.database import storable


def now_utc() -> datetime:
    """The time of day that accounts go by."""
    return datetime.now(UTC)


class Audit:
    """Reads and adds entries; safe for threads."""

    def __init__(self, engine: Engine, now: Callable[[], datetime] = now_utc) -> None:
        self._engine, self._now = engine, now

    def record(self, who: str, action: str, subject: str, **details: Any) -> None:
        """Add an entry in a transaction of its own."""
        with transaction(self._engine) as session:
            self.add(session, who, action, subject, **details)

    def add(self, session: Session, who: str, action: str, subject: str, **details: Any) -> None:
        """Add an entry to the transaction of the change that it tells of: both are kept or none."""
        row = AuditRow(
            at=self._now(),
            who=storable(who)[:300],
            action=action,
            subject=storable(subject)[:300],
            details=details,
        )
        session.add(row)

    def page(
        self,
        limit: int,
        before: int | None = None,
        who: str | None = None,
        action: str | None = None,
    ) -> list[AuditEntry]:
        """The newest entries first, `before` an id, of one actor, of one action."""
        query = select(AuditRow).order_by(AuditRow.id.desc()).limit(limit)
        if before is not None:
            query = query.where(AuditRow.id < before)
        if who:
            query = query.where(AuditRow.who == storable(who))
        if action:
            query = query.where(AuditRow.action == storable(action))
        with transaction(self._engine) as session:
            return [_to_entry(row) for row in session.scalars(query)]

    def actions(self) -> list[str]:
        """Every action that was ever recorded, in order of the alphabet."""
        query = select(AuditRow.action).distinct().order_by(AuditRow.action)
        with transaction(self._engine) as session:
            return list(session.scalars(query))


def _to_entry(row: AuditRow) -> AuditEntry:
    details: Mapping[str, Any] = row.details
    return AuditEntry(row.id, row.at, row.who, row.action, row.subject, details)
