"""A clock that jumps: what is measured by the time of day, and that nothing is lost by it."""

import asyncio
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import update

from api.accounts.accounts import open_accounts
from api.accounts.values import Role
from api.parts import Opening, Parts
from api.retention import expire_hourly
from api.settings import ApiSettings
from assistant.errors import UnknownConversation
from assistant.rows import TurnRow
from assistant.transcript import Transcript
from knowledge.database import open_database
from tests.apart import run
from tests.api.doubles import PAY, Still


class Clock:
    """The time of day, as it is set."""

    def __init__(self):
        self.now = datetime.now(UTC)
        self.asked = 0

    def __call__(self):
        self.asked += 1
        return self.now


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def engine(tmp_path):
    engine = open_database(f"sqlite:///{tmp_path / 'techforce.db'}")
    yield engine
    engine.dispose()


@pytest.fixture
def opening(engine):
    @contextmanager
    def open_parts():
        yield Parts(Still(None), Transcript(engine), engine)

    opening = Opening(open_parts)
    opening.start()
    yield opening
    opening.close()


def expire(opening, clock, jump, looks):
    """Let the server look for what has expired so often, the clock set once in between."""

    async def watch():
        task = asyncio.create_task(expire_hourly(opening, 90, 0.02, clock))
        for setting in (timedelta(0), jump):
            clock.now += setting
            begun = clock.asked
            while clock.asked < begun + looks:
                await asyncio.sleep(0.01)
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)

    run(watch())


def test_a_clock_that_is_set_forward_by_mistake_deletes_no_conversation(opening, engine, clock):
    kept = Transcript(engine)
    conversation = kept.create().id
    kept.append(conversation, PAY)

    expire(opening, clock, timedelta(days=400), looks=1)
    clock.now -= timedelta(days=400)  # somebody has put it right
    expire(opening, clock, timedelta(0), looks=3)

    assert len(kept.load(conversation).turns) == 1


def test_a_clock_that_is_right_deletes_what_has_expired(opening, engine, clock):
    kept = Transcript(engine)
    conversation = kept.create().id
    kept.append(conversation, PAY)

    expire(opening, clock, timedelta(days=400), looks=4)

    with pytest.raises(UnknownConversation):
        kept.load(conversation)


@pytest.mark.parametrize("jump", [timedelta(hours=-5), timedelta(days=-400)])
def test_a_conversation_keeps_its_order_when_the_clock_is_set_back(engine, jump):
    kept = Transcript(engine)
    conversation = kept.create().id
    first = kept.append(conversation, replace(PAY, question="first"))
    second = kept.append(conversation, replace(PAY, question="second"))
    with engine.begin() as connection:
        late = update(TurnRow).where(TurnRow.id == second.id)
        connection.execute(late.values(asked_at=first.asked_at + jump))

    turns = kept.load(conversation, last=2).turns

    assert [turn.answer.question for turn in turns] == ["first", "second"]


def test_a_session_outlives_a_clock_that_is_set_back_and_ends_when_it_is_set_forward(engine, clock):
    settings = ApiSettings(session_idle_minutes=30, session_hours=8)
    accounts = open_accounts(engine, settings, clock)
    password = "gentle otter reads maps"
    accounts.passwords.create("test", "maria@example.gov", "Maria", Role.ADMIN, password)
    token = accounts.passwords.sign_in("maria@example.gov", password, "192.0.2.1")

    clock.now -= timedelta(hours=3)
    assert accounts.sessions.user(token).email == "maria@example.gov"
    clock.now += timedelta(hours=3, minutes=29)
    assert accounts.sessions.user(token).email == "maria@example.gov"
    clock.now += timedelta(days=400)
    assert accounts.sessions.user(token) is None
