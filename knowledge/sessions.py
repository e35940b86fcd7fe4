"""Sessions with the database whose failures have a name, and how much one query may ask for."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from itertools import islice

from sqlalchemy import Engine
from sqlalchemy.exc import InterfaceError, OperationalError, ProgrammingError
from sqlalchemy.orm import Session

from knowledge.errors import StoreUnavailable

_PAGE = 1000


@contextmanager
def session_of(engine: Engine) -> Iterator[Session]:
    """A session whose objects outlive it; raises StoreUnavailable where the database is down, was
    taken away or has not the tables it should have."""
    try:
        with Session(engine, expire_on_commit=False) as session:
            yield session
    except (OperationalError, ProgrammingError, InterfaceError) as error:
        raise StoreUnavailable(f"the database cannot be used: {error.orig}") from error


def pages(ids: Iterable[str]) -> Iterator[list[str]]:
    """The ids in lists of which one query takes each: a database takes only so many values."""
    rest = iter(ids)
    while page := list(islice(rest, _PAGE)):
        yield page
