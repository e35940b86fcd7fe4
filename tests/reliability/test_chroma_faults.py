"""A Chroma server killed, hanging, coming and going: told, survived, and nothing stored is lost."""

import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager

import httpx
import pytest
from prometheus_client.parser import text_string_to_metric_families
from structlog.testing import capture_logs

from api.app import create_app
from api.parts import Parts
from api.settings import ApiSettings
from assistant.build import open_live
from assistant.transcript import Transcript
from knowledge import store_client
from knowledge.errors import StoreUnavailable
from knowledge.store import PASSAGES, open_store
from tests.api.service import ask, parse_events, problem, serving
from tests.reliability.places import copy_of
from tests.servers import Faulty, chroma_running, free_port

pytestmark = pytest.mark.slow
SEARCHED = "What is the training budget of a senior designer?"
VERIFIED = "how many folks will be selected"
STREAM = {"Accept": "text/event-stream"}
PATIENCE_S = 60


@pytest.fixture(scope="module")
def place(ingested, tmp_path_factory):
    """A copy of what was ingested once."""
    return copy_of(ingested, tmp_path_factory.mktemp("chroma") / "data")


@pytest.fixture(scope="module")
def chroma(place):
    """A server over what was ingested; each test leaves it as it found it."""
    server = Faulty(chroma_running, place.data_dir)
    server.start()
    yield server
    server.close()


@pytest.fixture(scope="module")
def live(place, chroma):
    """What questions are answered with, which waits for Chroma far longer than it is held up."""
    settings = place.model_copy(update={"chroma_url": chroma.url})
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(store_client, "_READING_S", 300.0)
        with open_live(knowledge=settings) as live:
            yield live


@pytest.fixture
def client(live):
    @contextmanager
    def parts():
        yield Parts(live, Transcript(live.engine), live.engine)

    app = create_app(ApiSettings(rate_limit="off", threads=2), parts)
    with capture_logs(), serving(app) as url, httpx.Client(base_url=url, timeout=300) as client:
        yield client


def until_working(client):
    """Wait until a question is worked on."""
    deadline = time.monotonic() + PATIENCE_S
    while True:
        families = text_string_to_metric_families(client.get("/metrics").text)
        samples = [s for f in families for s in f.samples]
        if any(s.name == "techforce_turns_working" and s.value for s in samples):
            return
        assert time.monotonic() < deadline
        time.sleep(0.02)


def test_a_chroma_that_is_killed_in_a_request_and_started_again(client, chroma):
    first = ask(client, SEARCHED)
    more = {"conversation_id": first["conversation_id"]}
    with ThreadPoolExecutor(1) as pool:
        chroma.hang()
        asked = pool.submit(ask, client, SEARCHED, **more)
        until_working(client)
        chroma.kill()
        cut = asked.result()
    down = [ask(client, SEARCHED), ask(client, VERIFIED)]
    search = client.get("/v1/search", params={"q": "budget"})
    streamed = client.post("/v1/chat", json={"message": SEARCHED}, headers=STREAM)
    alive = [client.get(path).status_code for path in ("/healthz", "/readyz")]
    chroma.start()
    again = ask(client, SEARCHED, **more)
    stored = client.get(f"/v1/conversations/{first['conversation_id']}").json()

    assert first["status"] == again["status"] == "answered"
    assert again["sentences"] == first["sentences"]
    assert cut["status"] == "failed" and not cut["sentences"]
    assert [answer["status"] for answer in down] == ["failed", "answered"]
    assert problem(search, 503, "knowledge-unavailable") and search.headers["retry-after"]
    name, told = parse_events(streamed.text)[-1]
    assert (name, told["status"]) == ("answer", "failed")
    assert alive == [200, 200]
    kept = [turn["answer"]["id"] for turn in stored["turns"]]
    assert kept == [first["id"], cut["id"], again["id"]]


def test_a_chroma_that_hangs_delays_only_what_is_searched_there(client, chroma):
    with ThreadPoolExecutor(1) as pool:
        chroma.hang()
        asked = pool.submit(ask, client, SEARCHED)
        until_working(client)
        verified = ask(client, VERIFIED)
        waits = not asked.done()
        chroma.go_on()
        late = asked.result()

    assert verified["status"] == "answered" and waits
    assert late["status"] == "answered" and "1,200" in late["text"]


def test_a_chroma_that_comes_and_goes_is_found_each_time(client, chroma):
    statuses = []
    for _ in range(2):
        chroma.kill()
        statuses.append(ask(client, SEARCHED)["status"])
        chroma.start()
        statuses.append(ask(client, SEARCHED)["status"])

    assert statuses == ["failed", "answered"] * 2


def test_a_chroma_that_goes_on_hanging_is_given_up(chroma, live, monkeypatch):
    monkeypatch.setattr(store_client, "_READING_S", 20.0)
    fingerprint = live.assistant._parts.embedder.fingerprint
    with closing(open_store(chroma.url, PASSAGES, fingerprint)) as store:
        for session in store_client._sessions(store._client):
            session.timeout = httpx.Timeout(0.2)
        chroma.hang()
        with pytest.raises(StoreUnavailable, match="timed out"):
            store.count()
        chroma.go_on()
        for session in store_client._sessions(store._client):
            session.timeout = httpx.Timeout(60)
        assert store.count() > 0


def test_without_chroma_nothing_starts_and_the_setting_is_named(ingested):
    settings = ingested.model_copy(update={"chroma_url": f"http://127.0.0.1:{free_port()}"})
    with (
        pytest.raises(StoreUnavailable, match="TECHFORCE_CHROMA_URL"),
        open_live(knowledge=settings),
    ):
        pass
