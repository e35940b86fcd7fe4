"""Work that would block the event loop, in a few threads with a bounded queue.

Who asks much does not keep out who asks little: visitors take turns, and where all places are taken
the one with the most work waiting gives way.
"""

from __future__ import annotations

import asyncio
from collections import OrderedDict, deque
from collections.abc import AsyncIterator, Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextvars import copy_context
from copy import copy
from dataclasses import dataclass, field
from functools import partial
from threading import Lock
from typing import Any, TypeVar

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
        self._pool = _FairPool(threads, waiting)
        self._who = ""

    def of(self, who: str) -> Workers:
        """The same workers, for one visitor among others."""
        view = copy(self)
        view._who = who
        return view

    @property
    def load(self) -> Load:
        """Work that runs, and work that waits for a thread."""
        return self._pool.load

    async def run(self, work: Callable[[], T]) -> T:
        """The result of `work`, or what it raised."""
        done: Future[T] = self._pool.submit(self._who, work)
        return await asyncio.wrap_future(done)

    async def stream(
        self, work: Callable[[], Iterator[T]], patience: float
    ) -> AsyncIterator[T | None]:
        """What `work` yields, as it comes; None after each `patience` seconds of silence.

        The work runs to its end even where nobody listens any more.
        """
        loop = asyncio.get_running_loop()
        queue: asyncio.Queue[tuple[T] | None] = asyncio.Queue()

        def pump() -> None:
            for item in work():
                loop.call_soon_threadsafe(queue.put_nowait, (item,))

        def ended(_: Future[None]) -> None:
            loop.call_soon_threadsafe(queue.put_nowait, None)

        done: Future[None] = self._pool.submit(self._who, pump)
        done.add_done_callback(ended)  # also where it gave way and never ran
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
        await asyncio.to_thread(self._pool.close)


@dataclass(frozen=True, slots=True, eq=False)
class _Job:
    """Work, and the future that tells how it ended."""

    work: Callable[[], Any]
    done: Future[Any] = field(default_factory=Future)


class _FairPool:
    """Threads, and a bounded queue in which visitors take turns."""

    def __init__(self, threads: int, waiting: int) -> None:
        self._threads = ThreadPoolExecutor(threads, thread_name_prefix="worker")
        self._places = threads + waiting
        self._taken = self._working = 0
        self._queues: OrderedDict[str, deque[_Job]] = OrderedDict()
        self._changing = Lock()

    @property
    def load(self) -> Load:
        """Work that runs, and work that waits."""
        with self._changing:
            return Load(self._working, self._taken - self._working)

    def submit(self, who: str, work: Callable[[], T]) -> Future[T]:
        """Let work wait for a thread; raises Busy."""
        job, loser = _Job(partial(copy_context().run, work)), None
        with self._changing:
            if self._taken < self._places:
                self._taken += 1
            else:
                loser = self._give_way(who)
            self._queues.setdefault(who, deque()).append(job)
        if loser is None:
            self._threads.submit(self._run_next)
        elif loser.done.set_running_or_notify_cancel():
            loser.done.set_exception(Busy("others wait who ask less"))
        return job.done

    def close(self) -> None:
        """Wait until all is done."""
        self._threads.shutdown()

    def _give_way(self, who: str) -> _Job:
        """The newest job of the visitor with most of them waiting, taken from its queue, where
        those are at least two more than the one who comes has; raises Busy otherwise."""
        most = max(self._queues, key=lambda w: len(self._queues[w]), default=who)
        held = len(self._queues.get(who, ()))
        if len(self._queues.get(most, ())) < held + 2:
            raise Busy("all places are taken")
        return self._queues[most].pop()

    def _run_next(self) -> None:
        with self._changing:
            who, jobs = self._queues.popitem(last=False)
            job = jobs.popleft()
            if jobs:
                self._queues[who] = jobs  # behind the others
            self._working += 1
        result, error = None, None
        runs = job.done.set_running_or_notify_cancel()
        try:
            result = job.work() if runs else None
        except BaseException as raised:  # noqa: BLE001  told to whoever waits for the result
            error = raised
        with self._changing:  # the place is free before anybody hears of it
            self._taken -= 1
            self._working -= 1
        if runs and error is not None:
            job.done.set_exception(error)
        elif runs:
            job.done.set_result(result)
