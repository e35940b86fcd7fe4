"""Every error is a problem with the request's id."""

import json
from contextlib import contextmanager

import pytest
from fastapi.testclient import TestClient
from structlog.testing import capture_logs

from api.app import create_app
from api.parts import Parts
from api.settings import ApiSettings
from knowledge.errors import StoreUnavailable
from tests.api.doubles import opener
from tests.api.service import problem, wait_until_ready


def test_a_message_over_the_limit_names_the_limit(client):
    response = client.post("/v1/chat", json={"message": "x" * 1001})

    assert "1,000" in problem(response, 422, "question-too-long")["detail"]


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({}, "body.message"),
        ({"message": ""}, "body.message"),
        ({"message": "  \n "}, "body.message"),
        ({"message": "\ud800"}, "body.message"),
        ({"message": 7}, "body.message"),
        ({"message": "hi", "language": "de"}, "body.language"),
        ({"message": "hi", "conversation": "typo"}, "body.conversation"),
        ({"message": "hi", "conversation_id": "x" * 101}, "body.conversation_id"),
    ],
)
def test_a_body_that_does_not_fit_names_the_field(client, body, field):
    content = json.dumps(body).encode()
    response = client.post(
        "/v1/chat", content=content, headers={"Content-Type": "application/json"}
    )

    errors = problem(response, 422, "invalid-request")["errors"]
    assert [error["field"] for error in errors] == [field]


def test_a_message_without_words_is_refused(client):
    problem(client.post("/v1/chat", json={"message": "?!"}), 422, "empty-question")


def test_a_body_that_is_no_json_is_refused(client):
    headers = {"Content-Type": "application/json"}
    for content in (b"{", b"\xff\xfe", b"[1]", b""):
        problem(client.post("/v1/chat", content=content, headers=headers), 422, "invalid-request")


def test_what_is_not_there_is_not_found(client):
    for path in ("/v1/nothing", "/nothing", "/static/nothing.js", "/v1/sources/nobody",
                 "/v1/faq/nobody"):  # fmt: skip
        problem(client.get(path), 404, "not-found")
    for path in ("/v1/conversations/nobody", "/v1/conversations/nobody/export"):
        problem(client.get(path), 404, "unknown-conversation")
    problem(client.delete("/v1/conversations/nobody"), 404, "unknown-conversation")
    response = client.post("/v1/answers/nobody/feedback", json={"rating": "up"})
    problem(response, 404, "unknown-answer")
    response = client.post("/v1/chat", json={"message": "hi", "conversation_id": "nobody"})
    problem(response, 404, "unknown-conversation")


def test_a_wrong_method_names_the_right_ones(client):
    response = client.get("/v1/chat")

    problem(response, 405, "method-not-allowed")
    assert response.headers["allow"] == "POST"


def test_a_body_over_the_limit_is_refused_announced_or_not(client):
    def chunks():
        for _ in range(70):
            yield b" " * 1024

    headers = {"Content-Type": "application/json"}
    announced = client.post("/v1/chat", content=b" " * 70_000, headers=headers)
    chunked = client.post("/v1/chat", content=chunks(), headers=headers)

    assert "content-length" not in chunked.request.headers
    for response in (announced, chunked):
        assert "65,536" in problem(response, 413, "body-too-large")["detail"]


def test_a_bug_is_told_without_its_text_and_logged_without_the_message(assistant, database_url):
    app = create_app(ApiSettings(rate_limit="off"), opener(assistant, database_url))
    with TestClient(app) as client, capture_logs() as logs:
        wait_until_ready(client)
        response = client.post("/v1/chat", json={"message": "crash of my secret"})

    assert "bug" not in problem(response, 500, "internal-error")["detail"]
    failed = [entry for entry in logs if entry["event"] == "request failed"]
    assert len(failed) == 1
    assert failed[0]["log_level"] == "error"
    assert "secret" not in str([{k: v for k, v in e.items() if k != "exc_info"} for e in logs])


def test_parts_that_cannot_be_opened_are_told(database_url):
    @contextmanager
    def nothing_ingested():
        raise StoreUnavailable("nothing has been ingested: run `techforce ingest`.")
        yield Parts

    with TestClient(create_app(ApiSettings(), nothing_ingested)) as client:
        for response in (client.get("/readyz"), client.post("/v1/chat", json={"message": "hi"})):
            assert "techforce ingest" in problem(response, 503, "not-ready")["detail"]
            assert response.headers["retry-after"] == "2"
        assert client.get("/healthz").json() == {"status": "ok"}


def test_a_database_that_fails_is_told_without_its_path_and_logged(client, monkeypatch):
    from assistant.transcript import Transcript

    def fail(*_):
        raise StoreUnavailable("the database /srv/secret.db cannot be used")

    monkeypatch.setattr(Transcript, "export", fail)
    with capture_logs() as logs:
        response = client.get("/v1/conversations/some")

    assert "secret.db" not in problem(response, 503, "knowledge-unavailable")["detail"]
    assert response.headers["retry-after"] == "30"
    assert "secret.db" in logs[0]["error"]


def test_a_request_id_is_echoed_and_a_strange_one_replaced(client):
    kept = client.get("/healthz", headers={"X-Request-ID": "abc-123.x:y"})
    replaced = [
        client.get("/healthz", headers={"X-Request-ID": bad})
        for bad in ("a b", "x" * 129, "é".encode(), "")
    ]

    assert kept.headers["x-request-id"] == "abc-123.x:y"
    assert all(len(r.headers["x-request-id"]) == 32 for r in replaced)


def test_a_request_is_logged_by_its_route_and_never_by_its_words(client):
    conversation_id = client.post("/v1/chat", json={"message": "hello"}).json()["conversation_id"]
    with capture_logs() as logs:
        client.get(f"/v1/conversations/{conversation_id}")
        client.post("/v1/chat", json={"message": "my secret"})

    requests = [entry for entry in logs if entry["event"] == "request"]
    assert [(r["route"], r["status"]) for r in requests] == [
        ("/v1/conversations/{conversation_id}", 200),
        ("/v1/chat", 200),
    ]
    assert all(r["ms"] >= 0 for r in requests)
    assert conversation_id not in str(logs) and "secret" not in str(logs)


def test_every_response_has_a_strict_policy(client):
    for path in ("/", "/healthz", "/v1/faq", "/static/nothing.js"):
        headers = client.get(path).headers
        policy = headers["content-security-policy"]
        assert "default-src 'none'" in policy and "unsafe" not in policy
        assert headers["referrer-policy"] == "no-referrer"
        assert headers["x-frame-options"] == "DENY"


def test_answers_are_kept_out_of_caches(client):
    assert client.get("/v1/faq").headers["cache-control"] == "no-store"
