"""Asking over HTTP: whole answers, streamed answers, and what is refused."""

import json
from concurrent.futures import ThreadPoolExecutor

import pytest
from fastapi.testclient import TestClient

from api.app import create_app
from api.settings import ApiSettings
from tests.api.doubles import REPLACED, opener
from tests.api.service import ANSWER_FIELDS, CITATION_FIELDS, parse_events, wait_until_ready


def ask(client, message, **more):
    return client.post("/v1/chat", json={"message": message, **more})


def stream(client, message, **more):
    """Status, headers and (event, payload) pairs of a streamed answer."""
    body, accept = {"message": message, **more}, {"Accept": "text/event-stream"}
    with client.stream("POST", "/v1/chat", json=body, headers=accept) as response:
        text = response.read().decode()
    return response, parse_events(text)


def test_an_answer_has_every_field_of_the_contract(client):
    response = ask(client, "how much?")

    answer = response.json()
    assert response.status_code == 200
    assert answer.keys() == ANSWER_FIELDS
    assert {frozenset(c) for c in answer["citations"]} == {frozenset(CITATION_FIELDS)}
    assert answer["citations"][1]["published"] == "2025-12-01"
    assert answer["citations"][1]["published_precision"] == "month"
    assert answer["as_of"] == "2025-12-15"
    assert answer["sentences"][0] == {
        "text": "Two ranges are reported.", "citations": [1, 2], "origin": "verified"
    }  # fmt: skip
    assert answer["conflicts"][0]["versions"][1] == {
        "value": "$130,000 to $195,000", "citations": [2]
    }  # fmt: skip


@pytest.mark.parametrize(
    ("message", "status", "reason"),
    [
        ("weather", "unanswered", "not_in_sources"),
        ("football", "declined", "off_topic"),
        ("which", "clarification", None),
        ("down", "failed", None),
    ],
)
def test_other_outcomes_have_every_field_too(client, message, status, reason):
    answer = ask(client, message).json()

    assert answer.keys() == ANSWER_FIELDS
    assert (answer["status"], answer["reason"], answer["citations"]) == (status, reason, [])
    assert answer["as_of"] is None


def test_what_the_assistant_adds_is_told_apart_from_the_sentences(client):
    noted = ask(client, "noted").json()
    stored = client.get(f"/v1/conversations/{noted['conversation_id']}").json()

    assert noted["notes"] == stored["turns"][0]["answer"]["notes"] == [REPLACED]
    assert noted["text"].endswith(REPLACED)
    assert REPLACED not in [s["text"] for s in noted["sentences"]]
    assert ask(client, "how much?").json()["notes"] == []


def test_a_conversation_goes_on_with_its_turns_in_mind(client, assistant):
    first = ask(client, "how much?").json()
    second = ask(client, "and how long?", conversation_id=first["conversation_id"]).json()

    assert second["conversation_id"] == first["conversation_id"]
    _, conversation, _ = assistant.heard[-1]
    assert [turn.id for turn in conversation.turns] == [first["id"]]


def test_only_the_newest_turns_are_read_for_a_question(assistant, database_url):
    settings = ApiSettings(rate_limit="off", history_turns=2)
    with TestClient(create_app(settings, opener(assistant, database_url))) as client:
        wait_until_ready(client)
        conversation_id = ask(client, "one").json()["conversation_id"]
        ids = [ask(client, "more", conversation_id=conversation_id).json()["id"] for _ in range(3)]
        ask(client, "last", conversation_id=conversation_id)

    assert [turn.id for turn in assistant.heard[-1][1].turns] == ids[-2:]


@pytest.mark.parametrize(("given", "heard"), [("auto", None), ("fr", "fr"), ("es", "es")])
def test_the_language_is_passed_on(client, assistant, given, heard):
    ask(client, "how much?", language=given)

    assert assistant.heard[-1][2] == heard


