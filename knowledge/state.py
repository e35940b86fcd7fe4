"""Single values of the database: its format, what grows with what is served, which collection is
live."""

from __future__ import annotations

from sqlalchemy import String, Text
from sqlalchemy.orm import Mapped, Session, mapped_column

from knowledge.database import Table

FORMATTED, INGESTED, PUBLISHED, LIVE = "format", "generation", "published", "live"


class StateRow(Table):
    """One value by its key."""

    __tablename__ = "state"
    key: Mapped[str] = mapped_column(String(40), primary_key=True)
    value: Mapped[str] = mapped_column(Text)


def put_value(session: Session, key: str, value: str) -> None:
    """Write or replace a value, inside a transaction."""
    session.merge(StateRow(key=key, value=value))


def grown(session: Session, key: str) -> int:
    """The next number of a value that grows, written inside a transaction."""
    row = session.get(StateRow, key, with_for_update=True)
    number = int(row.value) + 1 if row else 1
    put_value(session, key, str(number))
    return number
