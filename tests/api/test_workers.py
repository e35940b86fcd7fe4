"""Work in threads: results, errors, order, limits."""

import asyncio
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from api.workers import Busy, Load, Workers


def use(coroutine, threads=2, waiting=2):
    """Run a coroutine function with workers and close them."""

    async def main():
        workers = Workers(threads, waiting)
        try:
            return await coroutine(workers)
        finally:
            await workers.close()

    with ThreadPoolExecutor(1) as fresh:  # the browser tests leave a loop in the main thread
        return fresh.submit(asyncio.run, main()).result()


def test_a_result_comes_from_another_thread():
    async def work(workers):
        return await workers.run(threading.get_ident)

    assert use(work) != threading.get_ident()


def test_an_error_reaches_who_asked_and_frees_the_place():
    def fail():
        raise KeyError("no")

    async def work(workers):
        for _ in range(5):
            with pytest.raises(KeyError):
                await workers.run(fail)

    use(work, threads=1, waiting=0)


def test_a_stream_keeps_its_order_and_tells_its_error():
    def broken():
        yield from range(100)
        raise ValueError("half-way")

    async def work(workers):
        seen = []
        with pytest.raises(ValueError, match="half-way"):
            async for item in workers.stream(broken, 5):
                seen.append(item)
        return seen

    assert use(work) == list(range(100))


def test_silence_yields_none():
    release = threading.Event()

    def slow():
        release.wait(5)
        yield "done"

    async def work(workers):
        seen = []
        async for item in workers.stream(slow, 0.01):
            seen.append(item)
            if len(seen) == 3:
                release.set()
        return seen

    seen = use(work)
    assert seen[:3] == [None, None, None] and seen[-1] == "done"


def test_more_than_the_places_are_refused():
    release = threading.Event()

    async def work(workers):
        waiting = [asyncio.ensure_future(workers.run(release.wait)) for _ in range(3)]
        await asyncio.sleep(0)
        with pytest.raises(Busy):
            await workers.run(release.wait)
        release.set()
        return await asyncio.gather(*waiting)

    assert use(work, threads=1, waiting=2) == [True, True, True]


def test_work_goes_on_when_nobody_listens_any_more():
    finished = threading.Event()

    def course():
        yield 1
        yield 2
        finished.set()

    async def work(workers):
        stream = workers.stream(course, 5)
        assert await anext(stream) == 1
        await stream.aclose()

    use(work)
    assert finished.is_set()


def test_the_load_is_what_runs_and_what_waits():
    release = threading.Event()

    async def work(workers):
        before = workers.load
        asked = [asyncio.ensure_future(workers.run(release.wait)) for _ in range(3)]
        await asyncio.sleep(0)
        while workers.load.working == 0:
            await asyncio.sleep(0.001)
        during = workers.load
        release.set()
        await asyncio.gather(*asked)
        return before, during

    before, during = use(work, threads=1, waiting=2)
    assert (before, during) == (Load(0, 0), Load(1, 2))


def test_work_that_ends_in_an_error_is_no_load_any_more():
    def fail():
        raise KeyError("no")

    async def work(workers):
        with pytest.raises(KeyError):
            await workers.run(fail)
        while workers.load != Load(0, 0):
            await asyncio.sleep(0.001)

    use(work)


def held(release, order, name):
    """Work that says when it runs and waits to be let go."""

    def work():
        order.append(name)
        release.wait(5)
        return name

    return work


def test_visitors_take_turns_however_much_one_of_them_asks():
    release, order = threading.Event(), []

    async def work(workers):
        first = asyncio.ensure_future(workers.of("a").run(held(release, order, "a0")))
        while not order:
            await asyncio.sleep(0.001)
        asked = [
            asyncio.ensure_future(workers.of(name[0]).run(held(release, order, name)))
            for name in ("a1", "a2", "a3", "b1", "c1", "b2")
        ]
        await asyncio.sleep(0)
        release.set()
        await asyncio.gather(first, *asked)

    use(work, threads=1, waiting=6)
    assert order == ["a0", "a1", "b1", "c1", "a2", "b2", "a3"]


def test_where_all_places_are_taken_who_asks_most_gives_way():
    release, order = threading.Event(), []

    async def work(workers):
        greedy = [
            asyncio.ensure_future(workers.of("a").run(held(release, order, f"a{n}")))
            for n in range(5)
        ]
        await asyncio.sleep(0)
        other = asyncio.ensure_future(workers.of("b").run(held(release, order, "b0")))
        await asyncio.sleep(0)
        with pytest.raises(Busy):
            await workers.of("a").run(held(release, order, "one too many"))
        release.set()
        return await asyncio.gather(*greedy, other, return_exceptions=True)

    *kept, lost, served = use(work, threads=1, waiting=4)
    assert kept == ["a0", "a1", "a2", "a3"] and served == "b0"
    assert isinstance(lost, Busy)


def test_a_stream_that_gives_way_is_told_so():
    release, order = threading.Event(), []

    async def work(workers):
        async def read(name):
            return [item async for item in workers.of("a").stream(lambda: iter([name]), 5)]

        asked = [asyncio.ensure_future(workers.of("a").run(held(release, order, "a0")))]
        await asyncio.sleep(0)
        asked += [asyncio.ensure_future(read(name)) for name in ("a1", "a2")]
        await asyncio.sleep(0)
        asked.append(asyncio.ensure_future(workers.of("b").run(held(release, order, "b0"))))
        await asyncio.sleep(0)
        release.set()
        return await asyncio.gather(*asked, return_exceptions=True)

    first, kept, lost, served = use(work, threads=1, waiting=2)
    assert (first, kept, served) == ("a0", ["a1"], "b0")
    assert isinstance(lost, Busy)


def test_who_left_before_its_turn_is_passed_over():
    release, order = threading.Event(), []

    async def work(workers):
        first = asyncio.ensure_future(workers.run(held(release, order, "first")))
        await asyncio.sleep(0)
        gone = asyncio.ensure_future(workers.run(held(release, order, "gone")))
        await asyncio.sleep(0)
        gone.cancel()
        await asyncio.sleep(0)
        release.set()
        await first
        return await workers.run(held(release, order, "last"))

    assert use(work, threads=1, waiting=1) == "last"
    assert order == ["first", "last"]
