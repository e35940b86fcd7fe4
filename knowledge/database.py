"""The SQL database: one engine for catalogue and conversations, safe for threads."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from sqlalchemy import Engine, create_engine, event
from sqlalchemy.engine import make_url
from sqlalchemy.exc import DatabaseError
from sqlalchemy.orm import DeclarativeBase

from knowledge.errors import StoreUnavailable


class Table(DeclarativeBase):
    """Base of every table of the project."""


def open_database(url: str) -> Engine:
    """An engine with all tables made; raises StoreUnavailable where the database cannot be used."""
    parsed = make_url(url)
    try:
        if parsed.get_backend_name() == "sqlite" and parsed.database:
            Path(parsed.database).parent.mkdir(parents=True, exist_ok=True)
        engine = create_engine(parsed)
        if parsed.get_backend_name() == "sqlite":
            event.listen(engine, "connect", _tune_sqlite)
        Table.metadata.create_all(engine)
    except (DatabaseError, OSError) as error:
        raise StoreUnavailable(
            f"the database {parsed.render_as_string()} cannot be used: {error}. "
            "Check the path and free space; a damaged file can be moved away, and "
            "`techforce ingest --rebuild` fills a new one (conversations are lost)."
        ) from error
    return engine


def _tune_sqlite(connection: Any, _record: object) -> None:
    """Readers do not wait for the writer, and a write waits for its turn instead of failing."""
    for pragma in (
        "journal_mode=WAL",
        "synchronous=NORMAL",
        "busy_timeout=5000",
        "foreign_keys=ON",
    ):
        connection.execute(f"PRAGMA {pragma}")
