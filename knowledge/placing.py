"""Where the parts of a collection are kept, and how they are opened.

On a server, collections stand beside each other by their names. Embedded, each has a folder of its
own: a process may write one while others read another, which Chroma allows for no folder.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from stat import S_ISREG

from sqlalchemy import Engine

from knowledge.collection import Collection, Collections, part
from knowledge.database import opened_database
from knowledge.embedder import Embedder, Progress, open_embedder
from knowledge.errors import ModelUnavailable, StoreDamaged, StoreUnavailable
from knowledge.settings import KnowledgeSettings
from knowledge.store import PASSAGES, WORDINGS, VectorStore, open_store, ours, remove_store
from knowledge.store_client import Place

_FOLDER = re.compile(r"chroma(-[0-9a-f]{8})?")


def place_of(settings: KnowledgeSettings, name: str) -> Place:
    """The folder, or the server, of a collection."""
    place = settings.store
    return place.with_name(part(place.name, name)) if isinstance(place, Path) else place


def open_part(
    settings: KnowledgeSettings, name: str, kind: str, fingerprint: str, *, create: bool = False
) -> VectorStore:
    """The Passages or the wordings of a collection; raises as `open_store` does."""
    return open_store(place_of(settings, name), part(kind, name), fingerprint, create=create)


@contextmanager
def not_live(name: str) -> Iterator[None]:
    """Damage to a collection that readers do not need has a mend that leaves them alone."""
    try:
        yield
    except StoreDamaged as error:
        raise StoreUnavailable(
            f"{error.problem}. {name} is not live: `techforce collections remove {name}` deletes "
            "it, and `techforce ingest --beside` builds it again."
        ) from error


@dataclass(frozen=True, slots=True)
class Served:
    """Which collection is read, and the embedding model that its vectors are of: by its name, and
    by its fingerprint, which is None where an earlier version of the program made it."""

    name: str
    model: str
    embedder: str | None = None


def live(settings: KnowledgeSettings, engine: Engine) -> Served:
    """The live collection. Of one that an earlier version of the program made, the settings alone
    tell the model."""
    collections = Collections(engine)
    name = collections.live()
    found = collections.get(name)
    return _served(found) if found else Served(name, settings.embedding_model)


def served(settings: KnowledgeSettings, engine: Engine) -> Served:
    """The live collection, unless the settings name another one: that must hold all that was
    ingested. Raises CollectionRefused."""
    if not settings.collection:
        return live(settings, engine)
    return _served(Collections(engine).whole(settings.collection))


def _served(found: Collection) -> Served:
    return Served(found.name, found.made_with.model, found.made_with.embedder)


def embedder_of(
    now: Served, settings: KnowledgeSettings, progress: Progress | None = None
) -> Embedder:
    """The embedder of a collection; where its model lies elsewhere on this machine, the one that is
    set, if its vectors are the same. Raises ModelUnavailable."""
    try:
        return open_embedder(now.model, settings.model_path, progress)
    except ModelUnavailable:
        if settings.embedding_model == now.model:
            raise
        other = open_embedder(settings.embedding_model, settings.model_path, progress)
        if other.fingerprint != now.embedder:
            raise  # that the store does not fit the model that is set would name the wrong mend
        return other


def open_passages(settings: KnowledgeSettings) -> tuple[VectorStore, Embedder]:
    """The Passages of the collection that is read, and its embedder; raises as `served`,
    `embedder_of` and `open_store` do."""
    with opened_database(settings.database) as engine:
        now = served(settings, engine)
    embedder = embedder_of(now, settings)
    return open_part(settings, now.name, PASSAGES, embedder.fingerprint), embedder


def remove_parts(settings: KnowledgeSettings, name: str) -> None:
    """Delete the store of one collection, damaged or not."""
    remove_store(place_of(settings, name), {part(PASSAGES, name), part(WORDINGS, name)})


def remove_all(settings: KnowledgeSettings) -> None:
    """Delete the stores of all collections, damaged or not, without asking the database."""
    if not isinstance(settings.store, Path):
        remove_store(settings.store)
    for folder in _folders(settings):
        remove_store(folder)


def any_stored(settings: KnowledgeSettings) -> bool:
    """Whether there is the store of any collection, damaged or not."""
    if isinstance(settings.store, Path):
        return bool(_folders(settings))
    return bool(ours(settings.store))


def size_of(settings: KnowledgeSettings, name: str) -> int | None:
    """How many bytes of disk an embedded collection takes; a server does not tell."""
    place = place_of(settings, name)
    if not isinstance(place, Path):
        return None
    return sum(map(_size, place.rglob("*")))


def _size(path: Path) -> int:
    """Nothing where it is gone: who builds makes and deletes files all the time."""
    try:
        found = path.stat()
    except FileNotFoundError:
        return 0
    return found.st_size if S_ISREG(found.st_mode) else 0


def _folders(settings: KnowledgeSettings) -> list[Path]:
    """Those of all embedded collections."""
    first = settings.store
    if not isinstance(first, Path):
        return []
    found = [first, *first.parent.glob(f"{first.name}-*")]
    return [path for path in found if path.exists() and _FOLDER.fullmatch(path.name)]
