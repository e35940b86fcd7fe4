"""One writer or many readers of a data directory, across processes.

The readers of a process share one lock. They lend it to a writer of the same process, which they
share the open store with: a server goes on answering while it ingests.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from threading import Lock

from filelock import ReadWriteLock, Timeout

from knowledge.errors import StoreBusy

# The embedded vector store is not safe for a writer beside other processes (DESIGN section 7).
# The operating system frees the lock of a process that was killed.
_FILE = "in-use.lock"
_FOR_EVER = -1.0


@dataclass(slots=True)
class _Use:
    """What this process does with one data directory."""

    readers: int = 0
    writing: bool = False
    shared: ReadWriteLock | None = None
    """The lock of all readers, None while it is lent to a writer."""


_uses: dict[Path, _Use] = {}  # a lock of the operating system is held by the whole process
_changing = Lock()


@contextmanager
def writing(data_dir: Path) -> Iterator[None]:
    """Hold the data directory alone, beside readers of this process; raises StoreBusy at once
    where another process uses it, or this one writes to it."""
    data_dir = _made(data_dir)
    use = _begin_writing(data_dir)
    try:
        lock = _acquired(data_dir, write=True)
        try:
            yield
        finally:
            lock.close()
    finally:
        _end_writing(data_dir, use)


@contextmanager
def reading(data_dir: Path) -> Iterator[None]:
    """Share the data directory with other readers; raises StoreBusy while it is written to."""
    data_dir = _made(data_dir)
    use = _begin_reading(data_dir)
    try:
        yield
    finally:
        with _changing:
            use.readers -= 1
            if not use.readers and use.shared:
                use.shared.close()
                use.shared = None


def _begin_reading(data_dir: Path) -> _Use:
    with _changing:
        use = _uses.setdefault(data_dir, _Use())
        if use.writing:
            raise _busy(data_dir)
        if not use.readers:
            use.shared = _acquired(data_dir, write=False)
        use.readers += 1
        return use


def _begin_writing(data_dir: Path) -> _Use:
    with _changing:
        use = _uses.setdefault(data_dir, _Use())
        if use.writing:
            raise _busy(data_dir)
        use.writing = True
        if use.shared:
            use.shared.close()
            use.shared = None
        return use


def _end_writing(data_dir: Path, use: _Use) -> None:
    """Give the readers their lock again; in between another process may have begun to write."""
    shared = None
    try:
        shared = _acquired(data_dir, write=False, timeout=_FOR_EVER) if use.readers else None
    finally:
        with _changing:
            use.writing = False
            if use.readers:
                use.shared = shared
            elif shared:  # the last reader has left meanwhile
                shared.close()


def _acquired(data_dir: Path, *, write: bool, timeout: float = 0.0) -> ReadWriteLock:
    lock = ReadWriteLock(str(data_dir / _FILE), timeout=timeout, is_singleton=False)
    try:
        if write:
            lock.acquire_write(timeout=timeout)
        else:
            lock.acquire_read(timeout=timeout)
    except Timeout as error:
        lock.close()
        raise _busy(data_dir) from error
    return lock


def _made(data_dir: Path) -> Path:
    data_dir.mkdir(parents=True, exist_ok=True)
    return data_dir.resolve()


def _busy(data_dir: Path) -> StoreBusy:
    return StoreBusy(
        f"{data_dir} is in use by another techforce process (a running `techforce serve`, or "
        "an ingestion). Stop it, wait for it to finish, or set TECHFORCE_DATA_DIR to another "
        "folder."
    )
