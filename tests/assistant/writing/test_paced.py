"""Whatever a chat model does, its reader has text or a named error within the limits."""

import threading
import time
import traceback
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing

import pytest

from assistant.errors import (
    ChatBroken,
    ChatEmpty,
    ChatRateLimited,
    ChatRefused,
    ChatTooSlow,
    ChatUnreachable,
    ModelError,
)
from assistant.settings import AssistantSettings
from assistant.writing.chat_model import Chunk, Message, Role, Tokens
from assistant.writing.langchain_model import open_chat_model
from assistant.writing.paced import Limits, paced
from assistant.writing.tally import Tally
from tests.chat_server import ChatServer, Script

ASKED = (Message(Role.SYSTEM, "Be brief."), Message(Role.USER, "How long?"))
TEXT = "It lasts two years [1]. It may be extended [2]."
PATIENT = Limits(first_token_s=20, between_tokens_s=20, total_s=60)
KEY = "key-that-nobody-may-see"


@pytest.fixture
def server():
    with ChatServer(TEXT) as running:
        yield running


@pytest.fixture
def model(server):
    settings = AssistantSettings(
        _env_file=None, chat_model="scripted", chat_base_url=server.url, chat_api_key=KEY
    )
    with closing(open_chat_model(settings)) as opened:
        yield opened


def read(model, limits=PATIENT, stop=None):
    """What arrived, and the error that it ended with, None where it ended well."""
    arrived = []
    try:
        for text in paced(model, ASKED, limits, stop):
            arrived.append(text)
    except ModelError as error:
        return "".join(arrived), error
    return "".join(arrived), None


