"""What happens when many ask at once: limits, a full queue, and a free event loop."""

import time
from concurrent.futures import ThreadPoolExecutor

import httpx
import pytest
from fastapi.testclient import TestClient
from pydantic import ValidationError

from api.app import create_app
from api.client import client_key
from api.settings import ApiSettings
from tests.api.doubles import opener
from tests.api.service import parse_events, problem, serving, wait_until_ready


@pytest.fixture
def serve(assistant, database_url):
    """A client of the service with settings of its own."""
    clients = []

    def start(**settings):
        app = create_app(ApiSettings(**settings), opener(assistant, database_url))
        client = TestClient(app)
        clients.append(client.__enter__())
        wait_until_ready(client)
        return client

    yield start
    assistant.release.set()
    for client in clients:
        client.__exit__(None, None, None)


def test_requests_over_the_limit_are_refused_with_the_time_to_wait(serve):
    client = serve(rate_limit="3/minute")

    allowed = [client.get("/v1/sources") for _ in range(3)]
    refused = client.get("/v1/sources")

    assert [r.status_code for r in allowed] == [200, 200, 200]
    assert [r.headers["ratelimit"].split(";")[1] for r in allowed] == ["r=2", "r=1", "r=0"]
    assert "3 per 1 minute" in problem(refused, 429, "rate-limited")["detail"]
    assert 1 <= int(refused.headers["retry-after"]) <= 60
    assert refused.headers["ratelimit-policy"] == '"default";q=3;w=60'
    assert refused.headers["ratelimit"].startswith('"default";r=0;t=')


def test_health_and_pages_are_not_limited(serve):
    client = serve(rate_limit="1/hour")

    assert [client.get(path).status_code for path in ("/healthz", "/readyz", "/") * 2] == [200] * 6


def test_all_clients_together_are_held_to_a_limit_and_told_so(serve):
    client = serve(rate_limit="off", rate_limit_all="2/minute")
    pages = [client.get("/faq", headers={"Accept": "text/html"}) for _ in range(3)]
    refused = client.post("/v1/chat", json={"message": "how much?"})

    assert [page.status_code for page in pages] == [200, 200, 429]
    assert "Many people are asking right now. Wait " in pages[2].text
    assert pages[2].headers["ratelimit-policy"] == '"all";q=2;w=60'
    problem(refused, 429, "service-limited")
    assert client.get("/healthz").status_code == 200


def test_the_limit_is_on_unless_it_is_turned_off(serve, monkeypatch):
    assert "ratelimit" in serve().get("/v1/sources").headers
    monkeypatch.setenv("TECHFORCE_RATE_LIMIT", "off")
    assert "ratelimit" not in serve().get("/v1/sources").headers


@pytest.mark.parametrize("limit", ["often", "60", "60/fortnight", ""])
def test_a_limit_that_means_nothing_is_refused(limit):
    with pytest.raises(ValidationError):
        ApiSettings(rate_limit=limit)


@pytest.mark.parametrize(
    ("host", "key"),
    [
        ("192.0.2.7", "192.0.2.7"),
        ("2001:db8:1:2:3::4", "2001:db8:1:2::/64"),
        ("fe80::1%eth0", "fe80::/64"),
        ("::ffff:192.0.2.7", "192.0.2.7"),
        ("testclient", "testclient"),
    ],
)
def test_a_client_is_an_address_or_an_ipv6_network(host, key):
    assert client_key(host) == key


def test_a_full_queue_turns_away_and_health_answers_at_once(serve, assistant):
    client = serve(threads=1, queue=1, rate_limit="off")
    with ThreadPoolExecutor(2) as pool:
        waiting = [pool.submit(client.post, "/v1/chat", json={"message": "slow"}) for _ in "12"]
        assert assistant.working.acquire(timeout=5)
        time.sleep(0.1)  # the second question is in the queue by now
        began = time.perf_counter()
        health = client.get("/healthz")
        seconds = time.perf_counter() - began
        refused = [
            client.post("/v1/chat", json={"message": "hi"}, headers={"Accept": accept})
            for accept in ("application/json", "text/event-stream")
        ]
        search = client.get("/v1/search", params={"q": "pay"})
        assistant.release.set()

    assert health.status_code == 200 and seconds < 0.5
    for response in (*refused, search):
        problem(response, 503, "busy")
        assert response.headers["retry-after"] in {"1", "2", "3", "4"}
    assert [w.result().status_code for w in waiting] == [200, 200]
    assert client.post("/v1/chat", json={"message": "hi"}).status_code == 200


@pytest.mark.parametrize(
    ("more", "last"), [({}, "answer"), ({"conversation_id": "nobody"}, "error")]
)
def test_a_question_that_waits_for_its_turn_gives_signs_of_life(
    assistant, database_url, more, last
):
    settings = ApiSettings(rate_limit="off", threads=1, queue=1, heartbeat_seconds=0.05)
    app = create_app(settings, opener(assistant, database_url))
    asked = {"json": {"message": "hi", **more}, "headers": {"Accept": "text/event-stream"}}
    with serving(app) as url, httpx.Client(base_url=url) as client, ThreadPoolExecutor(1) as pool:
        ahead = pool.submit(httpx.post, f"{url}/v1/chat", json={"message": "slow"})
        assert assistant.working.acquire(timeout=5)
        with client.stream("POST", "/v1/chat", **asked) as response:
            lines = response.iter_lines()
            first = next(lines)
            assistant.release.set()
            name, told = parse_events("\n".join(lines))[-1]

    assert (response.status_code, first, name) == (200, ": ping", last)
    assert told["status"] == ("answered" if last == "answer" else 404)
    assert ahead.result().status_code == 200


def test_all_that_is_limited_is_counted_together(serve):
    client = serve(rate_limit="3/hour")
    first = [client.get(path) for path in ("/v1/sources", "/faq?lang=en", "/console/oidc")]
    over = [client.get(path) for path in ("/v1/sources", "/faq?lang=en", "/console/oidc")]

    assert [r.headers["ratelimit"].split(";")[1] for r in first] == ["r=2", "r=1", "r=0"]
    assert [r.status_code for r in over] == [429] * 3
    page = client.get("/console/oidc", headers={"Accept": "text/html"})
    assert page.status_code == 429 and page.headers["content-type"].startswith("text/html")
