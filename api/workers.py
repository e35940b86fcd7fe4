"""Work that would block the event loop, in a few threads with a bounded queue."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextvars import copy_context
from threading import BoundedSemaphore
from typing import TypeVar

T = TypeVar("T")


class Busy(Exception):
    """All threads work and the queue is full; trying again soon helps."""


class Workers:
    """Runs work for coroutines; raises Busy rather than queue without end."""

    def __init__(self, threads: int, waiting: int) -> None:
        self._pool = ThreadPoolExecutor(threads, thread_name_prefix="worker")
        self._places = BoundedSemaphore(threads + waiting)

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
        future = self._pool.submit(copy_context().run, work)
        future.add_done_callback(lambda _: self._places.release())
        return future
