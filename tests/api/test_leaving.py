"""A visitor who leaves ends the call of the chat model, and finds the answer when he is back."""

import json
import socket
import time
from contextlib import contextmanager, suppress

import httpx
import pytest
from sqlalchemy import text

from api.app import create_app
from api.parts import Parts
from api.settings import ApiSettings
from assistant.build import open_assistant
from assistant.settings import AssistantSettings
from assistant.transcript import Transcript
from knowledge.database import open_database
from tests.api.doubles import Still
from tests.api.service import serving
from tests.chat_server import ChatServer, Script

# A verified answer says it, so that there is an answer without the model.
QUESTION = "How long is the Tech Force term?"
UNPROVEN = "Nothing here is proven at all [1]."
SLOW = Script("The standard commitment", between_tokens_s=60)
PATHS = {
    "json": ("/v1/chat", {"message": QUESTION}),
    "events": ("/v1/chat", {"message": QUESTION}),
    "completion": (
        "/v1/chat/completions",
        {"model": "techforce", "messages": [{"role": "user", "content": QUESTION}]},
    ),
    "chunks": (
        "/v1/chat/completions",
        {"model": "techforce", "messages": [{"role": "user", "content": QUESTION}], "stream": True},
    ),
}


@pytest.fixture(scope="module")
def model():
    with ChatServer(SLOW) as running:
        yield running


@pytest.fixture(scope="module")
def assistant(model, real_knowledge):
    chosen = AssistantSettings(
        _env_file=None,
        chat_model="scripted",
        chat_base_url=model.url,
        chat_writes="all",
        chat_first_token_s=60,
        chat_between_tokens_s=60,
        chat_total_s=120,
    )
    with open_assistant(chosen, real_knowledge) as opened:
        yield opened


@pytest.fixture
def service(assistant, tmp_path):
    """The URL of a service with one thread and no queue, and its Transcript."""
    engine = open_database(f"sqlite:///{tmp_path / 'techforce.db'}")
    kept = Transcript(engine)

    @contextmanager
    def opened():
        yield Parts(Still(assistant), kept, engine)

    settings = ApiSettings(rate_limit="off", threads=1, queue=0)
    with serving(create_app(settings, opened)) as url:
        yield url, kept
    engine.dispose()


def within(seconds, holds):
    """Whether something comes to hold in time."""
    end = time.monotonic() + seconds
    while not (held := holds()) and time.monotonic() < end:
        time.sleep(0.01)
    return held


def counted(url, line):
    """The value of one line of /metrics; None where it is not there."""
    for told in httpx.get(f"{url}/metrics").text.splitlines():
        if told.startswith(f"{line} "):
            return float(told.rpartition(" ")[2])
    return None


@contextmanager
def asking(url, path, body, accept="application/json"):
    """A connection on which a question was sent; leaving the block breaks it off."""
    target = httpx.URL(url)
    payload = json.dumps(body)
    head = f"POST {path} HTTP/1.1\r\nHost: x\r\nAccept: {accept}\r\n"
    sized = f"Content-Type: application/json\r\nContent-Length: {len(payload)}\r\n\r\n"
    with socket.create_connection((target.host, target.port)) as connection:
        connection.sendall(f"{head}{sized}{payload}".encode())
        yield connection


@pytest.mark.parametrize("way", PATHS)
def test_the_call_ends_long_before_the_model_and_the_quoted_answer_is_stored(service, model, way):
    (url, kept), (path, body) = service, PATHS[way]
    asked, cancelled = model.requests, model.cancelled
    accept = "text/event-stream" if way == "events" else "application/json"

    with asking(url, path, body, accept):
        assert within(20, lambda: model.requests == asked + 1)
        time.sleep(0.3)
        assert model.cancelled == cancelled

    assert within(20, lambda: model.cancelled == cancelled + 1)
    assert within(20, lambda: counted(url, "techforce_turns_working") == 0)
    assert counted(url, "techforce_visitors_left_total") == 1
    assert counted(url, 'techforce_model_calls_total{outcome="cancelled"}') == 1
    assert stored(kept) == [("answered", "verified", QUESTION)]


def stored(kept):
    """Status, generator and question of every stored turn."""
    with kept._engine.connect() as connection:
        answers = connection.execute(text("SELECT answer FROM turn")).scalars()
        told = [json.loads(answer) for answer in answers]
    return [(a["status"], a["generator"], a["question"]) for a in told]


def test_who_lost_the_connection_finds_the_answer_in_the_conversation(service, model):
    url, _ = service
    with httpx.Client(base_url=url) as client:
        headers = {"Accept": "text/event-stream"}
        with suppress(httpx.ReadTimeout):
            message = {"message": QUESTION}
            with client.stream("POST", "/v1/chat", json=message, headers=headers, timeout=3) as r:
                first = next(line for line in r.iter_lines() if line.startswith("data: "))
        conversation = json.loads(first.removeprefix("data: "))["conversation_id"]
        path = f"/v1/conversations/{conversation}"
        assert within(20, lambda: len(client.get(path).json()["turns"]) == 1)
        (turn,) = client.get(path).json()["turns"]

    assert turn["answer"]["status"] == "answered"
    assert turn["answer"]["sentences"] and turn["answer"]["citations"]


def test_a_place_is_free_again_for_the_next_visitor(service, model):
    url, _ = service
    asked = model.requests
    with asking(url, "/v1/chat", {"message": QUESTION}):
        assert within(20, lambda: model.requests == asked + 1)
        refused = httpx.post(f"{url}/v1/chat", json={"message": QUESTION})
    assert refused.status_code == 503
    model.then(UNPROVEN)
    assert within(20, lambda: httpx.post(f"{url}/v1/chat", json={"message": QUESTION}).is_success)


def test_half_a_sentence_is_not_taken_for_one(service, model):
    """What is there when the visitor leaves could be proven, and would say something else."""

    def half(messages):
        before = messages[-1]["content"].partition("term of two years")[0]
        label = before.rpartition("evidence [")[2].partition("]")[0]
        told = f"The standard commitment of a fellow is two years [{label}]"
        return Script(f"{told} unless it is none.", tokens_per_chunk=10, between_tokens_s=60)

    url, kept = service
    asked = model.requests
    model.then(half)
    with asking(url, "/v1/chat", {"message": QUESTION}):
        assert within(20, lambda: model.requests == asked + 1)
        time.sleep(0.3)

    assert within(20, lambda: len(stored(kept)) == 1)
    assert stored(kept)[0][1] == "verified"


def test_who_stays_waits_for_the_model(service, model):
    url, kept = service
    model.then(UNPROVEN)

    answer = httpx.post(f"{url}/v1/chat", json={"message": QUESTION}, timeout=30).json()

    assert answer["status"] == "answered"
    assert counted(url, "techforce_visitors_left_total") == 0
    assert counted(url, 'techforce_model_calls_total{outcome="ok"}') == 1
