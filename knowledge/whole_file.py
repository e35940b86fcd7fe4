"""Files that are written whole or not at all, and what tells whether one still is."""

from __future__ import annotations

import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO

UNFINISHED = ".part"
"""Ends the name of what is just being written."""


@dataclass(frozen=True, slots=True)
class FileRecord:
    """Size and SHA-256 of what a file holds."""

    bytes: int
    sha256: str


@contextmanager
def written_whole(path: Path, mode: int = 0o666) -> Iterator[IO[bytes]]:
    """A file that appears at the path, in place of what was there, when the block has ended well
    and the disk has its bytes; otherwise nothing is left of it.

    `mode` is less what the process's umask takes away. Raises OSError.
    """
    # A name of its own: the same file may be written twice at a time.
    unfinished = path.with_name(f".{path.name}.{secrets.token_hex(4)}{UNFINISHED}")
    try:
        descriptor = os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode)
        with os.fdopen(descriptor, "wb") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        unfinished.replace(path)
    finally:
        unfinished.unlink(missing_ok=True)
