"""Work that would block the event loop, in a few threads with a bounded queue."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextvars import copy_context
from dataclasses import dataclass
from threading import BoundedSemaphore, Lock
from typing import TypeVar

T = TypeVar("T")


class Busy(Exception):
    """All threads work and the queue is full; trying again soon helps."""


@dataclass(frozen=True, slots=True)
class Load:
    """How much there is to do."""

    working: int
    waiting: int


class Workers:
    """Runs work for coroutines; raises Busy rather than queue without end."""

    def __init__(self, threads: int, waiting: int) -> None:
        self._pool = ThreadPoolExecutor(threads, thread_name_prefix="worker")
        self._places = BoundedSemaphore(threads + waiting)
        self._taken = self._working = 0
        self._counting = Lock()

    @property
    def load(self) -> Load:
        """Work that runs, and work that waits for a thread."""
        with self._counting:
            return Load(self._working, self._taken - self._working)

    async def run(self, work: Callable[[], T]) -> T:
        """The result of `work`, or what it raised."""
        return await asyncio.wrap_future(self._submit(work))

    async def stream(
        self, work: Callable[[], Iterator[T]], patience: float
    ) -> AsyncIterator[T | None]:
        """What `work` yields, as it comes; None after each `patience` seconds of silence.

        The work runs to its end even where nobody listens any more.
        """
        loop = asyncio.get_running_loop()
        queue: asyncio.Queue[tuple[T] | None] = asyncio.Queue()

        def pump() -> None:
            try:
                for item in work():
                    loop.call_soon_threadsafe(queue.put_nowait, (item,))
            finally:
                loop.call_soon_threadsafe(queue.put_nowait, None)

        done = self._submit(pump)
        while True:
            try:
                entry = await asyncio.wait_for(queue.get(), patience)
            except TimeoutError:
                yield None
                continue
            if entry is None:
                break
            yield entry[0]
        await asyncio.wrap_future(done)

    async def close(self) -> None:
        """Finish what was begun; nothing new is taken."""
        await asyncio.to_thread(self._pool.shutdown)

    def _submit(self, work: Callable[[], T]) -> Future[T]:
        if not self._places.acquire(blocking=False):
            raise Busy("all places are taken")
        self._count(taken=1)
        future = self._pool.submit(copy_context().run, self._worked, work)
        future.add_done_callback(self._free)
        return future

    def _worked(self, work: Callable[[], T]) -> T:
        self._count(working=1)
        try:
            return work()
        finally:
            self._count(working=-1)

    def _free(self, _: Future[T]) -> None:
        self._count(taken=-1)
        self._places.release()

    def _count(self, taken: int = 0, working: int = 0) -> None:
        with self._counting:
            self._taken += taken
            self._working += working
