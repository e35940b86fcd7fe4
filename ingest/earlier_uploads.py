"""Files that were sent to an earlier version of the program, which kept them in a folder: they are
moved into the database."""

from __future__ import annotations

from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import Engine

from ingest.draft import upload_of
from ingest.uploads import Uploads

FOLDER = "uploads"
_FILES = f"{'[0-9a-f]' * 12}/uploaded/[!.]*"
_WAITING, _REPLACED = ".waiting", ".replaced"
"""End the names of a mark beside a file that nobody has ingested yet, and of a file whose
replacement was cut off."""


def take_in(engine: Engine, data_dir: Path) -> None:
    """Move the files of a data directory into the database; one that cannot be read or deleted is
    left where it is. Raises StoreUnavailable."""
    for path in sorted((data_dir / FOLDER).glob(_FILES)):
        with suppress(OSError):  # or another process was quicker
            _move(path, Uploads(engine))
        for folder in path.parents[:3]:
            with suppress(OSError):  # something is in it still
                folder.rmdir()


def _move(path: Path, uploads: Uploads) -> None:
    mark = path.with_name(f".{path.name}{_WAITING}")
    origin = upload_of(f"{path.parts[-3]}/{path.name.removesuffix(_REPLACED)}")
    sent_at = datetime.fromtimestamp(path.stat().st_mtime, UTC)
    uploads.put(origin, path.read_bytes(), waiting=mark.exists(), sent_at=sent_at)
    path.unlink()
    mark.unlink(missing_ok=True)
