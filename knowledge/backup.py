"""Everything that is kept, in one file: while the server runs, as of one moment.

That is the database, and the Passages and wordings of the live collection with their vectors, which
would take long to calculate again (docs/adr/0023-backup.md). What the program makes again by itself
is left out.
"""

from __future__ import annotations

import json
from base64 import b64decode, b64encode
from collections.abc import Iterable, Iterator
from contextlib import closing
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path
from typing import Any

import numpy as np
from sqlalchemy import Connection, Engine, func, select

from knowledge import engines
from knowledge.archive import About, ArchiveWriter, write_archive
from knowledge.catalogue import Catalogue
from knowledge.classifier import packed
from knowledge.database import opened_database
from knowledge.document import Passage
from knowledge.embedder import Progress, Vectors
from knowledge.fitted import load_fitted
from knowledge.migrations import revisions
from knowledge.placing import embedder_of, live, open_part
from knowledge.rows import lines_of, read_tables, snapshot
from knowledge.settings import KnowledgeSettings
from knowledge.store import PASSAGES, WORDINGS, VectorStore
from knowledge.whole_file import UNFINISHED

COLLECTIONS = (PASSAGES, WORDINGS)
TABLES, STORE, FILES = "database/", "store/", "files/"
FITTED = "fitted.npz"
SUFFIX = ".jsonl"
SERVED_TABLES = ("document", "verified_answer", "verified_answer_proof", "state")
"""Nothing can be answered without these."""
_FITTED_TABLE = "fitted"  # where engines are shared; a part of its own tells the same
_PAGE = 500
_BLOCK = 1 << 20


@dataclass(frozen=True, slots=True)
class Scope:
    """What else belongs to a backup: folders in the data directory; and the tables that do not."""

    folders: tuple[str, ...] = ()
    without: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Backup:
    """What was backed up, and how many bytes that is unpacked."""

    about: About
    bytes: int


def back_up(
    path: Path,
    settings: KnowledgeSettings,
    scope: Scope,
    program: str,
    progress: Progress,
    *,
    force: bool = False,
) -> Backup:
    """Write everything to a file, which appears whole or not at all.

    Visitors are answered meanwhile, and nobody ingests or switches to another collection. Raises
    InvalidBackup, StoreBusy, StoreUnavailable, StoreMismatch and ModelUnavailable.
    """
    engines.require_store(settings)
    with engines.beside(settings), write_archive(path, force=force) as archive:
        with opened_database(settings.database) as engine:
            now = live(settings, engine)
            fingerprint = embedder_of(now, settings, progress).fingerprint
            about = _about(engine, program, fingerprint)
            with archive.part(FITTED) as part:
                part.write(packed(load_fitted(settings, engine, now.name)))
            with snapshot(engine) as connection:
                _write_tables(archive, connection, scope.without | {_FITTED_TABLE}, progress)
        for name in COLLECTIONS:
            with closing(open_part(settings, now.name, name, fingerprint)) as store:
                _write_collection(archive, name, store, progress)
        _write_files(archive, settings.data_dir, scope.folders)
        return Backup(about, archive.finish(about))


def to_passage(line: bytes) -> tuple[Passage, Vectors]:
    """A Passage with its vector, as `_to_line` wrote them."""
    told: dict[str, Any] = json.loads(line)
    vector = np.frombuffer(b64decode(told.pop("vector")), dtype="<f4")
    return Passage(**told | {"heading": tuple(told["heading"])}), vector


def _to_line(passage: Passage, vector: Vectors) -> bytes:
    told = asdict(passage) | {"vector": b64encode(vector.astype("<f4").tobytes()).decode()}
    return json.dumps(told, ensure_ascii=True).encode() + b"\n"


def _about(engine: Engine, program: str, embedder: str) -> About:
    return About(
        program=program,
        made_at=datetime.now(UTC).isoformat(timespec="seconds"),
        revision=revisions()[-1],
        generations=Catalogue(engine).generations(),
        embedder=embedder,
    )


def _write_tables(
    archive: ArchiveWriter, connection: Connection, without: frozenset[str], progress: Progress
) -> None:
    tables = [table for table in read_tables(connection) if table.name not in without]
    total = sum(connection.scalar(select(func.count()).select_from(t)) or 0 for t in tables)
    done = 0
    for table in tables:
        with archive.part(f"{TABLES}{table.name}{SUFFIX}") as part:
            for line in lines_of(connection, table):
                part.write(line)
                done += 1
                progress("database", min(1.0, done / max(1, total)))


def _write_collection(
    archive: ArchiveWriter, name: str, store: VectorStore, progress: Progress
) -> None:
    total, done = store.count(), 0
    with archive.part(f"{STORE}{name}{SUFFIX}") as part:
        for page in _pages(store.passages()):
            vectors = store.vectors([passage.id for passage in page])
            for passage in page:
                part.write(_to_line(passage, vectors[passage.id]))
            done += len(page)
            progress(name, done / total)


def _write_files(archive: ArchiveWriter, data_dir: Path, folders: Iterable[str]) -> None:
    for folder in folders:
        for path in sorted((data_dir / folder).rglob("*")):
            if path.is_file() and path.suffix != UNFINISHED:
                inside = path.relative_to(data_dir).as_posix()
                with path.open("rb") as file, archive.part(f"{FILES}{inside}") as part:
                    while block := file.read(_BLOCK):
                        part.write(block)


def _pages(passages: Iterator[Passage]) -> Iterator[list[Passage]]:
    while page := list(islice(passages, _PAGE)):
        yield page
