"""One writer or many readers of a data directory, across processes."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from filelock import ReadWriteLock, Timeout

from knowledge.errors import StoreBusy

# The embedded vector store is not safe for a writer beside other processes (DESIGN section 7).
# The operating system frees the lock of a process that was killed.


@contextmanager
def writing(data_dir: Path) -> Iterator[None]:
    """Hold the data directory alone; raises StoreBusy at once where it is in use."""
    with _held(data_dir, write=True):
        yield


@contextmanager
def reading(data_dir: Path) -> Iterator[None]:
    """Share the data directory with other readers; raises StoreBusy while it is written to."""
    with _held(data_dir, write=False):
        yield


@contextmanager
def _held(data_dir: Path, *, write: bool) -> Iterator[None]:
    data_dir.mkdir(parents=True, exist_ok=True)
    lock = ReadWriteLock(str(data_dir / "in-use.lock"), timeout=0, is_singleton=False)
    try:
        if write:
            lock.acquire_write(timeout=0)
        else:
            lock.acquire_read(timeout=0)
    except Timeout as error:
        raise StoreBusy(
            f"{data_dir} is in use by another techforce process (a running `techforce serve`, or "
            "an ingestion). Stop it, wait for it to finish, or set TECHFORCE_DATA_DIR to another "
            "folder."
        ) from error
    try:
        yield
    finally:
        lock.release()
        lock.close()
