"""Collections: the Passages and wordings of everything that was ingested, as one embedding model
and one way of splitting make them.

One is live: readers search it. Another one is built beside it until it is switched to, and the one
that was live before stays as the way back (docs/adr/0025-collections.md).
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import Engine, String, Text, delete, select, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from knowledge.catalogue import recount
from knowledge.database import Table, UtcDateTime
from knowledge.errors import CollectionRefused
from knowledge.sessions import session_of
from knowledge.state import INGESTED, LIVE, StateRow, grown, put_value

FIRST = "first"
"""The collection that an empty place gets; all others are named by what they are made with."""
_NAME = 8  # hexadecimal digits


def part(kind: str, name: str) -> str:
    """What a part of a collection is called, wherever it is kept."""
    return kind if name == FIRST else f"{kind}-{name}"


class _CollectionRow(Table):
    __tablename__ = "collection"
    name: Mapped[str] = mapped_column(String(40), primary_key=True)
    model: Mapped[str] = mapped_column(Text)
    embedder: Mapped[str] = mapped_column(Text)
    splitter: Mapped[str] = mapped_column(String(40))
    generation: Mapped[int | None]
    made_at: Mapped[datetime] = mapped_column(UtcDateTime, default=lambda: datetime.now(UTC))


@dataclass(frozen=True, slots=True)
class MadeWith:
    """The embedding model, as it was set and by the fingerprint of its vectors, and how Documents
    were split."""

    model: str
    embedder: str
    splitter: str

    @property
    def name(self) -> str:
        """The name of a collection that is made with these."""
        told = f"{self.embedder}\n{self.splitter}"
        return hashlib.sha256(told.encode()).hexdigest()[:_NAME]

    def fits(self, other: MadeWith) -> bool:
        """Whether both give the same collection, wherever the model lies."""
        return (self.embedder, self.splitter) == (other.embedder, other.splitter)


@dataclass(frozen=True, slots=True)
class Collection:
    """A collection as it was noted; `generation` is the number of the last ingestion of which it
    holds everything, None while it is being built."""

    name: str
    made_with: MadeWith
    generation: int | None
    made_at: datetime


class Collections:
    """Reads and writes which collections there are; raises StoreUnavailable where the database
    cannot be used."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def all(self) -> list[Collection]:
        """All of them, the oldest first."""
        with session_of(self._engine) as session:
            rows = session.scalars(select(_CollectionRow).order_by(_CollectionRow.made_at))
            return [_to_collection(row) for row in rows]

    def get(self, name: str) -> Collection | None:
        """One by its name; an earlier version of the program wrote nothing of the first."""
        with session_of(self._engine) as session:
            row = session.get(_CollectionRow, name)
        return None if row is None else _to_collection(row)

    def live(self) -> str:
        """The name of the one that is live."""
        with session_of(self._engine) as session:
            row = session.get(StateRow, LIVE)
        return row.value if row else FIRST

    def add(self, name: str, made_with: MadeWith) -> None:
        """Note a collection that is begun, unless it is known."""
        with session_of(self._engine) as session, session.begin():
            if session.get(_CollectionRow, name) is None:
                session.add(
                    _CollectionRow(
                        name=name,
                        model=made_with.model,
                        embedder=made_with.embedder,
                        splitter=made_with.splitter,
                    )
                )

    def note_whole(self, name: str, generation: int | None) -> None:
        """Note the number of the ingestion of which a collection holds everything; None where it
        lacks something, as while it is being built."""
        chosen = update(_CollectionRow).where(_CollectionRow.name == name)
        with session_of(self._engine) as session, session.begin():
            session.execute(chosen.values(generation=generation))

    def whole(self, name: str) -> Collection:
        """A collection that holds all that was ingested; raises CollectionRefused."""
        found = self.get(name)
        if found is None:
            known = ", ".join(collection.name for collection in self.all()) or "none"
            raise CollectionRefused(f"there is no collection {name!r}; there are: {known}.")
        with session_of(self._engine) as session:
            present = _generation(session)
        if found.generation != present and name != self.live():
            raise _behind(found)
        return found

    def switch(self, name: str, passages: Mapping[str, int]) -> None:
        """Make a collection live that holds all that was ingested, in one step; `passages` tells
        how many it has of each Document.

        Others that hold all still do, and can be switched back to. Raises CollectionRefused.
        """
        self.whole(name)
        with session_of(self._engine) as session, session.begin():
            present, before = _generation(session), session.get(StateRow, LIVE)
            whole = _CollectionRow.generation == present
            whole |= _CollectionRow.name == (before.value if before else FIRST)
            number = grown(session, INGESTED)
            session.execute(update(_CollectionRow).where(whole).values(generation=number))
            put_value(session, LIVE, name)
            recount(session, passages)

    def keep_only(self, name: str) -> None:
        """Forget all others."""
        with session_of(self._engine) as session, session.begin():
            session.execute(delete(_CollectionRow).where(_CollectionRow.name != name))

    def forget(self, name: str) -> None:
        """Forget one."""
        with session_of(self._engine) as session, session.begin():
            session.execute(delete(_CollectionRow).where(_CollectionRow.name == name))


def _generation(session: Session) -> int:
    row = session.get(StateRow, INGESTED, with_for_update=True)
    return int(row.value) if row else 0


def _behind(found: Collection) -> CollectionRefused:
    return CollectionRefused(
        f"{found.name} does not hold all that was ingested. With TECHFORCE_EMBEDDING_MODEL="
        f"{found.made_with.model}, `techforce ingest --beside` brings it in line; only what it "
        "lacks is embedded."
    )


def clear_collections(engine: Engine) -> None:
    """Forget all, whatever version wrote them."""
    with session_of(engine) as session, session.begin():
        session.execute(delete(_CollectionRow))


def _to_collection(row: _CollectionRow) -> Collection:
    made_with = MadeWith(row.model, row.embedder, row.splitter)
    return Collection(row.name, made_with, row.generation, row.made_at)
