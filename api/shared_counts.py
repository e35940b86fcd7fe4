"""The counts of several workers as one, in files that each of them maps into its memory.

A worker that is begun anew counts on where the one before it ended, so that nothing counted is
lost and no file is left over: places are numbered, and one is free once its process has ended.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from itertools import count
from pathlib import Path
from shutil import rmtree
from tempfile import gettempdir
from uuid import uuid4

from filelock import FileLock, Timeout
from prometheus_client import values
from prometheus_client.metrics_core import Metric
from prometheus_client.multiprocess import MultiProcessCollector
from prometheus_client.registry import Collector

_MEMORY = Path("/dev/shm")  # noqa: S108  a name of its own is made below it
_PREFIX = "techforce-counts-"
_LOCK = ".place"


@contextmanager
def shared_folder() -> Iterator[Path]:
    """A folder for the counts of workers, while they run.

    In memory where the system has a folder for that: a process that maps a file dies where the
    disk is full. Raises OSError where nothing can be written.
    """
    place = _MEMORY if os.access(_MEMORY, os.W_OK) else Path(gettempdir())
    _remove_left(place)
    folder = place / f"{_PREFIX}{uuid4().hex}"
    with FileLock(held := _held_by(folder)):  # before the folder is there, which is never without
        folder.mkdir(mode=0o700)
        try:
            yield folder
        finally:
            rmtree(folder, ignore_errors=True)
            held.unlink(missing_ok=True)


def _held_by(folder: Path) -> Path:
    """What the server that made a folder holds a lock of."""
    return folder.with_suffix(".lock")


def _remove_left(place: Path) -> None:
    """Delete the folders of servers that were killed, once none of their workers runs."""
    for folder in place.glob(f"{_PREFIX}*/"):
        held = _held_by(folder)
        with suppress(OSError):  # of another user
            if held.exists() and not any(map(_locked, [held, *folder.glob(f"*{_LOCK}")])):
                rmtree(folder)
                held.unlink()


def _locked(path: Path) -> bool:
    lock = FileLock(path)
    try:
        with lock.acquire(timeout=0):
            return False
    except Timeout:
        return True


class SharedCounts(Collector):
    """One worker's place among those that count into a folder.

    Made once in a process, before its Metrics: what they count goes there from then on.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._lock, place = _free_place(folder)
        # Set, not read: prometheus_client takes no folder in another way.
        os.environ["PROMETHEUS_MULTIPROC_DIR"] = str(folder)  # noqa: TID251
        values.ValueClass = values.MultiProcessValue(lambda: place)  # type: ignore[no-untyped-call]

    def collect(self) -> Iterable[Metric]:
        """What all workers counted, and of how they are now, what those say that run."""
        ended = {place for place in self._places() if self._has_ended(place)}
        files = [
            str(path)
            for path in self._folder.glob("*.db")
            if not (path.name.startswith("gauge_") and path.stem.rpartition("_")[2] in ended)
        ]
        merged: Iterable[Metric] = MultiProcessCollector.merge(files)  # type: ignore[no-untyped-call]
        return merged

    def _places(self) -> Iterator[str]:
        return (path.stem for path in self._folder.glob(f"*{_LOCK}"))

    def _has_ended(self, place: str) -> bool:
        return not _locked(self._folder / f"{place}{_LOCK}")


def _free_place(folder: Path) -> tuple[FileLock, int]:
    """The first place without a process, and the lock that holds it until this one ends."""
    for place in count():
        lock = FileLock(folder / f"{place}{_LOCK}")
        try:
            lock.acquire(timeout=0)
        except Timeout:
            continue
        return lock, place
    raise AssertionError("there is always one more")
