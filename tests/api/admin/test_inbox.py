"""The inbox and the turns as JSON, as a program with a key uses them."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from api.accounts.values import Role
from assistant.transcript import Transcript
from knowledge.database import open_database
from tests.api.console.test_why import TRACE
from tests.api.doubles import PAY, SILENT
from tests.api.service import problem

INBOX, TURNS = "/v1/admin/inbox", "/v1/admin/turns"


@pytest.fixture
def editor(as_role):
    return as_role(Role.EDITOR)


@pytest.fixture
def turn(database_url):
    """A question without an answer, asked after one that had one; its id."""
    engine = open_database(database_url)
    transcript = Transcript(engine)
    conversation = transcript.create()
    transcript.append(conversation.id, PAY)
    turn = transcript.append(conversation.id, replace(SILENT, question="the weather?"), TRACE)
    engine.dispose()
    return turn.id


def test_an_item_is_listed_read_and_settled(editor, turn):
    page = editor.get(f"{INBOX}?kind=unanswered&text=pay").json()
    (item,) = page["items"]
    assert (page["total"], page["kinds"]) == (1, {"unanswered": 1})
    assert (item["count"], item["languages"], item["this_week"]) == (1, {"en": 1}, 1)
    assert [guess["answer_id"] for guess in item["guesses"]] == ["pay", "bonus"]
    path = f"{INBOX}/{item['id']}"
    assert editor.get(path).json()["asked"]["en"][0]["turn_id"] == turn

    later = (datetime.now(UTC) + timedelta(days=2)).isoformat()
    for change, state in (
        ({"assignee": "ana@example.gov"}, "open"), ({"snoozed_until": later}, "snoozed"),
        ({"dismissed": "not ours"}, "dismissed"), ({"reopened": True}, "open"),
        ({"done_by": "pay"}, "done"),
    ):  # fmt: skip
        assert editor.patch(path, json=change).json()["item"]["state"] == state
    assert editor.get(path).json()["item"]["assignee"] == "ana@example.gov"
    assert editor.get(INBOX).json()["items"] == []


@pytest.mark.parametrize(
    ("change", "status"),
    [
        ({}, 400),
        ({"dismissed": "x", "reopened": True}, 400),
        ({"dismissed": " "}, 400),
        ({"snoozed_until": "2020-01-01T00:00:00Z"}, 400),
        ({"snoozed_until": "2020-01-01T00:00:00"}, 422),
        ({"state": "done"}, 422),
    ],
)
def test_a_change_that_cannot_be_made_is_told(editor, turn, change, status):
    (item,) = editor.get(INBOX).json()["items"]
    response = editor.patch(f"{INBOX}/{item['id']}", json=change)

    problem(response, status, {400: "refused", 422: "invalid-request"}[status])
    problem(editor.patch(f"{INBOX}/none", json={"reopened": True}), 404, "not-found")


def test_a_turn_is_found_and_told_with_its_trace(editor, turn):
    (line,) = editor.get(f"{TURNS}?status=unanswered").json()["turns"]
    assert (line["id"], line["reason"]) == (turn, "not_in_sources")

    view = editor.get(f"{TURNS}/{turn}").json()
    assert view["answer"]["question"] == "the weather?"
    assert [answer["status"] for answer in view["before"]] == ["answered"]
    assert view["trace"]["considered"][0]["matches"][1]["id"] == "bonus"
    assert view["trace"]["dropped"][0]["check"] == "values" and view["feedback"] is None
    problem(editor.get(f"{TURNS}/none"), 404, "unknown-answer")


@pytest.mark.parametrize("day", ["0", "-8e-202", "2026-11-22T00:00:00", "20261122", "2026-02-30"])
def test_what_is_no_day_is_refused_and_one_left_empty_is_none(editor, turn, day):
    problem(editor.get(f"{TURNS}?since={day}"), 422, "invalid-request")
    problem(editor.get(f"{TURNS}?until={day}"), 422, "invalid-request")

    days = [line["asked_at"][:10] for line in editor.get(f"{TURNS}?since=&until=").json()["turns"]]
    assert len(days) == 2
    (today,) = set(days)
    assert len(editor.get(f"{TURNS}?since={today}&until={today}").json()["turns"]) == 2


def test_a_turn_is_run_again(editor, turn):
    again = editor.post(f"{TURNS}/{turn}/replay").json()

    assert again["same"] and again["answer"]["id"] == ""
    assert "".join(p["text"] for p in again["pieces"]) == again["answer"]["text"]
