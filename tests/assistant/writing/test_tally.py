"""What a call used, by its provider or by length; a call that never went out used nothing."""

from threading import Event

import pytest

from assistant.errors import ChatBroken, ChatRateLimited, ChatTooSlow, ChatUnreachable
from assistant.presence import waiting
from assistant.writing.chat_model import Chunk, Message, Role, Tokens
from assistant.writing.ledger import Ledger
from assistant.writing.replier import Replier, brief
from knowledge.database import open_database

ASKED = (Message(Role.USER, "How long does it last? " * 10),)


class Ends:
    """A chat model that says some pieces and ends with an error."""

    name = "ends"

    def __init__(self, error, *pieces):
        self.error, self.pieces = error, pieces

    def stream(self, messages):
        yield from map(Chunk, self.pieces)
        raise self.error


@pytest.fixture
def replier(tmp_path):
    """Makes a Replier of a model."""
    engine = open_database(f"sqlite:///{tmp_path / 'use.db'}")
    yield lambda model: Replier(model, Ledger(engine, "ends", {}), brief(5, 100))
    engine.dispose()


@pytest.mark.parametrize("error", [ChatUnreachable("no connection"), ChatRateLimited("later")])
def test_a_call_that_did_not_go_out_is_not_counted(replier, error):
    made = replier(Ends(error))
    reply = made(ASKED)

    assert reply.outcome == error.outcome and made.ledger.used()[0] == Tokens(0, 0)


@pytest.mark.parametrize(
    "model",
    [
        Ends(ChatUnreachable("cut"), "two "),
        Ends(ChatTooSlow("late")),
        Ends(ChatBroken("cut short"), "two "),
    ],
)
def test_a_call_that_went_out_and_broke_is_estimated(replier, model):
    made = replier(model)
    made(ASKED)

    assert made.ledger.used()[0].input_tokens == len(ASKED[0].text) // 4


def test_where_nobody_waits_any_more_nothing_is_sent_and_nothing_counted(replier):
    left = Event()
    left.set()
    made = replier(Ends(ChatBroken("never asked"), "two "))
    with waiting(left):
        made(ASKED)

    assert made.ledger.used()[0] == Tokens(0, 0)
