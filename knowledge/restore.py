"""What a backup holds, put back: into an empty place, or in place of what is there.

The store comes last, so that a restoration that was broken off leaves nothing that can be served.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import ExitStack, closing
from io import BytesIO
from itertools import islice
from pathlib import Path

import numpy as np
from sqlalchemy import Engine, select
from sqlalchemy.engine import make_url

from knowledge import engines
from knowledge.archive import Archive, open_archive
from knowledge.backup import (
    COLLECTIONS,
    FILES,
    FITTED,
    SERVED_TABLES,
    STORE,
    SUFFIX,
    TABLES,
    Backup,
    to_passage,
)
from knowledge.classifier import FILE, read
from knowledge.collection import Collections, part
from knowledge.database import opened_database
from knowledge.embedder import Progress
from knowledge.errors import InvalidBackup, StoreUnavailable
from knowledge.fitted import save_fitted
from knowledge.migrations import downgrade, revisions, upgrade
from knowledge.placing import any_stored, place_of, remove_all
from knowledge.rows import fill, go_on_counting, read_tables
from knowledge.settings import KnowledgeSettings
from knowledge.store import UNSEEN, VectorStore, open_store, remove_store

_PAGE = 500
_ASIDE = "chroma.restoring"

Prepare = Callable[[Engine], object]
"""Makes the tables that the revisions do not know."""


def restore(
    path: Path,
    settings: KnowledgeSettings,
    prepare: Prepare,
    progress: Progress,
    *,
    force: bool = False,
) -> Backup:
    """Put back what a backup holds, once all of it was found sound.

    Nobody may serve meanwhile. Raises InvalidBackup, also where there is something already and not
    `force`; StoreBusy and StoreUnavailable.
    """
    with open_archive(path, progress) as archive:
        _refuse_newer(path, archive)
        _refuse_unfit(path, archive, settings)
        try:
            settings.data_dir.mkdir(parents=True, exist_ok=True)
            with engines.writing(settings):
                _make_room(archive, settings, force=force)
                _restore_database(archive, settings, prepare, progress)
                _restore_store(archive, settings, progress)
                _restore_files(archive, settings)
        except OSError as error:
            raise StoreUnavailable(
                f"{settings.data_dir} cannot be written ({error.strerror or error}): check its "
                "permissions and free space, and restore again with --force."
            ) from error
        return Backup(archive.about, archive.size)


def _refuse_newer(path: Path, archive: Archive) -> None:
    about = archive.about
    if about.revision not in revisions():
        raise InvalidBackup(
            f"{path} was written by a newer version of this program ({about.program}, revision "
            f"{about.revision}): update the program."
        )


def _refuse_unfit(path: Path, archive: Archive, settings: KnowledgeSettings) -> None:
    """Before anything is removed: what is put back must be all that is served from."""
    expected = {FITTED, *(f"{STORE}{name}{SUFFIX}" for name in COLLECTIONS)}
    expected |= {f"{TABLES}{name}{SUFFIX}" for name in SERVED_TABLES}
    if missing := sorted(expected.difference(archive.names(""))):
        raise InvalidBackup(f"{path} is no whole backup: it lacks {', '.join(missing)}.")
    for name in archive.names(FILES):
        if not _target(name, settings).is_relative_to(settings.data_dir.resolve()):
            raise InvalidBackup(f"a backup may not hold {name!r}.")


def _target(name: str, settings: KnowledgeSettings) -> Path:
    return (settings.data_dir.resolve() / name.removeprefix(FILES)).resolve()


def _make_room(archive: Archive, settings: KnowledgeSettings, *, force: bool) -> None:
    file = _file_of(settings)
    if not force:
        used = file.exists() if file else _has_rows(settings)
        if used or any_stored(settings):
            raise InvalidBackup(
                f"there is something in {settings.data_dir} or its database already: restore into "
                "an empty folder (TECHFORCE_DATA_DIR), or replace all of it with --force."
            )
    remove_all(settings)
    for path in settings.data_dir.glob(f"{Path(FILE).stem}*{Path(FILE).suffix}"):
        path.unlink()
    for suffix in ("", "-wal", "-shm", "-journal") if file else ():
        Path(f"{file}{suffix}").unlink(missing_ok=True)


def _file_of(settings: KnowledgeSettings) -> Path | None:
    """The file of an SQLite database, which may be damaged."""
    url = make_url(settings.database)
    return Path(url.database) if url.get_backend_name() == "sqlite" and url.database else None


def _has_rows(settings: KnowledgeSettings) -> bool:
    with opened_database(settings.database) as engine, engine.connect() as connection:
        tables = read_tables(connection)
        return any(connection.execute(select(table).limit(1)).first() for table in tables)


def _restore_database(
    archive: Archive, settings: KnowledgeSettings, prepare: Prepare, progress: Progress
) -> None:
    """Make the tables as they were, fill them in one step, and bring them up to date."""
    with opened_database(settings.database) as engine:
        downgrade(engine, "base")
        with engine.begin() as connection:
            for table in reversed(read_tables(connection)):
                table.drop(connection)
        upgrade(engine, archive.about.revision)
        prepare(engine)
        with engine.begin() as connection:
            tables = {table.name: table for table in read_tables(connection)}
            kept = [name for name in archive.names(TABLES) if _table(name) in tables]
            for done, name in enumerate(kept):
                progress("database", done / len(kept))
                fill(connection, tables[_table(name)], archive.lines(name))
            go_on_counting(connection, tables.values())
        upgrade(engine)
        progress("database", 1.0)


def _table(name: str) -> str:
    return name.removeprefix(TABLES).removesuffix(SUFFIX)


def _restore_store(archive: Archive, settings: KnowledgeSettings, progress: Progress) -> None:
    """Write Passages with their vectors, as the collection that was live and now is the only one:
    out of sight until the store is whole."""
    with opened_database(settings.database) as engine:
        live = Collections(engine).live()
        Collections(engine).keep_only(live)
    place, aside = place_of(settings, live), settings.data_dir / _ASIDE
    embedded = isinstance(place, Path)
    if embedded:
        remove_store(aside)
    with ExitStack() as stack:
        stores = {}
        for kind in COLLECTIONS:
            name = part(kind, live)
            where, called = (aside, name) if embedded else (place, f"{name}{UNSEEN}")
            made = open_store(where, called, archive.about.embedder, create=True)
            stores[name] = stack.enter_context(closing(made))
            _fill_store(made, archive, kind, progress)
        for name, store in stores.items() if not embedded else ():
            store.rename(name)  # without the last one nothing is served either
    if isinstance(place, Path):
        aside.rename(place)


def _fill_store(store: VectorStore, archive: Archive, name: str, progress: Progress) -> None:
    written, done = f"{STORE}{name}{SUFFIX}", 0
    lines, total = archive.lines(written), archive.count(written)
    while page := [to_passage(line) for line in islice(lines, _PAGE)]:
        store.upsert([passage for passage, _ in page], np.stack([v for _, v in page]))
        done += len(page)
        progress(name, done / total)


def _restore_files(archive: Archive, settings: KnowledgeSettings) -> None:
    for name in archive.names(FILES):
        archive.copy(name, _target(name, settings))
    fitted = read(BytesIO(archive.content(FITTED)), FITTED)
    with opened_database(settings.database) as engine:
        save_fitted(settings, engine, Collections(engine).live(), fitted)