def within(seconds, holds):
    """Whether something comes to hold in time."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if holds():
            return True
        time.sleep(0.01)
    return holds()


def calls():
    return [thread for thread in threading.enumerate() if thread.name == "chat-call"]


def test_text_arrives_in_pieces_with_what_it_used(server, model):
    server.reply = Script(TEXT, usage=(321, 12))
    used = Tally()
    pieces = list(paced(model, ASKED, PATIENT, used=used))

    assert "".join(pieces) == TEXT
    assert len(pieces) > 5
    assert (used.usage, used.went_out) == (Tokens(321, 12), True)
    assert [(m["role"], m["content"]) for m in server.prompts[0]] == [
        ("system", "Be brief."), ("user", "How long?"),
    ]  # fmt: skip


def test_what_is_done_meanwhile_is_done_once_while_the_model_begins(server, model):
    server.then(Script(status=503))
    seen = []
    pieces = paced(
        model, ASKED, PATIENT, meanwhile=lambda: seen.append(within(20, lambda: server.requests))
    )

    assert "".join(pieces) == TEXT
    assert (seen, server.requests) == ([True], 2)


@pytest.mark.parametrize(
    "script, limits, text, setting",
    [
        (Script(TEXT, first_token_s=30), Limits(0.3, 20, 60), "", "FIRST_TOKEN"),
        (Script(TEXT, between_tokens_s=30), Limits(20, 0.3, 60), "It", "BETWEEN_TOKENS"),
        (
            Script("on ", endless=True, between_tokens_s=0.1),
            Limits(20, 20, 0.5),
            "on",
            "TOTAL",
        ),
    ],
)
def test_a_slow_model_is_given_up_in_time(server, model, script, limits, text, setting):
    server.reply = script
    arrived, error = read(model, limits)

    assert arrived.startswith(text) and bool(arrived) == bool(text)
    assert isinstance(error, ChatTooSlow) and f"TECHFORCE_CHAT_{setting}_S" in str(error)
    assert within(20, lambda: server.cancelled == 1 and server.open_connections == 0)


def test_a_model_that_thinks_without_a_word_is_too_slow(server, model):
    server.reply = Script("\n", endless=True, between_tokens_s=0.02)

    assert isinstance(read(model, Limits(0.3, 20, 60))[1], ChatTooSlow)


def test_time_that_the_reader_takes_is_not_the_models_silence(server, model):
    text = paced(model, ASKED, Limits(20, 0.3, 60))
    first = next(text)
    time.sleep(0.6)

    assert first + "".join(text) == TEXT


@pytest.mark.parametrize("between", [0.0, 0.001])
def test_an_endless_model_is_cut_off_and_its_call_cancelled(server, model, between):
    server.reply = Script("again and ", endless=True, between_tokens_s=between)
    arrived, error = read(model, Limits(20, 20, 60, characters=300))

    assert (len(arrived), error) == (300, None)
    assert within(20, lambda: server.cancelled == 1 and server.open_connections == 0)


@pytest.mark.parametrize("text", ["", " \n "])
def test_an_empty_answer_is_an_error(server, model, text):
    server.reply = text
    arrived, error = read(model)

    assert (arrived, type(error), server.requests) == ("", ChatEmpty, 1)


@pytest.mark.parametrize(
    "raw",
    [
        "data: {not json\n\n",
        'data: {"error": {"message": "overloaded"}}\n\n',
        'data: {"choices": [{"delta": "words"}]}\n\n',
        'data: "words"\n\n',
    ],
)
def test_what_is_no_answer_is_an_error_after_the_text_before_it(server, model, raw):
    server.reply = Script(TEXT, raw_after=(3, raw))
    arrived, error = read(model)

    assert (arrived, type(error), server.requests) == ("It lasts two", ChatBroken, 1)


@pytest.mark.parametrize("script", [Script(TEXT, cut_after=3), Script(TEXT, ends_unsaid=True)])
def test_a_cut_within_the_answer_is_told_and_not_tried_again(server, model, script):
    server.reply = script
    arrived, error = read(model)

    assert TEXT.startswith(arrived) and arrived
    assert (type(error), server.requests) == (ChatUnreachable, 1)


@pytest.mark.parametrize("finish", ["content_filter", "refusal"])
def test_a_model_that_will_not_answer_has_refused(server, model, finish):
    server.reply = Script("", finish=finish)

    assert isinstance(read(model)[1], ChatRefused)


@pytest.mark.parametrize("status", [400, 401, 402, 403, 404, 413, 422])
def test_what_a_provider_does_not_take_is_not_sent_again_and_no_key_is_told(server, model, status):
    server.reply = Script(status=status, error=f"Incorrect API key provided: {KEY}")
    error = read(model)[1]

    assert (type(error), server.requests, server.keys) == (ChatRefused, 1, [KEY])
    assert str(status) in str(error)
    assert KEY not in "".join(traceback.format_exception(error))


@pytest.mark.parametrize(
    "trouble",
    [
        Script(status=429, headers={"Retry-After": "0"}),
        Script(status=500),
        Script(status=503),
        Script(status=529),
        Script(cut_after=-1),
        Script(TEXT, cut_after=0),
    ],
)
def test_trouble_before_the_first_word_is_tried_again(server, model, trouble):
    server.then(trouble, trouble)

    assert read(model) == (TEXT, None)
    assert server.requests == 3


def test_tries_are_counted_and_the_last_error_told(server, model):
    server.reply = Script(status=429, headers={"Retry-After": "0"})

    assert isinstance(read(model, Limits(20, 20, 60, retries=1))[1], ChatRateLimited)
    assert server.requests == 2


@pytest.mark.parametrize("told", ["60", "Fri, 31 Dec 2100 23:59:59 GMT"])
def test_nobody_waits_for_a_provider_longer_than_for_a_model(server, model, told):
    server.reply = Script(status=429, headers={"Retry-After": told})
    began = time.monotonic()
    error = read(model, Limits(5, 5, 10))[1]

    assert time.monotonic() - began < 30
    assert isinstance(error, ChatRateLimited) and error.retry_after >= 60
    assert server.requests == 1


def test_a_server_that_is_not_there_is_told_as_such():
    settings = AssistantSettings(
        _env_file=None, chat_model="scripted", chat_base_url="http://127.0.0.1:9/v1"
    )
    with closing(open_chat_model(settings)) as model:
        assert isinstance(read(model, Limits(20, 20, 60, retries=0))[1], ChatUnreachable)


def test_a_reader_who_leaves_cancels_the_call(server, model):
    server.reply = Script(TEXT, between_tokens_s=30)
    text = paced(model, ASKED, PATIENT)
    next(text)
    text.close()

    assert within(20, lambda: server.cancelled == 1 and server.open_connections == 0)
    assert within(20, lambda: not calls())


def test_no_call_is_made_for_a_turn_that_was_stopped_before():
    stop, model = threading.Event(), Calls()
    stop.set()

    assert read(model, stop=stop) == ("", None)
    assert not within(0.2, lambda: model.calls)


class Calls:
    """A model that counts its calls."""

    name, calls = "counts", 0

    def stream(self, messages):
        self.calls += 1
        return iter([Chunk("text")])


def test_a_turn_that_is_stopped_cancels_the_call_before_the_first_word(server, model):
    server.reply = Script(TEXT, first_token_s=30)
    stop = threading.Event()
    threading.Timer(0.3, stop.set).start()

    assert read(model, PATIENT, stop) == ("", None)
    assert within(20, lambda: server.cancelled == 1 and not calls())


def test_a_pause_before_the_next_try_ends_where_the_turn_is_stopped(server, model):
    server.reply = Script(status=429, headers={"Retry-After": "60"})
    stop = threading.Event()
    threading.Timer(0.3, stop.set).start()
    began = time.monotonic()

    assert read(model, Limits(90, 20, 120), stop) == ("", None)
    assert (time.monotonic() - began < 30, server.requests) == (True, 1)


class Hanging:
    """A generator that nothing can interrupt while it waits."""

    name = "hanging"

    def __init__(self):
        self.go_on = threading.Event()
        self.closed = threading.Event()

    def stream(self, messages):
        try:
            self.go_on.wait(30)
            yield Chunk("late")
            yield Chunk("later")
        finally:
            self.closed.set()


def test_a_model_that_cannot_be_interrupted_holds_up_nobody_and_ends_at_its_next_chunk():
    model = Hanging()
    arrived, error = read(model, Limits(0.2, 20, 60))

    assert (arrived, type(error), model.closed.is_set()) == ("", ChatTooSlow, False)
    model.go_on.set()
    assert model.closed.wait(5) and within(20, lambda: not calls())


class Faulty:
    name = "faulty"

    def stream(self, messages):
        yield Chunk("well ")
        raise ZeroDivisionError


def test_a_fault_of_a_model_is_raised_where_its_text_is_read():
    text = paced(Faulty(), ASKED, PATIENT)

    assert next(text) == "well "
    with pytest.raises(ZeroDivisionError):
        next(text)


def test_many_calls_run_at_the_same_time_and_leave_nothing_behind(server, model):
    server.reply = Script(TEXT, first_token_s=2)
    began = time.monotonic()
    with ThreadPoolExecutor(20) as pool:
        answers = list(pool.map(lambda _: read(model), range(20)))

    assert answers == [(TEXT, None)] * 20
    assert time.monotonic() - began < 30
    assert within(20, lambda: not calls())
