"""Valkey killed, hanging, coming and going: nobody waits for it, and limits go on."""

import time
from concurrent.futures import ThreadPoolExecutor

import httpx
import pytest
from structlog.testing import capture_logs

from api.app import create_app
from api.settings import ApiSettings
from tests.api.doubles import opener
from tests.api.service import serving
from tests.servers import Faulty, valkey_running

pytestmark = pytest.mark.slow
PAY = {"message": "How much is the pay?"}
SLOW = {"message": "slow"}
LIMIT = "100000/hour"
PATIENCE_S = 60  # far longer than the pause after which it is asked again


def windows(server):
    """How many windows a Valkey server counts requests in."""
    from valkey import Valkey

    with Valkey.from_url(server.url) as client:
        return len(client.keys("*"))


@pytest.fixture
def valkey(tmp_path):
    server = Faulty(valkey_running, tmp_path)
    server.start()
    yield server
    server.close()


@pytest.fixture
def logs():
    with capture_logs() as lines:
        yield lines


@pytest.fixture
def service(valkey, assistant, logs, tmp_path, monkeypatch):
    monkeypatch.setenv("TECHFORCE_VALKEY_URL", valkey.url)
    settings = ApiSettings(rate_limit=LIMIT, rate_limit_all=LIMIT, threads=4)
    app = create_app(settings, opener(assistant, f"sqlite:///{tmp_path / 'techforce.db'}"))
    with serving(app) as address, httpx.Client(base_url=address, timeout=60) as client:
        yield client


def left(reply):
    """How many more requests of one client, and of all, a reply says that there may be."""
    assert reply.status_code == 200, reply.text
    tiers = reply.headers["ratelimit"].split(", ")
    return [int(tier.split(";")[1].removeprefix("r=")) for tier in tiers]


def told(logs):
    return [line["event"] for line in logs if line["event"].startswith("valkey")]


def until_back(service, logs):
    """Ask until requests are counted in Valkey again."""
    deadline = time.monotonic() + PATIENCE_S
    while told(logs)[-1] != "valkey back":
        assert time.monotonic() < deadline
        assert left(service.post("/v1/chat", json=PAY))
        time.sleep(0.1)


def test_a_valkey_that_is_killed_in_a_request_and_started_again(service, valkey, assistant, logs):
    before = left(service.post("/v1/chat", json=PAY))
    with ThreadPoolExecutor(1) as pool:
        asked = pool.submit(service.post, "/v1/chat", json=SLOW)
        assert assistant.working.acquire(timeout=30)
        valkey.kill()
        down = [left(service.post("/v1/chat", json=PAY)) for _ in range(3)]
        valkey.start()
        assistant.release.set()
        whole = asked.result()

    assert whole.json()["status"] == "answered"
    assert before == [99_999, 99_999]
    assert down == [[99_999] * 2, [99_998] * 2, [99_997] * 2]  # counted by this process alone
    until_back(service, logs)
    assert told(logs) == ["valkey away", "valkey back"]
    assert windows(valkey) == 2


def test_a_valkey_that_hangs_holds_nobody_up(service, valkey, logs):
    asked = [left(service.post("/v1/chat", json=PAY))]
    valkey.hang()
    asked += [left(service.post("/v1/chat", json=PAY)) for _ in range(20)]
    alive = service.get("/healthz")
    valkey.go_on()

    assert alive.status_code == 200
    # One of the first waited in vain; those after it were not sent there.
    assert [of_client for of_client, _ in asked] == [99_999, *range(99_999, 99_979, -1)]
    until_back(service, logs)
    assert told(logs) == ["valkey away", "valkey back"]
    assert windows(valkey) == 2


def test_a_valkey_that_comes_and_goes_loses_no_request(service, valkey, logs):
    with ThreadPoolExecutor(4) as pool:
        asked = []
        for _ in range(5):
            asked += [pool.submit(service.post, "/v1/chat", json=PAY) for _ in range(10)]
            valkey.kill()
            asked += [pool.submit(service.post, "/v1/chat", json=PAY) for _ in range(10)]
            valkey.start()
        replies = [one.result() for one in asked]

    assert all(left(reply) for reply in replies)
    assert len({reply.json()["id"] for reply in replies}) == 100
    until_back(service, logs)
    assert windows(valkey) == 2


def test_a_service_starts_without_valkey_and_finds_it_later(
    valkey, assistant, logs, tmp_path, monkeypatch
):
    valkey.kill()
    monkeypatch.setenv("TECHFORCE_VALKEY_URL", valkey.url)
    settings = ApiSettings(rate_limit="2/hour")
    app = create_app(settings, opener(assistant, f"sqlite:///{tmp_path / 'techforce.db'}"))
    with serving(app) as address, httpx.Client(base_url=address, timeout=60) as client:
        alone = [client.post("/v1/chat", json=PAY).status_code for _ in range(3)]
        valkey.start()
        deadline = time.monotonic() + PATIENCE_S
        while client.post("/v1/chat", json=PAY).status_code == 429:
            assert time.monotonic() < deadline
            time.sleep(0.1)

    assert alone == [200, 200, 429]
    assert windows(valkey) == 1
