"""Files that were sent to the server, kept below the data directory under safe names."""

from __future__ import annotations

import hashlib
import re
from datetime import datetime
from pathlib import Path, PureWindowsPath

from ingest.describe import slug
from ingest.errors import Unreadable
from ingest.find import SUFFIXES
from knowledge.whole_file import written_whole

FOLDER = "uploads"
_WAITING = ".waiting"
"""Ends the name of a mark beside a file that nobody has ingested yet."""
_KEY = re.compile(r"[0-9a-f]{12}/[a-z0-9._-]{1,120}", re.ASCII)
UNTOLD_PUBLISHER = "uploaded"
"""Publisher of a file that names none: the folder that it lies in."""


def keep(data_dir: Path, name: str, data: bytes, max_bytes: int) -> Path:
    """Store a file and return where; the same name and content is the same file. One that was not
    there before waits until it is `admit`ted.

    Raises Unreadable for a format that is not ingested, and for a file that is empty or too large.
    """
    given = PureWindowsPath(name).name  # some browsers send the whole path
    suffix = Path(given).suffix.lower()
    if suffix not in SUFFIXES:
        known = " ".join(sorted(SUFFIXES))
        raise Unreadable(f"{given or 'a file without a name'}: not one of {known}")
    if not data.strip():
        raise Unreadable(f"{given}: is empty")
    if len(data) > max_bytes:
        raise Unreadable(f"{given}: larger than {max_bytes / 1_000_000:g} MB")
    safe = slug(Path(given).stem) or "document"
    digest = hashlib.sha256(safe.encode() + b"\0" + data).hexdigest()[:12]
    path = data_dir.resolve() / FOLDER / digest / UNTOLD_PUBLISHER / f"{safe}{suffix}"
    path.parent.mkdir(parents=True, exist_ok=True)
    if not path.exists() or _mark(path).exists():
        _mark(path).touch()  # before the file: none is left without one
    with written_whole(path) as file:
        file.write(data)
    return path


def admit(path: Path) -> None:
    """Keep a file for good: it is ingested."""
    _mark(path).unlink(missing_ok=True)


def drop(path: Path) -> None:
    """Remove a file that waits; one that was admitted stays."""
    try:
        _mark(path).unlink()
    except FileNotFoundError:
        return  # admitted, or dropped by another process
    path.unlink(missing_ok=True)


def drop_waiting(data_dir: Path, before: datetime) -> int:
    """Remove the files that have waited since before then; how many."""
    marks = (data_dir.resolve() / FOLDER).glob(f"*/{UNTOLD_PUBLISHER}/.*{_WAITING}")
    old = [mark for mark in marks if mark.stat().st_mtime < before.timestamp()]
    for mark in old:
        drop(mark.with_name(mark.name[1:].removesuffix(_WAITING)))
    return len(old)


def kept(data_dir: Path, key: str) -> Path:
    """The file that `key_of` tells; raises Unreadable where there is none."""
    digest, _, name = key.partition("/")
    path = data_dir.resolve() / FOLDER / digest / UNTOLD_PUBLISHER / name
    if not _KEY.fullmatch(key) or not path.is_file():
        raise Unreadable("no such file was sent, or it was removed")
    return path


def key_of(path: Path) -> str:
    """What a kept file is called by people: its digest and its name."""
    return f"{path.parent.parent.name}/{path.name}"


def is_kept(data_dir: Path, origin: str) -> bool:
    """Whether a Document came from a file that was sent, and that holds no other."""
    return Path(origin).is_relative_to(data_dir.resolve() / FOLDER) and Path(origin).is_file()


def _mark(path: Path) -> Path:
    return path.with_name(f".{path.name}{_WAITING}")
