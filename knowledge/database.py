"""The SQL database: one engine for catalogue and conversations, safe for threads."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import DateTime, Engine, TypeDecorator, create_engine, event
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import DBAPIError, NoSuchModuleError
from sqlalchemy.orm import DeclarativeBase

from knowledge.errors import StoreUnavailable
from knowledge.migrations import NewerDatabase, bring_up_to_date

_NEVER_STORED = "\ufffd"


class Table(DeclarativeBase):
    """Base of every table of the project."""


class UtcDateTime(TypeDecorator[datetime]):
    """Times are stored as UTC without a zone, which every database keeps the same."""

    impl = DateTime
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: object) -> datetime | None:
        """The time in UTC, its zone left out."""
        return value and value.astimezone(UTC).replace(tzinfo=None)

    def process_result_value(self, value: datetime | None, dialect: object) -> datetime | None:
        """The time with its zone."""
        return value and value.replace(tzinfo=UTC)


def storable(text: str) -> str:
    """The text as every database takes it in a column of its own: PostgreSQL refuses a zero
    character, and all refuse half of a surrogate pair."""
    whole = text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return whole.replace("\x00", _NEVER_STORED)


def open_database(url: str) -> Engine:
    """An engine on the newest revision of the tables.

    Raises StoreUnavailable where the database cannot be used, or a newer program has changed it.
    """
    parsed = make_url(url)
    with _explained(parsed):
        engine = _engine(parsed)
        try:
            bring_up_to_date(engine)
        except BaseException:
            engine.dispose()
            raise
    return engine


@contextmanager
def opened_database(url: str) -> Iterator[Engine]:
    """The same, closed with the context; what fails in it becomes StoreUnavailable."""
    engine = open_database(url)
    try:
        yield engine
    except DBAPIError as error:
        raise StoreUnavailable(f"the database failed: {error.orig}") from error
    finally:
        engine.dispose()


@contextmanager
def _explained(url: URL) -> Iterator[None]:
    """What keeps a database from being used becomes StoreUnavailable, with its mend."""
    shown = url.render_as_string()
    try:
        yield
    except NewerDatabase as error:
        raise StoreUnavailable(f"the database {shown} {error}") from error
    except (DBAPIError, OSError) as error:
        raise StoreUnavailable(
            f"the database {shown} cannot be used: {error}. {_mend(url)}"
        ) from error
    except (ImportError, NoSuchModuleError) as error:
        raise StoreUnavailable(
            f"no driver for {url.drivername} is installed ({error}): "
            "`pip install 'techforce-assistant[postgres]'` brings that of PostgreSQL."
        ) from error


def _engine(url: URL) -> Engine:
    # What visitors wrote is among the parameters of statements, and stands in no error for it.
    if url.get_backend_name() != "sqlite":
        # A server that was restarted is found again.
        return create_engine(url, pool_pre_ping=True, hide_parameters=True)
    if url.database:
        Path(url.database).parent.mkdir(parents=True, exist_ok=True)
    engine = create_engine(url, hide_parameters=True)
    event.listen(engine, "connect", _tune_sqlite)
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


def _mend(url: URL) -> str:
    if url.get_backend_name() != "sqlite":
        return "Check TECHFORCE_DATABASE_URL, and that the server runs and lets you in."
    return (
        "Check the path and free space; for a damaged file, `techforce restore` puts a backup in "
        "its place, or `techforce ingest --rebuild` fills a new one once it is moved away "
        "(conversations are lost)."
    )
