"""Clients of Chroma: the engine embedded over a folder, or a server at a URL.

Chroma takes half a second to import: where it is needed, and not before.
"""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias, cast
from urllib.parse import urlsplit
from warnings import catch_warnings, simplefilter

from knowledge.errors import StoreDamaged, StoreUnavailable

if TYPE_CHECKING:
    import httpx
    from chromadb.api.client import Client
    from chromadb.api.models.Collection import Collection

Place: TypeAlias = Path | str
"""The folder of an embedded store, or the URL of a Chroma server."""

REPAIR = "`techforce ingest --rebuild` makes a new store from the documents."
_CHECK = "Check TECHFORCE_CHROMA_URL, and that the server runs."
_ALIVE = "/api/v2/heartbeat"
_PORTS = {"http": 80, "https": 443}
_READING_S, _WRITING_S = 10.0, 300.0
_SEARCHED = 200  # 2 of 171 questions lose one of 50 neighbours by 100, Chroma's own choice


def preload() -> None:
    """Import Chroma now, beside what else is loaded."""
    import chromadb  # noqa: F401


def open_client(place: Place, *, writes: bool) -> Client:
    """A client of the store at a place; raises StoreUnavailable where it is damaged or away.

    One that `writes` waits longer for a server: nobody waits for its answer.
    """
    import chromadb
    import httpx
    from chromadb.config import Settings

    settings = Settings(anonymized_telemetry=False)
    if isinstance(place, Path):
        _check_file(place / "chroma.sqlite3")
        with translated(place):
            return cast("Client", chromadb.PersistentClient(str(place), settings))
    parts = urlsplit(place)
    port = parts.port or _PORTS[parts.scheme]
    with translated(place):
        # Chroma's client waits for ever for a server that hangs, and has no setting for it.
        httpx.get(f"{place.rstrip('/')}{_ALIVE}", timeout=_READING_S).raise_for_status()
        made = chromadb.HttpClient(
            parts.hostname or "", port, ssl=parts.scheme == "https", settings=settings
        )
    client = cast("Client", made)
    for session in _sessions(client):
        session.timeout = httpx.Timeout(_WRITING_S if writes else _READING_S, connect=5.0)
    return client


def close_client(client: Client) -> None:
    """Let go of the files, or of the connections, which Chroma leaves open."""
    client.close()
    for session in _sessions(client):
        session.close()


def open_collection(
    client: Client, name: str, metadata: dict[str, Any] | None
) -> Collection | None:
    """The collection; where there is none, a new one with that metadata, or None."""
    from chromadb.errors import NotFoundError

    try:
        return client.get_collection(name, embedding_function=None)
    except NotFoundError:
        if metadata is None:
            return None
        return client.create_collection(
            name,
            metadata=metadata,
            embedding_function=None,
            configuration={"hnsw": {"space": "cosine", "ef_search": _SEARCHED}},
        )


def search_widely(collection: Collection) -> None:
    """Search a collection that an older program made as one that is made now."""
    index = collection.configuration_json.get("hnsw")
    if index and index["ef_search"] != _SEARCHED:
        with catch_warnings():
            simplefilter("ignore", DeprecationWarning)  # Chroma's, about what it stored itself
            collection.modify(configuration={"hnsw": {"ef_search": _SEARCHED}})


@contextmanager
def translated(place: Place) -> Iterator[None]:
    """What goes wrong at a place becomes StoreUnavailable, with its mend."""
    import httpx
    from chromadb.errors import ChromaError

    try:
        yield
    except (ChromaError, sqlite3.Error, httpx.HTTPError, OSError, RuntimeError) as error:
        raise _failed(place, f"the vector store failed: {error}") from error
    except BaseException as error:
        # A panic inside Chroma's engine derives from BaseException and has no importable name.
        if not re.search("Panic", type(error).__name__):
            raise
        raise _failed(place, f"the vector store is damaged: {error}") from error


def _failed(place: Place, problem: str) -> StoreUnavailable:
    if isinstance(place, Path):
        return StoreDamaged(problem, REPAIR)
    return StoreUnavailable(f"{problem}. {_CHECK}")


def _sessions(client: Client) -> list[httpx.Client]:
    """What the client of a server sends its requests with; nothing where the engine is embedded."""
    owners = (cast(Any, client)._server, cast(Any, client)._admin_client._server)
    return [owner._session for owner in owners if hasattr(owner, "_session")]


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
        raise StoreDamaged(f"the store {path} is damaged: {error}", REPAIR) from error
    if verdict != ("ok",):
        raise StoreDamaged(f"the store {path} is damaged: {verdict}", REPAIR)
