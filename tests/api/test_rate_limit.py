"""Two tiers of limits: one client alone, and all of them together."""

import httpx
import pytest
from limits import parse
from starlette.responses import PlainTextResponse

from api.rate_limit import RateLimit, tiers
from api.windows import open_windows
from tests.apart import run
from tests.servers import valkey_running

EACH, ALL = "3/minute", "5/minute"
ONE, TWO, THREE = "192.0.2.1", "192.0.2.2", "2001:db8::3"


@pytest.fixture(scope="module")
def valkey_url(tmp_path_factory):
    with valkey_running(tmp_path_factory.mktemp("valkey")) as url:
        yield url


@pytest.fixture(params=["own", "shared"])
def windows_url(request):
    """Where requests are counted; a server begins without any."""
    if request.param == "own":
        return ""
    from valkey import Valkey

    url = request.getfixturevalue("valkey_url")
    with Valkey.from_url(url) as server:
        server.flushall()
    return url


def asked(url, clients, each=EACH, together=ALL, processes=1):
    """The replies to one request from each of the clients, sent to the processes in turn."""

    async def ask():
        limits = tiers(each and parse(each), together and parse(together))
        counted = [open_windows(url) for _ in range(processes)]
        apps = [RateLimit(PlainTextResponse("fine"), limits, ("/v1/",), w) for w in counted]
        replies = []
        for number, client in enumerate(clients):
            app = apps[number % processes]
            transport = httpx.ASGITransport(app, client=(client, 1234))
            async with httpx.AsyncClient(transport=transport, base_url="http://test") as http:
                replies.append(await http.get("/v1/sources"))
        for windows in counted:
            await windows.close()
        return replies

    return run(ask())


def statuses(replies):
    return [reply.status_code for reply in replies]


def test_many_clients_within_their_own_limits_are_held_to_that_of_all(windows_url):
    replies = asked(windows_url, [ONE, ONE, ONE, TWO, TWO, TWO, THREE])

    assert statuses(replies) == [200] * 5 + [429] * 2
    problem = replies[-1].json()
    assert problem["type"] == "urn:techforce:problem:service-limited"
    assert "of all clients together is 5 per 1 minute" in problem["detail"]
    assert 1 <= int(replies[-1].headers["retry-after"]) <= 60


def test_one_client_over_its_own_limit_uses_up_nothing_of_the_others(windows_url):
    replies = asked(windows_url, [ONE] * 30 + [TWO, THREE, THREE])

    assert statuses(replies) == [200] * 3 + [429] * 27 + [200, 200, 429]
    assert replies[29].json()["type"] == "urn:techforce:problem:rate-limited"
    assert "of one client is 3 per 1 minute" in replies[29].json()["detail"]


def test_headers_name_both_limits_and_what_is_left_of_each(windows_url):
    replies = asked(windows_url, [ONE, ONE, TWO, ONE, ONE])

    assert {reply.headers["ratelimit-policy"] for reply in replies} == {
        '"default";q=3;w=60, "all";q=5;w=60'
    }
    left = [[tier.partition(";t=")[0] for tier in reply.headers["ratelimit"].split(", ")]
            for reply in replies]  # fmt: skip
    assert left == [
        ['"default";r=2', '"all";r=4'],
        ['"default";r=1', '"all";r=3'],
        ['"default";r=2', '"all";r=2'],
        ['"default";r=0', '"all";r=1'],
        ['"default";r=0'],  # the other was not held against
    ]


def test_processes_hold_all_clients_together_to_one_limit(valkey_url):
    from valkey import Valkey

    with Valkey.from_url(valkey_url) as server:
        server.flushall()
    clients = [f"192.0.2.{number}" for number in range(7)]

    assert statuses(asked(valkey_url, clients, processes=2)) == [200] * 5 + [429] * 2
    assert statuses(asked("", clients, processes=2)) == [200] * 7  # each one counts alone


def test_either_limit_stands_without_the_other():
    alone = asked("", [ONE] * 6, each=None)
    each = asked("", [ONE, ONE, ONE, TWO, TWO, TWO, ONE], together=None)

    assert statuses(alone) == [200] * 5 + [429]
    assert alone[-1].headers["ratelimit-policy"] == '"all";q=5;w=60'
    assert statuses(each) == [200] * 6 + [429]
    assert tiers(None, None) == ()


def test_a_client_cannot_count_as_all_of_them():
    """A proxy that is trusted may pass on any text as an address."""
    replies = asked("", ["", "all", "all ", ""], each="9/minute", together="9/minute")

    assert [reply.headers["ratelimit"].count("r=5") for reply in replies[-1:]] == [1]
    assert statuses(replies) == [200] * 4
