"""What a first question leaves behind whose visitor cannot know of its conversation."""

from threading import Event

import pytest
from sqlalchemy import text

from api.asking import NobodyWaits, Turns
from api.metrics import Metrics
from api.parts import Parts
from api.turns import Message
from api.workers import Workers
from assistant.transcript import Transcript
from knowledge.database import open_database
from tests.apart import run
from tests.api.doubles import Still
from tests.api.service import parse_events, problem

STREAM = {"Accept": "text/event-stream"}


@pytest.fixture
def transcript(database_url):
    engine = open_database(database_url)
    yield Transcript(engine)
    engine.dispose()


@pytest.fixture
def turns(assistant, transcript, settings):
    """Makes the Turns of a request whose visitor has left."""
    parts, left = Parts(Still(assistant), transcript, transcript._engine), Event()
    left.set()
    return lambda workers: Turns(parts, workers, settings, Metrics(), left, None)


def conversations(transcript):
    """How many there are, and how many turns."""
    with transcript._engine.connect() as connection:
        count = lambda table: connection.scalar(text(f"SELECT count(*) FROM {table}"))  # noqa: E731
        return count("conversation"), count("turn")


def test_a_first_question_whose_visitor_left_in_the_queue_is_not_looked_at(
    turns, assistant, transcript
):
    async def ask_both_ways():
        workers = Workers(1, 1)
        left = turns(workers)
        with pytest.raises(NobodyWaits):
            await left.last(Message("how much?", None, None))
        with pytest.raises(NobodyWaits):
            await left.stream(Message("how much?", None, None))
        await workers.close()

    run(ask_both_ways())

    assert assistant.heard == []
    assert conversations(transcript) == (0, 0)


def test_a_later_question_is_answered_for_who_comes_back(turns, transcript):
    known = transcript.create().id

    async def ask():
        workers = Workers(1, 1)
        told = await turns(workers).last(Message("how much?", known, None))
        await workers.close()
        return told

    assert run(ask()).conversation_id == known
    assert conversations(transcript) == (1, 1)


def test_a_first_turn_that_fails_untold_leaves_no_conversation(client, transcript):
    problem(client.post("/v1/chat", json={"message": "crash"}), 500, "internal-error")

    assert conversations(transcript) == (0, 0)


def test_a_conversation_that_was_told_of_outlives_a_first_turn_that_fails(client, transcript):
    failed = client.post("/v1/chat", json={"message": "crash"}, headers=STREAM)
    [(_, begun), (name, _)] = parse_events(failed.text)
    assert name == "error"
    again = {"message": "how much?", "conversation_id": begun["conversation_id"]}

    assert client.post("/v1/chat", json=again).json()["status"] == "answered"
    assert conversations(transcript) == (1, 1)


def test_a_failed_turn_takes_nothing_from_a_conversation_that_goes_on(client, transcript):
    first = client.post("/v1/chat", json={"message": "how much?"}).json()
    again = {"message": "crash", "conversation_id": first["conversation_id"]}
    problem(client.post("/v1/chat", json=again), 500, "internal-error")

    assert conversations(transcript) == (1, 1)
