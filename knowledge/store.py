"""Passages by nearness in meaning: the only file that knows Chroma.

Chroma returns distances; here they become cosine similarities.
"""

from __future__ import annotations

import json
import re
import shutil
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any, cast

import chromadb
import numpy as np
from chromadb.api.client import Client
from chromadb.api.models.Collection import Collection
from chromadb.config import Settings
from chromadb.errors import ChromaError, NotFoundError

from knowledge.document import Passage
from knowledge.embedder import Vectors
from knowledge.errors import StoreMismatch, StoreUnavailable

FORMAT = 1
PASSAGES = "passages"
WORDINGS = "wordings"
_PAGE = 1000
_REPAIR = "`techforce ingest --rebuild` makes a new store from the documents."


class VectorStore:
    """One collection of Passages with their vectors; made with open_store."""

    def __init__(self, collection: Collection, client: Client) -> None:
        self._collection = collection
        self._client = client

    def close(self) -> None:
        """Let go of the files; the store may not be used afterwards."""
        self._client.close()

    def count(self) -> int:
        """How many Passages are stored."""
        with _translated():
            return self._collection.count()

    def ids(self) -> set[str]:
        """The ids of all Passages."""
        with _translated():
            return set(self._collection.get(include=[])["ids"])

    def passages(self) -> Iterator[Passage]:
        """All Passages, read page by page."""
        offset = 0
        while True:
            with _translated():
                page = self._collection.get(
                    limit=_PAGE, offset=offset, include=["documents", "metadatas"]
                )
            yield from _to_passages(page["ids"], page["documents"], page["metadatas"])
            if len(page["ids"]) < _PAGE:
                return
            offset += _PAGE

    def get(self, ids: Sequence[str]) -> dict[str, Passage]:
        """Passages by id; unknown ids are left out."""
        if not ids:
            return {}
        with _translated():
            found = self._collection.get(ids=list(ids), include=["documents", "metadatas"])
        return {p.id: p for p in _to_passages(found["ids"], found["documents"], found["metadatas"])}

    def vectors(self, ids: Sequence[str]) -> dict[str, Vectors]:
        """Stored vectors by Passage id, each of shape (dimension,)."""
        result: dict[str, Vectors] = {}
        for start in range(0, len(ids), _PAGE):
            with _translated():
                page = list(ids[start : start + _PAGE])
                found = self._collection.get(ids=page, include=["embeddings"])
            embeddings = found["embeddings"]
            assert embeddings is not None
            rows = zip(found["ids"], embeddings, strict=True)
            result |= {i: np.asarray(v, dtype=np.float32) for i, v in rows}
        return result

    def upsert(self, passages: Sequence[Passage], vectors: Vectors) -> None:
        """Write Passages; the same id is replaced."""
        if not passages:
            return
        with _translated():
            self._collection.upsert(
                ids=[p.id for p in passages],
                embeddings=vectors,
                documents=[p.text for p in passages],
                metadatas=[_to_metadata(p) for p in passages],
            )

    def move(self, passages: Sequence[Passage]) -> None:
        """Write the offsets of Passages that are stored already; vectors stay."""
        if not passages:
            return
        with _translated():
            self._collection.update(
                ids=[p.id for p in passages], metadatas=[_to_metadata(p) for p in passages]
            )

    def delete(self, ids: Sequence[str]) -> None:
        """Remove Passages; unknown ids are passed over."""
        for start in range(0, len(ids), _PAGE):
            with _translated():
                self._collection.delete(ids=list(ids[start : start + _PAGE]))

    def nearest(self, vector: Vectors, limit: int) -> list[tuple[Passage, float]]:
        """The Passages nearest to a unit vector with their cosine similarity, best first."""
        with _translated():
            found = self._collection.query(
                query_embeddings=vector[None, :],
                n_results=limit,
                include=["documents", "metadatas", "distances"],
            )
        assert found["documents"] and found["metadatas"] and found["distances"]
        passages = _to_passages(found["ids"][0], found["documents"][0], found["metadatas"][0])
        return [(p, 1.0 - d) for p, d in zip(passages, found["distances"][0], strict=True)]


