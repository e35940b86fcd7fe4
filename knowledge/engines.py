"""Who may use the engines at a time: those in the data directory, or servers that many share.

In the data directory a file lock tells processes apart (`lock.py`). Where Chroma and PostgreSQL are
servers, any number of processes reads, and a lock of the database lets one of them write
(docs/adr/0022-shared-engines.md).
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from filelock import FileLock, Timeout
from sqlalchemy import Connection, Engine, func, select, text
from sqlalchemy.exc import DBAPIError

from knowledge import lock
from knowledge.database import open_database
from knowledge.errors import StoreBusy, StoreUnavailable
from knowledge.settings import KnowledgeSettings

_INGESTING, _ANNOUNCED = 7_310_266, 7_310_267  # beside the number that migrations lock
_HELD = text(  # a lock by one number has its upper half as classid, its lower one as objid
    "SELECT EXISTS (SELECT FROM pg_locks JOIN pg_database ON pg_database.oid = database "
    "WHERE datname = current_database() AND locktype = 'advisory' AND granted "
    "AND classid = 0 AND objid IN (:ingesting, :announced) AND objsubid = 1)"
)
_SERVING, _BESIDE = "serving.lock", "beside.lock"
_LIFT = (
    "Several server processes need engines that are servers: set TECHFORCE_CHROMA_URL to a Chroma "
    "server and TECHFORCE_DATABASE_URL to PostgreSQL."
)


def require_store(settings: KnowledgeSettings) -> None:
    """Raises StoreUnavailable where nothing was ever ingested, without making anything."""
    home = settings.data_dir
    if not settings.chroma_url and not ((home / "chroma").exists() or any(home.glob("chroma-*"))):
        raise StoreUnavailable(f"nothing has been ingested into {home}: run `techforce ingest`.")


@contextmanager
def reading(settings: KnowledgeSettings) -> Iterator[None]:
    """Use what was ingested beside other readers; raises StoreBusy where a writer may not be read
    beside: in one data directory. What servers hold is read while it is written."""
    if settings.shared:
        yield
        return
    with lock.reading(settings.data_dir):
        yield


@contextmanager
def writing(settings: KnowledgeSettings) -> Iterator[None]:
    """Be the only one who ingests; raises StoreBusy at once where somebody does already."""
    if not settings.shared:
        with lock.writing(settings.data_dir):
            yield
        return
    engine = open_database(settings.database)
    try:
        with _ingesting(engine):
            yield
    finally:
        engine.dispose()


@contextmanager
def beside(settings: KnowledgeSettings) -> Iterator[None]:
    """Be the only one who builds, switches or backs up a collection, while readers go on; raises
    StoreBusy where another process does one of these, or ingests."""
    if settings.shared:
        with writing(settings):
            yield
        return
    with reading(settings), _alone(settings.data_dir / _BESIDE) as free:
        if not free:
            raise StoreBusy(
                f"another process builds or switches a collection in {settings.data_dir}, or backs "
                "it up: wait for it to finish."
            )
        yield


@contextmanager
def serving(settings: KnowledgeSettings, processes: int = 1) -> Iterator[None]:
    """Be the server of a data directory; raises StoreBusy where there is one, or where there are to
    be several, with the settings that lift it."""
    if settings.shared:
        yield
        return
    if processes > 1:
        raise StoreBusy(f"embedded engines allow one server process: use --workers 1. {_LIFT}")
    settings.data_dir.mkdir(parents=True, exist_ok=True)
    with _alone(settings.data_dir / _SERVING) as free:
        if not free:
            raise StoreBusy(
                f"another `techforce serve` uses {settings.data_dir}. {_LIFT} Or set "
                "TECHFORCE_DATA_DIR to another folder."
            )
        yield


@contextmanager
def _alone(path: Path) -> Iterator[bool]:
    """Whether a lock of one holder was free; it is held then. Its end frees it, however it ends."""
    one = FileLock(path)
    try:
        one.acquire(timeout=0)
    except Timeout:
        yield False
        return
    try:
        yield True
    finally:
        one.release()


def nobody_ingests(engine: Engine) -> bool:
    """Whether no process that shares this database is ingesting; in a data directory the file lock
    tells, and nothing is asked here. Who begins to ingest meanwhile is not kept out."""
    if engine.dialect.name == "sqlite":
        return True
    with _connected(engine) as connection:
        numbers = {"ingesting": _INGESTING, "announced": _ANNOUNCED}
        return not connection.scalar(_HELD, numbers)


@contextmanager
def announced(engine: Engine) -> Iterator[None]:
    """Tell processes that share this database of an ingestion which is about to begin, and has more
    to do after it: `nobody_ingests` is false meanwhile. It keeps nobody out."""
    if engine.dialect.name == "sqlite":
        yield
        return
    with _connected(engine) as connection:
        connection.scalar(select(func.pg_advisory_lock_shared(_ANNOUNCED)))
        with _freed(connection):
            yield


@contextmanager
def _ingesting(engine: Engine) -> Iterator[None]:
    """Held by a connection: the database frees the lock of a process that ends, however it ends."""
    with _connected(engine) as connection:
        if not connection.scalar(select(func.pg_try_advisory_lock(_INGESTING))):
            raise StoreBusy(
                "another process is ingesting into these engines: wait for it to finish."
            )
        with _freed(connection):
            yield


@contextmanager
def _freed(connection: Connection) -> Iterator[None]:
    """Locks that a connection holds are free when this has ended."""
    try:
        yield
    finally:
        with suppress(DBAPIError):  # at once; the end of a connection is seen a little later
            connection.scalar(select(func.pg_advisory_unlock_all()))
        connection.invalidate()  # they end with the connection, lost or not


def _connected(engine: Engine) -> Connection:
    try:
        return engine.connect().execution_options(isolation_level="AUTOCOMMIT")
    except DBAPIError as error:
        raise StoreUnavailable(f"the database cannot be used: {error.orig}") from error
