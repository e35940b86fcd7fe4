"""Passages by nearness in meaning: with `store_client.py`, the only file that knows Chroma.

Chroma returns distances; here they become cosine similarities.
"""

from __future__ import annotations

import re
import shutil
import weakref
from collections.abc import Callable, Iterator, Sequence, Set
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import numpy as np

from knowledge.document import Passage
from knowledge.embedder import Vectors
from knowledge.errors import StoreMismatch, StoreUnavailable
from knowledge.store_client import (
    REPAIR,
    Place,
    close_client,
    open_client,
    open_collection,
    search_widely,
    translated,
)
from knowledge.store_rows import to_metadata, to_passages

if TYPE_CHECKING:
    from chromadb.api.client import Client
    from chromadb.api.models.Collection import Collection

FORMAT = 1
PASSAGES = "passages"
WORDINGS = "wordings"
UNSEEN = ".restoring"
"""Ends the name of a server's collection that is not whole yet."""
_OURS = re.compile(rf"({PASSAGES}|{WORDINGS})(-[0-9a-f]{{8}})?({re.escape(UNSEEN)})?")
_PAGE = 1000
T = TypeVar("T")


class VectorStore:
    """One collection of Passages with their vectors; made with open_store."""

    def __init__(
        self, place: Place, client: Client, collection: Collection, fingerprint: str
    ) -> None:
        self._place = place
        self._client = client
        self._collection = collection
        self._fingerprint = fingerprint
        # A turn that has begun goes on with the store it began with, whatever is opened since.
        self._closing = weakref.finalize(self, close_client, client)
        self._closing.atexit = False

    def close(self) -> None:
        """Let go of the files or connections, as when nobody has the store any more; it may not be
        used afterwards."""
        self._closing()

    def count(self) -> int:
        """How many Passages are stored."""
        return self._do(lambda collection: collection.count())

    def ids(self) -> set[str]:
        """The ids of all Passages."""
        return set(self._do(lambda collection: collection.get(include=[])["ids"]))

    def passages(self) -> Iterator[Passage]:
        """All Passages, read page by page."""
        offset = 0
        while True:
            page = self._page(limit=_PAGE, offset=offset)
            yield from page
            if len(page) < _PAGE:
                return
            offset += _PAGE

    def get(self, ids: Sequence[str]) -> dict[str, Passage]:
        """Passages by id; unknown ids are left out."""
        if not ids:
            return {}
        return {passage.id: passage for passage in self._page(ids=list(ids))}

    def vectors(self, ids: Sequence[str]) -> dict[str, Vectors]:
        """Stored vectors by Passage id, each of shape (dimension,)."""
        result: dict[str, Vectors] = {}
        for start in range(0, len(ids), _PAGE):
            page = list(ids[start : start + _PAGE])
            result |= self._do(partial(_vectors, ids=page))
        return result

    def upsert(self, passages: Sequence[Passage], vectors: Vectors) -> None:
        """Write Passages; the same id is replaced."""
        if not passages:
            return
        self._do(
            lambda collection: collection.upsert(
                ids=[p.id for p in passages],
                embeddings=vectors,
                documents=[p.text for p in passages],
                metadatas=[to_metadata(p) for p in passages],
            )
        )

    def move(self, passages: Sequence[Passage]) -> None:
        """Write the offsets of Passages that are stored already; vectors stay."""
        if not passages:
            return
        self._do(
            lambda collection: collection.update(
                ids=[p.id for p in passages], metadatas=[to_metadata(p) for p in passages]
            )
        )

    def delete(self, ids: Sequence[str]) -> None:
        """Remove Passages; unknown ids are passed over."""
        for start in range(0, len(ids), _PAGE):
            page = list(ids[start : start + _PAGE])
            self._do(partial(_delete, ids=page))

    def rename(self, name: str) -> None:
        """Be found under another name, from one moment to the next."""
        self._do(lambda collection: collection.modify(name=name))

    def nearest(self, vector: Vectors, limit: int) -> list[tuple[Passage, float]]:
        """The Passages nearest to a unit vector with their cosine similarity, best first."""
        found = self._do(
            lambda collection: collection.query(
                query_embeddings=vector[None, :],
                n_results=limit,
                include=["documents", "metadatas", "distances"],
            )
        )
        assert found["documents"] and found["metadatas"] and found["distances"]
        passages = to_passages(found["ids"][0], found["documents"][0], found["metadatas"][0])
        # A server tells fewer digits of them, which are the same number in this precision alone.
        distances = np.asarray(found["distances"][0], dtype=np.float32).tolist()
        return [(p, 1.0 - d) for p, d in zip(passages, distances, strict=True)]

    def _page(self, **which: Any) -> list[Passage]:
        found = self._do(lambda c: c.get(**which, include=["documents", "metadatas"]))
        return to_passages(found["ids"], found["documents"], found["metadatas"])

    def _do(self, work: Callable[[Collection], T]) -> T:
        """What the work returns; done once more where another process made the collection anew."""
        from chromadb.errors import NotFoundError

        with translated(self._place):
            try:
                return work(self._collection)
            except NotFoundError:
                found = self._client.get_collection(self._collection.name, embedding_function=None)
                _check_metadata(found.metadata or {}, self._fingerprint)
                self._collection = found
                return work(found)


