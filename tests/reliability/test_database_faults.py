"""A database that is killed, hangs or is locked: told, survived, and nothing stored is lost."""

import os
import signal
import sqlite3
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor, as_completed
from contextlib import ExitStack, closing
from itertools import islice

import httpx
import psutil
import pytest

from api.app import create_app
from api.settings import ApiSettings
from tests.api.doubles import opener
from tests.api.service import parse_events, serving
from tests.servers import empty_database, postgres_running

pytestmark = pytest.mark.slow
PAY = {"message": "How much is the pay?"}
SLOW = {"message": "slow"}
STREAM = {"Accept": "text/event-stream"}
LOCK = """
import sqlite3, sys
connection = sqlite3.connect(sys.argv[1])
connection.execute("BEGIN EXCLUSIVE")
print("locked", flush=True)
sys.stdin.readline()
connection.rollback()
"""


@pytest.fixture
def server():
    """A PostgreSQL server of its own, which a test may end and start."""
    with postgres_running() as running:
        yield running


@pytest.fixture
def service(server, assistant):
    settings = ApiSettings(rate_limit="off", threads=2, queue=4)
    with ExitStack() as stack:
        url = stack.enter_context(empty_database(server))
        address = stack.enter_context(serving(create_app(settings, opener(assistant, url))))
        yield stack.enter_context(httpx.Client(base_url=address, timeout=60))


def kill(server):
    """As when the machine of the database goes: nobody is told."""
    process = psutil.Process(server.get_pid())
    family = [process, *process.children(recursive=True)]
    for one in family:
        one.kill()
    psutil.wait_procs(family, timeout=20)


def test_a_database_that_is_killed_in_a_request_and_started_again(service, server, assistant):
    first = service.post("/v1/chat", json=PAY).json()
    with ThreadPoolExecutor(2) as pool:
        whole = pool.submit(service.post, "/v1/chat", json=SLOW)
        streamed = pool.submit(service.post, "/v1/chat", json=SLOW, headers=STREAM)
        for _ in "12":
            assert assistant.working.acquire(timeout=20)
        kill(server)
        assistant.release.set()
        whole, streamed = whole.result(), streamed.result()
    down = service.post("/v1/chat", json=PAY)
    alive = service.get("/healthz")
    server.ensure_postgres_running()

    assert whole.status_code == down.status_code == 503
    assert whole.headers["retry-after"] and down.headers["retry-after"]
    assert "postgres" not in whole.text
    name, problem = parse_events(streamed.text)[-1]
    assert name == "error" and problem["type"].endswith("knowledge-unavailable")
    assert alive.status_code == 200
    again = service.post("/v1/chat", json={**PAY, "conversation_id": first["conversation_id"]})
    assert again.status_code == 200
    stored = service.get(f"/v1/conversations/{first['conversation_id']}").json()
    assert [turn["answer"]["id"] for turn in stored["turns"]] == [first["id"], again.json()["id"]]


def test_a_database_that_hangs_delays_and_loses_nothing(service, server, assistant):
    first = service.post("/v1/chat", json=PAY).json()
    process = psutil.Process(server.get_pid())
    family = [process, *process.children(recursive=True)]
    with ThreadPoolExecutor(8) as pool:
        for one in family:
            one.suspend()
        try:
            asked = [pool.submit(service.post, "/v1/chat", json=PAY) for _ in range(8)]
            # More than the queue: told while nothing can be answered.
            refused = [a.result() for a in islice(as_completed(asked, timeout=30), 2)]
            alive = service.get("/healthz")
        finally:
            for one in family:
                one.resume()
        replies = [a.result() for a in asked]

    assert alive.status_code == 200
    assert {r.status_code for r in refused} == {503}
    answered = [r.json() for r in replies if r.status_code == 200]
    assert len(answered) == 6
    for answer in [first, *answered]:
        stored = service.get(f"/v1/conversations/{answer['conversation_id']}").json()
        assert [turn["answer"]["id"] for turn in stored["turns"]] == [answer["id"]]


@pytest.fixture
def sqlite(assistant, tmp_path):
    """A client of a service on SQLite, and a process that can lock its file."""
    path = tmp_path / "techforce.db"
    app = create_app(ApiSettings(rate_limit="off"), opener(assistant, f"sqlite:///{path}"))
    with serving(app) as address, httpx.Client(base_url=address, timeout=60) as client:
        yield client, path


def locking(path):
    process = subprocess.Popen(
        [sys.executable, "-c", LOCK, str(path)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout.readline() == "locked\n"
    return process


def test_a_database_that_another_process_locks_is_waited_for(sqlite):
    client, path = sqlite
    process = locking(path)
    with ThreadPoolExecutor(1) as pool:
        asked = pool.submit(client.post, "/v1/chat", json=PAY)
        time.sleep(0.5)
        assert not asked.done()
        process.communicate("\n")
        answer = asked.result()
    assert answer.status_code == 200


def test_a_database_that_stays_locked_is_told_and_found_again(sqlite):
    client, path = sqlite
    first = client.post("/v1/chat", json=PAY).json()
    process = locking(path)
    locked = client.post("/v1/chat", json=PAY)
    os.kill(process.pid, signal.SIGKILL)  # its lock goes with it
    process.communicate()
    later = client.post("/v1/chat", json=PAY)

    assert locked.status_code == 503 and locked.headers["retry-after"]
    assert later.status_code == 200
    assert client.get(f"/v1/conversations/{first['conversation_id']}").status_code == 200
    with closing(sqlite3.connect(path)) as database:
        assert database.execute("SELECT count(*) FROM turn").fetchone() == (2,)
