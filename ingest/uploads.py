"""Files that were sent to the server, kept below the data directory under safe names."""

from __future__ import annotations

import hashlib
import re
from pathlib import Path, PureWindowsPath

from ingest.describe import slug
from ingest.errors import Unreadable
from ingest.find import SUFFIXES

FOLDER = "uploads"
_KEY = re.compile(r"[0-9a-f]{12}/[a-z0-9._-]{1,120}", re.ASCII)
UNTOLD_PUBLISHER = "uploaded"
"""Publisher of a file that names none: the folder that it lies in."""


def keep(data_dir: Path, name: str, data: bytes, max_bytes: int) -> Path:
    """Store a file and return where; the same name and content is the same file.

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
    unfinished = path.with_suffix(".part")
    unfinished.write_bytes(data)
    unfinished.replace(path)
    return path


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
