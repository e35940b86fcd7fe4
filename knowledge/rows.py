"""All rows of a database as lines, which a database of any supported kind takes back."""

from __future__ import annotations

import json
from base64 import b64decode, b64encode
from collections.abc import Callable, Collection, Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime
from functools import cache
from itertools import islice
from typing import Any

from sqlalchemy import (
    JSON,
    Column,
    ColumnElement,
    Connection,
    DateTime,
    Engine,
    LargeBinary,
    MetaData,
    Table,
    Text,
    cast,
    create_engine,
    event,
    func,
    inspect,
    select,
)
from sqlalchemy.types import UserDefinedType

from knowledge.migrations import REVISION_TABLE, revision_of, upgrade

_RECORDS = "upsertion_record"  # made by LangChain's record manager, which no revision knows
_PAGE = 500


class _JsonText(UserDefinedType[str]):
    """JSON as the text that it is: nothing is read into it, and NULL stays apart from null."""

    cache_ok = True

    def get_col_spec(self, **_: Any) -> str:
        """The type in SQL."""
        return "JSON"

    def column_expression(self, column: ColumnElement[Any]) -> ColumnElement[Any]:
        """Selected as text, whatever the driver makes of JSON."""
        return cast(column, Text)


@contextmanager
def snapshot(engine: Engine) -> Iterator[Connection]:
    """A connection that sees the database as it is now, whatever is written meanwhile."""
    lite = engine.dialect.name == "sqlite"
    level = "AUTOCOMMIT" if lite else "REPEATABLE READ"
    with engine.connect() as plain:
        connection = plain.execution_options(isolation_level=level, yield_per=_PAGE)
        if lite:  # the driver begins no transaction before a SELECT
            connection.exec_driver_sql("BEGIN")
        try:
            yield connection
        finally:
            if lite:
                connection.exec_driver_sql("ROLLBACK")
            connection.rollback()


def read_tables(connection: Connection) -> list[Table]:
    """This program's tables, those that others refer to first: a database may be shared with other
    programs, whose tables are left alone."""
    own = _own_names(revision_of(connection))
    found = MetaData()
    event.listen(found, "column_reflect", _as_text)
    found.reflect(connection, only=lambda name, _: name in own)
    return found.sorted_tables


def lines_of(connection: Connection, table: Table) -> Iterator[bytes]:
    """The names of a table's columns, then its rows."""
    yield _line([column.name for column in table.columns])
    order = [*table.primary_key.columns]
    rows = select(table).order_by(*order).execution_options(yield_per=_page(table))
    for row in connection.execute(rows):
        yield _line([_plain(value) for value in row])


def fill(connection: Connection, table: Table, lines: Iterable[bytes]) -> int:
    """Write rows into an empty table, and tell how many."""
    rest = iter(lines)
    columns: list[Column[Any]] = [table.columns[name] for name in json.loads(next(rest))]
    readers = [_reader(column) for column in columns]
    count = 0
    while page := list(islice(rest, _page(table))):
        rows = [
            {
                column.name: None if value is None else read(value)
                for column, read, value in zip(columns, readers, json.loads(line), strict=True)
            }
            for line in page
        ]
        connection.execute(table.insert().inline(), rows)
        count += len(rows)
    return count


def go_on_counting(connection: Connection, tables: Collection[Table]) -> None:
    """Let numbers that the database gives follow those that were written (PostgreSQL)."""
    if connection.dialect.name != "postgresql":
        return
    for table in tables:
        for column in table.primary_key.columns:
            if column.autoincrement is True or column.server_default is not None:
                counter = func.pg_get_serial_sequence(table.name, column.name)
                highest = select(func.max(column)).scalar_subquery()
                connection.execute(select(func.setval(counter, highest)))


@cache
def _own_names(revision: str | None) -> frozenset[str]:
    """The tables of a revision, which are made in memory to learn them."""
    if revision is None:
        return frozenset({_RECORDS})
    engine = create_engine("sqlite://")
    try:
        upgrade(engine, revision)
        return frozenset(inspect(engine).get_table_names()) - {REVISION_TABLE} | {_RECORDS}
    finally:
        engine.dispose()


def _as_text(_inspector: Any, _table: Any, column: Any) -> None:
    if isinstance(column["type"], JSON):
        column["type"] = _JsonText()


def _page(table: Table) -> int:
    """How many rows are in memory at a time: those that hold files are large."""
    return 1 if any(isinstance(c.type, LargeBinary) for c in table.columns) else _PAGE


def _line(values: list[Any]) -> bytes:
    return json.dumps(values, ensure_ascii=True).encode() + b"\n"


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.isoformat()
    return b64encode(value).decode() if isinstance(value, bytes) else value


def _reader(column: Column[Any]) -> Callable[[Any], Any]:
    if isinstance(column.type, DateTime):
        return datetime.fromisoformat
    return b64decode if isinstance(column.type, LargeBinary) else _same


def _same(value: Any) -> Any:
    return value
