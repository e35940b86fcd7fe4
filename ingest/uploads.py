"""Files that were sent to the server, kept below the data directory under safe names."""

from __future__ import annotations

import hashlib
from pathlib import Path, PureWindowsPath

from ingest.describe import slug
from ingest.errors import Unreadable
from ingest.find import SUFFIXES

FOLDER = "uploads"
_PUBLISHER = "uploaded"  # the folder that a file lies in is told as its publisher


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
    path = data_dir.resolve() / FOLDER / digest / _PUBLISHER / f"{safe}{suffix}"
    path.parent.mkdir(parents=True, exist_ok=True)
    unfinished = path.with_suffix(".part")
    unfinished.write_bytes(data)
    unfinished.replace(path)
    return path
