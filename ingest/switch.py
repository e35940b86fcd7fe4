"""Which collections there are, which of them is live, and how that is changed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy import Engine

from ingest.beside import refuse_unfinished
from ingest.index import clear_records
from ingest.records import Records
from ingest.settings import IngestSettings
from ingest.split import SPLITTER
from knowledge import engines
from knowledge.catalogue import Catalogue
from knowledge.collection import Collection, Collections, part
from knowledge.database import opened_database
from knowledge.errors import CollectionRefused, StoreUnavailable
from knowledge.fitted import load_fitted, remove_fitted
from knowledge.follow_ups import lessons
from knowledge.placing import not_live, open_part, remove_parts, size_of
from knowledge.store import PASSAGES, WORDINGS


class State(StrEnum):
    """Whether readers search it; whether it can be switched to; or what it lacks for that."""

    LIVE = "live"
    WHOLE = "whole"
    BEHIND = "behind"
    UNFINISHED = "unfinished"


@dataclass(frozen=True, slots=True)
class Listed:
    """A collection with how large it is: `bytes` on the disk, None where a server keeps it."""

    collection: Collection
    state: State
    passages: int
    wordings: int
    bytes: int | None

    def to_json(self) -> dict[str, object]:
        """As `techforce collections list --json` prints it."""
        made_with = self.collection.made_with
        return {
            "name": self.collection.name,
            "state": self.state.value,
            "model": made_with.model,
            "embedder": made_with.embedder,
            "splitter": made_with.splitter,
            "passages": self.passages,
            "wordings": self.wordings,
            "bytes": self.bytes,
            "made_at": self.collection.made_at.isoformat(timespec="seconds"),
        }


def listed(settings: IngestSettings) -> list[Listed]:
    """All collections, the oldest first; raises StoreUnavailable."""
    engines.require_store(settings)
    with opened_database(settings.database) as engine:
        collections, present = Collections(engine), Catalogue(engine).generations()[0]
        live = collections.live()
        return [
            Listed(
                collection=collection,
                state=_state(collection, live, present),
                passages=len(Records(part(PASSAGES, collection.name), engine).groups()),
                wordings=len(Records(part(WORDINGS, collection.name), engine).groups()),
                bytes=size_of(settings, collection.name),
            )
            for collection in collections.all()
        ]


def switch(name: str, settings: IngestSettings) -> None:
    """Make a collection the live one; every reader follows within seconds.

    Raises CollectionRefused where it lacks anything that is served, or is live already; StoreBusy
    while somebody ingests.
    """
    engines.require_store(settings)
    with engines.beside(settings), opened_database(settings.database) as engine:
        collections = Collections(engine)
        if name == collections.live():
            raise CollectionRefused(f"{name} is live already.")
        refuse_unfinished(engine)
        with _split_otherwise(name, collections):
            target = collections.whole(name)
            _refuse_unfitted(target, settings, engine)
        collections.switch(name, Counter(Records(part(PASSAGES, name), engine).groups().values()))


def remove(name: str, settings: IngestSettings) -> None:
    """Delete a collection that is not live. Raises CollectionRefused, and StoreBusy while somebody
    ingests or, where engines are in the data directory, serves."""
    engines.require_store(settings)
    with engines.writing(settings), opened_database(settings.database) as engine:
        collections = Collections(engine)
        if name == collections.live():
            raise CollectionRefused(f"{name} is live: switch to another one first.")
        if collections.get(name) is None:
            collections.whole(name)
        collections.note_whole(name, None)
        remove_parts(settings, name)
        clear_records(engine, name)
        remove_fitted(settings, engine, name)
        collections.forget(name)


def _state(collection: Collection, live: str, present: int) -> State:
    if collection.name == live:
        return State.LIVE
    if collection.generation is None:
        return State.UNFINISHED
    return State.WHOLE if collection.generation == present else State.BEHIND


@contextmanager
def _split_otherwise(name: str, collections: Collections) -> Iterator[None]:
    """What a collection lacks that another version split, this one cannot bring in line."""
    try:
        yield
    except CollectionRefused as error:
        found = collections.get(name)
        if found is None or found.made_with.splitter == SPLITTER:
            raise
        raise CollectionRefused(
            f"{name} was split by another version of this program, and lacks something: that "
            f"version alone brings it in line. With TECHFORCE_EMBEDDING_MODEL="
            f"{found.made_with.model}, `techforce ingest --beside` of this one builds another with "
            f"the same model; `techforce collections remove {name}` deletes what is there."
        ) from error


def _refuse_unfitted(target: Collection, settings: IngestSettings, engine: Engine) -> None:
    """Readers would refuse it: what was fitted must belong to its vectors, its wordings, and the
    examples as they are now."""
    name, fingerprint = target.name, target.made_with.embedder
    with (
        not_live(name),
        closing(open_part(settings, name, PASSAGES, fingerprint)) as passages,
        closing(open_part(settings, name, WORDINGS, fingerprint)) as wordings,
    ):
        asked = list(wordings.passages())
        key = lessons(settings.knowledge_dir, asked, passages.passages()).key(asked, fingerprint)
    try:
        fits = load_fitted(settings, engine, name).key == key
    except StoreUnavailable:
        fits = False
    if not fits:
        raise CollectionRefused(
            f"what was fitted to {name} is missing, or was fitted to other examples: with "
            f"TECHFORCE_EMBEDDING_MODEL={target.made_with.model}, `techforce ingest --beside` "
            "fits it anew."
        )
