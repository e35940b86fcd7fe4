"""Too many at once: who cannot be answered is told when to try again, and who asks little is."""

import asyncio
import socket
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack

import httpx
import pytest

from api.app import create_app
from api.settings import ApiSettings
from tests.apart import run
from tests.api.doubles import ScriptedAssistant, opener
from tests.api.service import serving
from tests.reliability.crowd import look

pytestmark = pytest.mark.slow
PAY = {"message": "How much is the pay?"}


PLACES = 2 + 8  # that work and that wait


class Slow(ScriptedAssistant):
    """Takes a while for each answer, as a processor that is busy, and none while it is shut."""

    def __init__(self):
        super().__init__()
        self.open = threading.Event()
        self.open.set()

    def events(self, question, conversation, language):
        """As the scripted one, later."""
        time.sleep(0.02)
        assert self.open.wait(60)
        return super().events(question, conversation, language)


@pytest.fixture
def slow():
    return Slow()


@pytest.fixture
def url(tmp_path, slow):
    settings = ApiSettings(rate_limit="off", threads=2, queue=8, trusted_proxies="*")
    app = create_app(settings, opener(slow, f"sqlite:///{tmp_path / 'techforce.db'}"))
    with serving(app) as address:
        yield address


async def ask(url, address, times):
    """The statuses that one visitor sees who asks so often, one after the other."""
    headers, statuses = {"X-Forwarded-For": address}, []
    async with httpx.AsyncClient(base_url=url, timeout=60, headers=headers) as client:
        for _ in range(times):
            reply = await client.post("/v1/chat", json=PAY)
            statuses.append(reply.status_code)
            if reply.status_code == 503:
                assert reply.headers["retry-after"] in {"1", "2", "3", "4"}
                assert reply.json()["type"].endswith("busy")
    return statuses


def test_more_than_the_places_are_answered_or_told_when_to_come_back(url, slow):
    async def crowd():
        asked = {asyncio.create_task(ask(url, f"192.0.2.{n}", 1)) for n in range(40)}
        refused = set()
        while len(refused) < 40 - PLACES:
            done, asked = await asyncio.wait(asked, timeout=60, return_when=asyncio.FIRST_COMPLETED)
            assert done, "neither answered nor told when to come back"
            refused |= done
        health = await asyncio.to_thread(look, url, 0.5)
        slow.open.set()
        return [t.result() for t in refused], await asyncio.gather(*asked), health

    slow.open.clear()
    refused, answered, health = run(crowd())

    assert refused == [[503]] * 30 and answered == [[200]] * PLACES
    assert health  # /healthz answered while all places were taken
    assert httpx.post(f"{url}/v1/chat", json=PAY).status_code == 200
    told = httpx.get(f"{url}/metrics").text
    assert "techforce_turns_working 0.0" in told and "techforce_turns_waiting 0.0" in told


def test_one_who_asks_on_many_connections_keeps_nobody_out(url):
    async def crowd():
        greedy = [ask(url, "192.0.2.1", 2) for _ in range(30)]
        modest = [ask(url, f"198.51.100.{n}", 4) for n in range(4)]
        seen = await asyncio.gather(*greedy, *modest)
        return sum(seen[:30], []), sum(seen[30:], [])

    greedy, modest = run(crowd())

    assert modest == [200] * 16
    assert set(greedy) == {200, 503}


def test_connections_that_send_or_read_byte_by_byte_hold_nobody_up(url):
    address = httpx.URL(url)
    body = '{"message": "How much is the pay?"}'
    head = f"POST /v1/chat HTTP/1.1\r\nHost: x\r\nContent-Length: {len(body)}\r\n"
    whole = f"{head}Content-Type: application/json\r\nAccept: text/event-stream\r\n\r\n{body}"
    with ExitStack() as stack:
        senders, readers = (
            [
                stack.enter_context(socket.create_connection((address.host, address.port)))
                for _ in range(100)
            ]
            for _ in "12"
        )
        for sender in senders:
            sender.sendall(whole[:-5].encode())
        for reader in readers[:8]:
            reader.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1)
            reader.sendall(whole.encode())
            assert reader.recv(1) == b"H"
        with ThreadPoolExecutor(4) as pool:
            replies = list(pool.map(lambda _: httpx.post(f"{url}/v1/chat", json=PAY), range(20)))
        for sender in senders[:5]:
            sender.sendall(whole[-5:].encode())
            assert sender.recv(12) == b"HTTP/1.1 200"

    assert {reply.status_code for reply in replies} == {200}
