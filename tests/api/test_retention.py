"""What is older than it may be is deleted while the server runs."""

import asyncio
import time
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import select, update

from api.accounts.tables import TryRow
from api.accounts.tries import Tries
from api.app import create_app
from api.parts import Opening, Parts
from api.retention import expire_hourly, sweep_hourly
from api.settings import ApiSettings
from assistant.rows import TurnRow
from assistant.transcript import Transcript
from ingest.uploads import Uploads
from knowledge.database import open_database
from knowledge.errors import StoreUnavailable
from tests.apart import run as run_apart
from tests.api.doubles import PAY, Still, opener
from tests.api.service import wait_until_ready


class Deleting:
    """A transcript that notes what it is to delete, and fails the first time."""

    def __init__(self):
        self.asked = []

    def expire(self, before):
        self.asked.append(before)
        if len(self.asked) == 1:
            raise StoreUnavailable("the database cannot be used")
        return 1


@pytest.fixture
def transcript():
    return Deleting()


@pytest.fixture
def opening(transcript):
    @contextmanager
    def open_parts():
        yield Parts(Still(None), transcript, None)

    opening = Opening(open_parts)
    opening.start()
    yield opening
    opening.close()


def test_turns_are_deleted_again_and_again_also_after_a_failure(opening, transcript):
    async def run():
        task = asyncio.create_task(expire_hourly(opening, 90, pause_s=0.01))
        while len(transcript.asked) < 3:
            await asyncio.sleep(0.01)
        task.cancel()

    run_apart(run())
    age = datetime.now(UTC) - transcript.asked[0]
    assert timedelta(days=90) <= age < timedelta(days=90, minutes=1)


def test_nothing_is_deleted_where_all_is_to_be_kept(opening, transcript):
    run_apart(expire_hourly(opening, 0, pause_s=0.01))
    assert transcript.asked == []


def test_a_server_deletes_what_is_too_old_when_it_starts(assistant, database_url):
    engine = open_database(database_url)
    transcript = Transcript(engine)
    old, new = transcript.create(), transcript.create()
    turn = transcript.append(old.id, PAY)
    transcript.append(new.id, PAY)
    with engine.begin() as connection:
        then = datetime.now(UTC) - timedelta(days=8)
        aged = update(TurnRow).where(TurnRow.id == turn.id).values(asked_at=then)
        connection.execute(aged)

    app = create_app(ApiSettings(retention_days=7), opener(assistant, database_url))
    with TestClient(app) as client:
        wait_until_ready(client)
        deadline = time.monotonic() + 10
        while transcript.load(old.id).turns:
            assert time.monotonic() < deadline
            time.sleep(0.05)
        assert len(client.get(f"/v1/conversations/{new.id}").json()["turns"]) == 1
    engine.dispose()


def test_a_server_deletes_what_is_of_no_use_any_more_also_where_all_turns_are_kept(
    assistant, database_url
):
    then = datetime.now(UTC) - timedelta(days=2)
    engine = open_database(database_url)
    settings = ApiSettings(retention_days=0)
    Tries(engine, settings.sign_in_limit, lambda: then).count("maria", "192.0.2.1")
    uploads, origin = Uploads(engine), "upload:0123456789ab/leave.md"
    uploads.put(origin, b"There are 13 days.", waiting=True, sent_at=then)

    with TestClient(create_app(settings, opener(assistant, database_url))) as client:
        wait_until_ready(client)
        deadline = time.monotonic() + 10
        while uploads.holds(origin):
            assert time.monotonic() < deadline
            time.sleep(0.05)
    with engine.connect() as connection:
        assert connection.execute(select(TryRow)).all() == []
    engine.dispose()


def test_what_cannot_be_deleted_is_tried_again(opening, monkeypatch):
    tried = []

    def expire(_):
        tried.append(len(tried))
        raise StoreUnavailable("the database cannot be used")

    monkeypatch.setattr(Tries, "expire", expire)

    async def run():
        task = asyncio.create_task(sweep_hourly(opening, ApiSettings(), pause_s=0.01))
        while len(tried) < 3:
            await asyncio.sleep(0.01)
        task.cancel()

    run_apart(run())
