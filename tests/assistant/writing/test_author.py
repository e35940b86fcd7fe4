"""The real assistant with a chat model behind a real server: written, proven, or quoted."""

from __future__ import annotations

import pytest

from assistant.answer import Origin, Reason, Status
from assistant.build import open_assistant
from assistant.conversation import Conversation
from assistant.events import Answered, Dropped, Found, Proven, Searching
from assistant.settings import AssistantSettings
from tests.chat_server import ChatServer, Script

NEW = Conversation("")
VERIFIED = "How long is the Tech Force term?"
TERM = "The standard commitment of a fellow is two years"
SILENT = "[0]"
INVENTED = "Every fellow gets $999,999 a week and a free car [1]."


@pytest.fixture(scope="module")
def server():
    with ChatServer(SILENT) as running:
        yield running


@pytest.fixture(scope="module")
def opened(server, real_knowledge):
    """Opens an Assistant with the scripted model, one for each way of writing."""
    found = {}
    managers = []
    for writes in ("unmatched", "all"):
        settings = AssistantSettings(
            _env_file=None,
            chat_model="scripted",
            chat_base_url=server.url,
            chat_writes=writes,
            chat_first_token_s=5,
            chat_between_tokens_s=2,
            chat_retries=0,
        )
        managers.append(open_assistant(settings, real_knowledge))
        found[writes] = managers[-1].__enter__()
    yield found
    for manager in managers:
        manager.__exit__(None, None, None)


def cited(prompt: list[dict[str, str]], words: str) -> int:
    """The number of the piece of evidence that holds the words."""
    text = prompt[-1]["content"]
    before = text[: text.index(words)]
    return int(before.rpartition("evidence [")[2].partition("]")[0])


def test_a_verified_answer_is_served_without_asking_the_model(server, opened) -> None:
    asked = server.requests
    answer = opened["unmatched"].answer(VERIFIED, NEW)
    assert (answer.status, answer.generator) == (Status.ANSWERED, "verified")
    assert (answer.usage, answer.dropped) == (None, 0)
    assert server.requests == asked


def test_where_all_is_written_the_model_words_a_verified_answer(server, opened) -> None:
    def reply(messages):
        return f"{TERM} [{cited(messages, 'term of two years')}]. {INVENTED}"

    server.reply = reply
    *events, last = opened["all"].events(VERIFIED, NEW)
    answer = last.answer
    assert isinstance(last, Answered)
    assert answer.status is Status.ANSWERED
    assert answer.generator == "scripted"
    assert [s.text for s in answer.sentences] == [f"{TERM}."]
    assert answer.sentences[0].origin is Origin.GENERATED
    assert "a term of two years" in answer.citations[0].quote
    kinds = [type(event) for event in events]
    assert kinds.index(Searching) < kinds.index(Found) < kinds.index(Proven)
    assert sum(issubclass(kind, Proven) for kind in kinds) == 1
    assert kinds.count(Dropped) == 1
    assert answer.dropped == 1
    assert answer.usage.output_tokens > 0
    assert not answer.usage.cached


@pytest.mark.parametrize(
    "reply",
    [INVENTED, SILENT, "", Script(status=500), Script(status=429), "Voilà ce que je dis ici [1]."],
    ids=["invented", "silent", "empty", "broken", "rate-limited", "wrong-language"],
)  # fmt: skip
def test_whatever_the_model_does_a_verified_answer_stands(server, opened, reply) -> None:
    server.reply = reply
    answer = opened["all"].answer("Where are the jobs located?", NEW)
    assert (answer.status, answer.generator) == (Status.ANSWERED, "verified")
    assert "Washington" in answer.text
    turned_away = isinstance(reply, Script)  # costs nothing
    assert (answer.usage.input_tokens > 0) != turned_away
    assert answer.usage.usd is None  # no price of the scripted model is known
    assert answer.dropped == (isinstance(reply, str) and "[1]" in reply)


def test_a_draft_without_proof_on_what_is_in_no_source_is_called_unsupported(server, opened):
    server.reply = INVENTED
    answers = [
        opened["unmatched"].answer(question, NEW)
        for question in (
            "Does the Tech Force have its own submarine base in Alaska?",
            "Which sandwich does the Tech Force canteen sell on Fridays?",
        )
    ]
    assert all(a.status is Status.UNANSWERED for a in answers)
    assert all(
        a.reason in (Reason.UNSUPPORTED, Reason.NOT_IN_SOURCES, Reason.NOT_STATED) for a in answers
    )
    assert all("999" not in a.text for a in answers)