def open_store(folder: Path, name: str, fingerprint: str, *, create: bool = False) -> VectorStore:
    """The collection `name` of the embedded store in `folder`.

    Raises StoreUnavailable where it is missing (and not `create`) or damaged, StoreMismatch where
    another embedder or a newer version wrote it.
    """
    _check_file(folder / "chroma.sqlite3")
    with _translated():
        settings = Settings(anonymized_telemetry=False)
        client = cast(Client, chromadb.PersistentClient(str(folder), settings))
    try:
        collection = _open_collection(client, name, fingerprint if create else None)
        if collection is None:
            raise StoreUnavailable(
                f"nothing has been ingested into {folder.parent}: run `techforce ingest`."
            )
        _check_metadata(collection.metadata or {}, fingerprint)
    except (StoreUnavailable, StoreMismatch):
        client.close()
        raise
    return VectorStore(collection, client)


def remove_store(folder: Path) -> None:
    """Delete the embedded store's files, damaged or not."""
    if folder.exists():
        shutil.rmtree(folder)


def _open_collection(client: Client, name: str, create_for: str | None) -> Collection | None:
    """The collection; where there is none, a new one for that embedder, or None."""
    with _translated():
        try:
            return client.get_collection(name, embedding_function=None)
        except NotFoundError:
            if create_for is None:
                return None
            return client.create_collection(
                name,
                metadata={"embedder": create_for, "format": FORMAT},
                embedding_function=None,
                configuration={"hnsw": {"space": "cosine"}},
            )


def _check_metadata(metadata: dict[str, Any], fingerprint: str) -> None:
    if int(metadata.get("format", 0)) > FORMAT:
        raise StoreMismatch(
            f"the store was written by a newer version of this program. Update it, or {_REPAIR}"
        )
    if metadata.get("embedder") != fingerprint:
        raise StoreMismatch(
            f"the store was built with the embedding model {metadata.get('embedder')!r}, and the "
            f"one set is {fingerprint!r}. Set TECHFORCE_EMBEDDING_MODEL back, or {_REPAIR}"
        )


def _check_file(path: Path) -> None:
    """Chroma ends the process on some damaged files: ask SQLite first.

    Opened for writing, so that SQLite takes back what a killed process left half written.
    """
    if not path.exists():
        return
    try:
        with closing(sqlite3.connect(f"file:{path}?mode=rw", uri=True)) as connection:
            verdict = connection.execute("PRAGMA quick_check(1)").fetchone()
    except sqlite3.DatabaseError as error:
        raise StoreUnavailable(f"the store {path} is damaged: {error}. {_REPAIR}") from error
    if verdict != ("ok",):
        raise StoreUnavailable(f"the store {path} is damaged: {verdict}. {_REPAIR}")


@contextmanager
def _translated() -> Iterator[None]:
    try:
        yield
    except (ChromaError, sqlite3.Error, OSError, RuntimeError) as error:
        raise StoreUnavailable(f"the vector store failed: {error}. {_REPAIR}") from error
    except BaseException as error:
        # A panic inside Chroma's engine derives from BaseException and has no importable name.
        if not re.search("Panic", type(error).__name__):
            raise
        raise StoreUnavailable(f"the vector store is damaged: {error}. {_REPAIR}") from error


def _to_metadata(passage: Passage) -> dict[str, str | int]:
    return {
        "source_id": passage.source_id,
        "heading": json.dumps(passage.heading, ensure_ascii=False),
        "start": passage.start,
        "end": passage.end,
        "language": passage.language,
    }


def _to_passages(ids: Sequence[str], texts: Any, metadatas: Any) -> list[Passage]:
    return [
        Passage(
            id=i,
            source_id=m["source_id"],
            heading=tuple(json.loads(m["heading"])),
            text=text,
            start=m["start"],
            end=m["end"],
            language=m["language"],
        )
        for i, text, m in zip(ids, texts or [], metadatas or [], strict=True)
    ]