def open_store(place: Place, name: str, fingerprint: str, *, create: bool = False) -> VectorStore:
    """The collection `name` of the store at a place: embedded in a folder, or on a server.

    Raises StoreUnavailable where it is missing (and not `create`), damaged or away, StoreMismatch
    where another embedder or a newer version wrote it.
    """
    client = open_client(place, writes=create)
    try:
        metadata = {"embedder": fingerprint, "format": FORMAT} if create else None
        with translated(place):
            collection = open_collection(client, name, metadata)
        if collection is None:
            held = place.parent if isinstance(place, Path) else place
            raise StoreUnavailable(
                f"nothing has been ingested into {held}: run `techforce ingest`."
            )
        _check_metadata(collection.metadata or {}, fingerprint)
        if create:
            with translated(place):
                search_widely(collection)
    except (StoreUnavailable, StoreMismatch):
        close_client(client)
        raise
    return VectorStore(place, client, collection, fingerprint)


def remove_store(place: Place, names: Set[str] | None = None) -> None:
    """Delete the embedded store's files, damaged or not; of a server, the collections of these
    names, or all that are ours, also those that a restoration has not finished."""
    if isinstance(place, Path):
        if place.exists():
            shutil.rmtree(place)
        return
    with _server(place, writes=True) as client:
        for name in _ours(client) if names is None else _ours(client) & names:
            client.delete_collection(name)


def ours(url: str) -> set[str]:
    """The names of our collections on a server."""
    with _server(url, writes=False) as client:
        return _ours(client)


@contextmanager
def _server(url: str, *, writes: bool) -> Iterator[Client]:
    client = open_client(url, writes=writes)
    try:
        with translated(url):
            yield client
    finally:
        close_client(client)


def _ours(client: Client) -> set[str]:
    present = {collection.name for collection in client.list_collections()}
    return set(filter(_OURS.fullmatch, present))


def _check_metadata(metadata: dict[str, Any], fingerprint: str) -> None:
    if int(metadata.get("format", 0)) > FORMAT:
        raise StoreMismatch(
            f"the store was written by a newer version of this program. Update it, or {REPAIR}"
        )
    if metadata.get("embedder") != fingerprint:
        raise StoreMismatch(
            f"the store was built with the embedding model {metadata.get('embedder')!r}, and the "
            f"one set is {fingerprint!r}. Set TECHFORCE_EMBEDDING_MODEL back; or build a "
            f"collection beside it with `techforce ingest --beside`, which serves on; or {REPAIR}"
        )


def _delete(collection: Collection, ids: list[str]) -> None:
    collection.delete(ids=ids)


def _vectors(collection: Collection, ids: list[str]) -> dict[str, Vectors]:
    found = collection.get(ids=ids, include=["embeddings"])
    embeddings = found["embeddings"]
    assert embeddings is not None
    rows = zip(found["ids"], embeddings, strict=True)
    return {i: np.asarray(v, dtype=np.float32) for i, v in rows}
