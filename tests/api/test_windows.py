import asyncio
import time

import pytest
from limits import parse
from structlog.testing import capture_logs

from api.windows import OwnWindows, SharedWindows, Standing, open_windows
from tests.apart import run
from tests.servers import free_port, valkey_running

TWO = parse("2/minute")


@pytest.fixture(scope="module")
def valkey_url(tmp_path_factory):
    with valkey_running(tmp_path_factory.mktemp("valkey")) as url:
        yield url


async def standings(windows, client, times):
    found = [await windows.hit(TWO, client) for _ in range(times)]
    await windows.close()
    return found


@pytest.mark.parametrize("kind", ["own", "shared"])
def test_requests_are_counted_by_client_until_the_limit(kind, request):
    url = request.getfixturevalue("valkey_url") if kind == "shared" else ""

    async def count():
        windows = open_windows(url)
        one = await standings(windows, f"{kind} one", 3)
        return one, await standings(windows, f"{kind} two", 1)

    one, two = run(count())

    assert [(s.allowed, s.remaining) for s in one] == [(True, 1), (True, 0), (False, 0)]
    assert all(58 <= s.seconds_left <= 60 for s in one)
    assert two[0].allowed


def test_processes_count_together_in_valkey(valkey_url):
    async def count():
        first, second = SharedWindows(valkey_url), SharedWindows(valkey_url)
        found = [await first.hit(TWO, "both"), await second.hit(TWO, "both")]
        found.append(await first.hit(TWO, "both"))
        await first.close()
        await second.close()
        return found

    assert [standing.allowed for standing in run(count())] == [True, True, False]


def test_without_valkey_requests_are_counted_in_memory_and_with_it_again_together(tmp_path):
    port = free_port()
    url = f"valkey://127.0.0.1:{port}/0"

    async def away(windows):
        return [(await windows.hit(TWO, "a")).allowed for _ in range(3)]

    async def count():
        windows = SharedWindows(url)
        alone = await away(windows)
        with valkey_running(tmp_path, port):
            windows._presence._again_at = 0.0  # the pause is over
            together = (await windows.hit(TWO, "a")).remaining
            other = SharedWindows(url)
            seen = (await other.hit(TWO, "a")).remaining
            await other.close()
        again = (await windows.hit(TWO, "b")).allowed
        await windows.close()
        return alone, (together, seen), again

    with capture_logs() as logs:
        alone, together, again = run(count())

    assert alone == [True, True, False]
    assert together == (1, 0)
    assert again
    assert [line["event"] for line in logs] == ["valkey away", "valkey back", "valkey away"]


def test_a_clock_that_is_set_leaves_windows_as_long_as_they_are(monkeypatch):
    """Of the clocks, only the one that nobody sets is read."""
    windows, real = OwnWindows(), time.time

    async def count(seconds):
        monkeypatch.setattr(time, "time", lambda: real() + seconds)
        return await windows.hit(TWO, "a")

    found = [run(count(seconds)) for seconds in (0, -7200, 7200)]

    assert [standing.allowed for standing in found] == [True, True, False]
    assert all(1 <= standing.seconds_left <= 60 for standing in found)


def test_a_window_ends_for_each_client_when_its_time_is_over():
    now = 1000.0
    windows = OwnWindows(lambda: now)

    def hit(client, limit=TWO):
        return run(windows.hit(limit, client))

    for seconds, client in ((0, "early"), (0, "early"), (30, "late"), (29.5, "early")):
        now += seconds
        last = hit(client)
    assert last == Standing(allowed=False, remaining=0, seconds_left=1)
    now += 0.5
    assert hit("early") == Standing(allowed=True, remaining=1, seconds_left=60)
    assert hit("late") == Standing(allowed=True, remaining=0, seconds_left=30)
    assert hit("early", parse("2/hour")).seconds_left == 3600


def test_windows_that_are_over_are_forgotten():
    now = 1000.0
    windows = OwnWindows(lambda: now)
    for number in range(1000):
        now += 1
        run(windows.hit(TWO, f"client {number}"))

    assert len(windows._open[TWO]) == 60


def test_a_clock_of_valkey_that_was_set_back_locks_nobody_out(valkey_url):
    from valkey import Valkey

    async def over():
        windows = SharedWindows(valkey_url)
        return await standings(windows, "set back", 3)

    before = run(over())
    with Valkey.from_url(valkey_url) as server:
        (key,) = server.keys("*set back*")
        server.expire(key, 7200)  # as the window stands once the clock was set back by two hours
    after = run(over())

    assert not before[-1].allowed
    assert [(s.allowed, s.seconds_left <= 60) for s in after] == [
        (True, True), (True, True), (False, True),
    ]  # fmt: skip


def test_a_valkey_that_does_not_answer_holds_up_one_request_in_many():
    async def count():
        async def silent(reader, writer):
            await reader.read()
            writer.close()

        server = await asyncio.start_server(silent, "127.0.0.1", 0)
        port = server.sockets[0].getsockname()[1]
        windows = SharedWindows(f"valkey://127.0.0.1:{port}")
        asked = [windows._presence.asked]
        for _ in range(3):
            await windows.hit(TWO, "a")
            asked.append(windows._presence.asked)
        await windows.close()
        server.close()
        return asked

    assert run(count()) == [True, False, False, False]


def test_without_an_address_nothing_is_shared():
    assert isinstance(open_windows(""), OwnWindows)