def test_the_stream_tells_the_stages_and_ends_with_the_stored_answer(client):
    response, events = stream(client, "how much?")

    names = [name for name, _ in events]
    assert names == ["searching", "evidence", "sentence", "sentence", "answer"]
    assert response.headers["content-type"].startswith("text/event-stream")
    assert response.headers["cache-control"] == "no-cache"
    assert response.headers["x-accel-buffering"] == "no"
    searching, evidence, sentence, _, answer = (payload for _, payload in events)
    assert searching["standalone_question"] == "How much does the Tech Force pay a year?"
    assert evidence["evidence"][0]["text"] == "Pay is about $150,000 to $200,000."
    assert sentence["sentence"]["citations"] == [c["label"] for c in sentence["citations"]]
    assert answer.keys() == ANSWER_FIELDS
    stored = client.get(f"/v1/conversations/{searching['conversation_id']}").json()
    assert stored["turns"][0]["answer"] == answer


def test_streamed_and_whole_answers_are_the_same(client):
    _, events = stream(client, "how much?")
    streamed, whole = events[-1][1], ask(client, "how much?").json()

    for own in ("id", "conversation_id"):
        streamed.pop(own), whole.pop(own)
    assert streamed == whole


def test_the_answer_is_stored_before_it_is_sent(client, assistant, monkeypatch):
    from assistant.transcript import Transcript

    def fail(*_):
        raise RuntimeError("no space left")

    monkeypatch.setattr(Transcript, "append", fail)
    _, events = stream(client, "how much?")

    assert [name for name, _ in events][-1] == "error"
    assert "answer" not in dict(events)


def test_a_break_half_way_is_told_on_the_stream_without_its_text(client):
    _, events = stream(client, "crash")

    name, problem = events[-1]
    assert name == "error"
    assert (problem["status"], problem["type"]) == (500, "urn:techforce:problem:internal-error")
    assert "bug" not in json.dumps(events)


def test_what_is_wrong_with_a_question_is_a_status_on_the_stream_too(client):
    for message, more, status in [
        ("x" * 1001, {}, 422), ("?!", {}, 422), ("hello", {"conversation_id": "nobody"}, 404)
    ]:  # fmt: skip
        response, _ = stream_refused(client, message, **more)
        assert response.status_code == status
        assert response.headers["content-type"] == "application/problem+json"


def stream_refused(client, message, **more):
    headers = {"Accept": "text/event-stream"}
    response = client.post("/v1/chat", json={"message": message, **more}, headers=headers)
    return response, response.json()


def test_silence_is_filled_with_signs_of_life(assistant, database_url):
    settings = ApiSettings(rate_limit="off", heartbeat_seconds=0.05)
    with TestClient(create_app(settings, opener(assistant, database_url))) as client:
        wait_until_ready(client)
        with ThreadPoolExecutor(1) as pool:
            pool.submit(lambda: assistant.working.acquire() and _later(assistant))
            body, accept = {"message": "slow"}, {"Accept": "text/event-stream"}
            response = client.post("/v1/chat", json=body, headers=accept)

    assert response.text.count(": ping\n\n") >= 2
    assert parse_events(response.text)[-1][0] == "answer"


def _later(assistant):
    assistant.release.wait(0.4)
    assistant.release.set()


def test_a_refused_question_leaves_no_conversation_behind(client, database_url):
    from sqlalchemy import create_engine, text

    ask(client, "?!")
    ask(client, "x" * 1001)

    engine = create_engine(database_url)
    with engine.connect() as connection:
        assert connection.execute(text("SELECT count(*) FROM conversation")).scalar_one() == 0
    engine.dispose()


def test_control_characters_become_blanks(client, assistant):
    ask(client, "how\x00 much\x1b?")

    assert assistant.heard[-1][0] == "how  much ?"


def test_many_visitors_at_once_keep_their_own_conversations(client):
    def visit(n):
        first = ask(client, f"question {n}").json()
        second = ask(client, f"again {n}", conversation_id=first["conversation_id"]).json()
        turns = client.get(f"/v1/conversations/{second['conversation_id']}").json()["turns"]
        return [turn["answer"]["question"] for turn in turns]

    with ThreadPoolExecutor(8) as pool:
        seen = list(pool.map(visit, range(24)))

    assert seen == [[f"question {n}", f"again {n}"] for n in range(24)]
