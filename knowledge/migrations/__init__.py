"""The revisions of the database's tables, and the way from any of them to any other.

A revision is a file `versions/rNNNN_what_it_does.py`; the highest number is what the program was
written for. Alembic is imported only where a database is at another one.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING

from sqlalchemy import Connection, Engine, func, inspect, select, text

if TYPE_CHECKING:
    from alembic.config import Config

FOLDER = Path(__file__).parent
REVISION_TABLE = "alembic_version"
_PATIENCE_MS = 600_000  # how long a process waits for another one that changes the tables
_ADVISORY_LOCK = 7_310_265  # any number that nothing else in the database locks
_one_at_a_time = Lock()  # Alembic keeps what it works on in variables of its module


class NewerDatabase(Exception):
    """A newer version of the program has changed the tables."""


def bring_up_to_date(engine: Engine) -> None:
    """Take the tables to the newest revision; one SELECT where they are there already.

    Either all of it happens or nothing. A database of the first release, which knew no revisions,
    is taken over with what is in it. Raises NewerDatabase.
    """
    known = revisions()
    present = revision(engine)
    if present is not None and present not in known:
        raise NewerDatabase(
            f"was changed by a newer version of this program (revision {present}, this one knows "
            f"{known[-1]}): update the program."
        )
    if present != known[-1]:
        upgrade(engine)


def revisions() -> list[str]:
    """All revisions that the program knows, the oldest first."""
    return sorted(path.stem[1:5] for path in (FOLDER / "versions").glob("r*.py"))


def revision(engine: Engine) -> str | None:
    """The revision that a database is at; None for an empty one or one of the first release."""
    with engine.connect() as connection:
        return revision_of(connection)


def revision_of(connection: Connection) -> str | None:
    """What `revision` tells, as a connection sees it."""
    if not inspect(connection).has_table(REVISION_TABLE):
        return None
    found: str | None = connection.scalar(text(f"SELECT version_num FROM {REVISION_TABLE}"))
    return found


def upgrade(engine: Engine, to: str = "head") -> None:
    """Take the tables up to a revision, in one transaction, while no other process does."""
    from alembic import command

    with _alone(engine) as connection:
        command.upgrade(_config(connection), to)


def downgrade(engine: Engine, to: str) -> None:
    """Take the tables down to a revision, or to "base"; what only newer ones keep is lost."""
    from alembic import command

    with _alone(engine) as connection:
        command.downgrade(_config(connection), to)


def _config(connection: Connection) -> Config:
    from alembic.config import Config

    config = Config(attributes={"connection": connection})
    config.set_main_option("script_location", str(FOLDER).replace("%", "%%"))
    return config


@contextmanager
def _alone(engine: Engine) -> Iterator[Connection]:
    """A transaction that no other process can have at the same time."""
    with _one_at_a_time, engine.connect() as connection:
        if engine.dialect.name == "sqlite":
            # The driver would begin no transaction before a change of tables.
            connection = connection.execution_options(isolation_level="AUTOCOMMIT")
            with connection.begin():
                connection.exec_driver_sql(f"PRAGMA busy_timeout={_PATIENCE_MS}")
                connection.exec_driver_sql("BEGIN IMMEDIATE")
                yield connection
            connection.exec_driver_sql("PRAGMA busy_timeout=5000")
        else:
            with connection.begin():
                connection.execute(select(func.pg_advisory_xact_lock(_ADVISORY_LOCK)))
                yield connection
