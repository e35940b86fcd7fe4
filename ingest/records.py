"""Which Passages were written, and for which Source: LangChain's record manager in our database."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, TypeVar

from langchain_classic.indexes._sql_record_manager import SQLRecordManager, UpsertionRecord
from sqlalchemy import Engine, delete, func, select

_Row: Any = UpsertionRecord  # declared in SQLAlchemy 1 style, which gives its columns no types
JOURNAL = "journal"
"""The namespace of what a run has begun; empty where the last one has ended."""
T = TypeVar("T")
_PAGE = 500
_TICK = 0.001


class Records(SQLRecordManager):
    """Keys with the group that they belong to, under one namespace."""

    def __init__(self, namespace: str, engine: Engine) -> None:
        super().__init__(namespace, engine=engine)
        self.create_schema()

    def get_time(self) -> float:
        """A time after that of every record, also where the clock was set back."""
        newest = select(func.max(_Row.updated_at)).where(_Row.namespace == self.namespace)
        with self._make_session() as session:
            latest = session.scalar(newest)
        return max(super().get_time(), (latest or 0.0) + _TICK)

    def groups(self) -> dict[str, str]:
        """The group of every key."""
        rows = select(_Row.key, _Row.group_id).where(_Row.namespace == self.namespace)
        with self._make_session() as session:
            return {key: group for key, group in session.execute(rows)}

    def mark(self, keys: Iterable[str]) -> None:
        """Record keys that are their own groups."""
        for page in pages(keys):
            self.update(page, group_ids=page)

    def forget(self, keys: Iterable[str]) -> None:
        """Remove keys; unknown ones are passed over."""
        for page in pages(keys):
            self.delete_keys(page)

    def clear(self) -> None:
        """Remove every key of the namespace."""
        with self._make_session() as session:
            session.execute(delete(_Row).where(_Row.namespace == self.namespace))
            session.commit()


def pages(items: Iterable[T]) -> Iterator[list[T]]:
    """The items in lists that are short enough for one statement."""
    every = list(items)
    for start in range(0, len(every), _PAGE):
        yield every[start : start + _PAGE]
