import asyncio

import pytest
from limits import parse
from structlog.testing import capture_logs

from api.windows import OwnWindows, SharedWindows, open_windows
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
