"""Verified answers as JSON, for programs with a key."""

import pytest

from api.accounts.values import Role
from api.settings import ApiSettings
from assistant.transcript import Transcript
from knowledge.database import open_database
from tests.api.console.answers_doubles import QUOTE, answers_opener, asked
from tests.api.service import problem

ANSWERS = "/v1/admin/answers"
LANGUAGES = ("en", "fr", "es")
PARKING = {
    "id": "parking",
    "topic": "pay",
    "questions": {code: [f"parking {code} {n}" for n in range(3)] for code in LANGUAGES},
    "answer": {code: [{"text": "Pay is 150,000.", "cite": ["a"]}] for code in LANGUAGES},
    "citations": {"a": {"source_id": "s1", "quote": QUOTE}},
    "as_of": "2025-12-16",
    "review_by": "2027-01-01",
}


@pytest.fixture
def open_parts(database_url):
    return answers_opener(database_url)


@pytest.fixture
def call(as_role):
    """Sends a request with a key of a role."""
    clients = {role: as_role(role) for role in Role}

    def send(method, path="", body=None, role=Role.EDITOR):
        return clients[role].request(method, ANSWERS + path, json=body)

    return send


@pytest.fixture
def begun(call):
    """The draft of `parking`, as it came back."""
    response = call("POST", body={"answer": PARKING, "tests": {"en": ["my parking"]}})
    assert response.status_code == 201, response.text
    return response.json()


def test_answers_are_listed_with_their_state(call, begun):
    listed = call("GET", role=Role.READER).json()
    assert listed["total"] == 2
    assert [(a["id"], a["standing"], a["stale"], a["open"]) for a in listed["answers"]] == [
        ("parking", "new", None, "draft"),
        ("pay", "stale", "review_due", None),
    ]
    assert [a["id"] for a in call("GET", "?q=pay+en+3&limit=1").json()["answers"]] == ["pay"]
    assert call("GET", "/pay").json()["citations"] == {"a": {"source_id": "s1", "quote": QUOTE}}


@pytest.mark.parametrize("day", [0, "0", "2025-12-16T00:00:00", "16.12.2025"])
def test_a_day_is_written_out(call, day):
    for name in ("as_of", "review_by"):
        problem(call("POST", body={"answer": PARKING | {name: day}}), 422, "invalid-request")


def test_a_draft_is_saved_once_by_who_has_read_it(call, begun):
    body = {"answer": {**PARKING, "topic": "place"}, "edited": begun["edited"]}
    saved = call("POST", body=body).json()
    assert (saved["answer"]["topic"], saved["edited"]) == ("place", begun["edited"] + 1)
    problem(call("POST", body=body), 409, "conflict")
    problem(call("POST", body={"answer": PARKING}), 409, "conflict")


def test_checks_name_the_part_that_is_wrong(call, begun):
    assert call("POST", "/parking/check").json() == {"faults": [], "elsewhere": []}
    wrong = {**PARKING, "answer": {"en": [{"text": "Pay is 9.", "cite": ["a"]}]}}
    wrong["questions"] = {**PARKING["questions"], "en": ["pay parking", "one", "two"]}
    call("POST", body={"answer": wrong, "edited": begun["edited"]})
    checks = call("POST", "/parking/check").json()
    assert {"part": "answer.en.0", "what": "not in the quotations: 9", "missing": ["9"]} in checks[
        "faults"
    ]
    assert checks["elsewhere"] == [
        {"question": "pay parking", "language": "en", "answer_id": "pay"}
    ]


def test_a_draft_is_tried_and_its_effect_told(call, begun, database_url):
    tried = call("POST", "/parking/preview", {"questions": ["a parking", "weather"]}).json()
    assert [a["status"] for a in tried["answers"]] == ["answered", "unanswered"]
    assert tried["tests"] == [{"question": "my parking", "language": "en", "passed": True}]
    engine = open_database(database_url)
    asked(Transcript(engine), "where is parking", times=2)
    engine.dispose()
    told = call("POST", "/parking/impact", {}).json()
    assert (told["looked_at"], told["total"], told["changed"][0]["times"]) == (1, 1, 2)
    assert told["changed"][0]["new"]["text"] == "Pay is 150,000. [1]"


def test_a_draft_is_published_and_withdrawn(call, begun):
    problem(call("POST", "/parking/publish", {"edited": 7}), 409, "conflict")
    published = call("POST", "/parking/publish", {"edited": begun["edited"]}).json()
    assert (published["state"], published["publisher"]) == ("published", published["author"])
    assert call("GET", "/parking").status_code == 200
    assert call("POST", "/parking/withdraw").json()["state"] == "withdrawn"
    problem(call("POST", "/parking/withdraw"), 404, "not-found")
    assert [v["state"] for v in call("GET", "/parking/versions").json()["versions"]] == [
        "withdrawn"
    ]


def test_what_is_wrong_is_not_published(call):
    wrong = {**PARKING, "citations": {}}
    draft = call("POST", body={"answer": wrong}).json()
    told = problem(
        call("POST", "/parking/publish", {"edited": draft["edited"]}),
        400,
        "refused",
    )
    assert "cites a, which is not declared" in told["detail"]
    problem(call("POST", "/parking/preview", {"questions": []}), 400, "refused")


def test_a_draft_is_discarded(call, begun):
    assert call("DELETE", "/parking/draft").status_code == 204
    problem(call("DELETE", "/parking/draft"), 404, "not-found")
    problem(call("POST", "/parking/check"), 404, "not-found")


def test_a_reader_changes_nothing(call, begun):
    for path in ("/parking/publish", "/parking/withdraw", "/parking/check"):
        assert call("POST", path, {"edited": 0}, Role.READER).status_code == 403


@pytest.mark.parametrize("settings", [ApiSettings(rate_limit="off", second_person="on")])
def test_a_key_does_not_publish_where_a_second_person_must(call, begun):
    submitted = call("POST", "/parking/submit", {"edited": begun["edited"]}).json()
    problem(call("POST", "/parking/publish", {"edited": submitted["edited"]}), 403, "not-allowed")
    assert call("GET", "/parking").status_code == 404
