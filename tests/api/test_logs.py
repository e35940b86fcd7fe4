"""Logs hold places and ids, and nobody's words."""

import io
import json
import logging

import pytest
import structlog
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from api.logs import configure_logs
from knowledge.database import open_database
from knowledge.errors import StoreUnavailable

PERSON = "I am Ana Lopez, SSN 078-05-1120, call 202-555-0143 or write to ana@example.org"
SECRETS = ("Lopez", "078-05", "555-0143", "ana@", "078%2D05")


@pytest.fixture
def lines():
    """The log lines as JSON; the configuration is put back afterwards."""
    stream, handlers = io.StringIO(), logging.root.handlers[:]
    level = logging.root.level
    configure_logs(stream)
    yield lambda: [json.loads(line) for line in stream.getvalue().splitlines()]
    structlog.reset_defaults()
    logging.root.handlers[:] = handlers
    logging.root.setLevel(level)


def test_an_exception_is_logged_without_its_text(lines):
    try:
        try:
            raise ValueError("my secret")
        except ValueError as error:
            raise RuntimeError("my secret too") from error
    except RuntimeError:
        structlog.get_logger().exception("failed", route="/v1/chat")

    (line,) = lines()
    assert "secret too" not in line["exception"].replace('raise RuntimeError("my secret too")', "")
    assert line["exception"].startswith("builtins.RuntimeError")
    assert "caused by: builtins.ValueError" in line["exception"]
    assert (line["event"], line["route"], line["level"]) == ("failed", "/v1/chat", "error")


def test_other_libraries_log_in_the_same_form(lines):
    logging.getLogger("uvicorn.error").error("port %s", 80)
    logging.getLogger("uvicorn.error").info("noise")
    chatty = logging.getLogger("chatty")
    chatty.setLevel(logging.DEBUG)
    chatty.debug("noise")

    assert [(line["event"], line["level"]) for line in lines()] == [("port 80", "error")]


def post(client, path, **body):
    return client.post(path, json=body)


def ask_in_every_way(client, message):
    """Everything that takes a visitor's words, what fails among it; returns the requests' ids."""
    chat = {"message": message}
    turn = post(client, "/v1/chat", **chat)
    streamed = client.post("/v1/chat", json=chat, headers={"Accept": "text/event-stream"})
    talk = [{"role": "user", "content": message}]
    comment = {"rating": "down", "comment": message}
    given = [
        turn,
        streamed,
        post(client, "/v1/chat", message=f"crash {message}"),
        post(client, "/v1/chat", message=message, conversation_id=message),
        post(client, "/v1/chat", message=message * 30),
        post(client, "/v1/chat", message=[message]),
        post(client, "/v1/chat/completions", model=message, messages=talk),
        post(client, f"/v1/answers/{turn.json()['id']}/feedback", **comment),
        client.post("/ask", data=chat),
        client.get("/", params={"question": message}),
        client.get("/v1/search", params={"q": message}),
        client.get("/v1/faq", params={"q": message}),
        client.get("/faq", params={"q": message}),
        client.get(f"/v1/sources/{message}"),
        client.get(f"/v1/conversations/{message}"),
        client.get(f"/{message}", headers={"User-Agent": message, "Referer": message}),
        client.get("/console/sign-in", params={"next": message}),
        client.get("/console/sign-in", headers={"Cookie": f"techforce_session={message}"}),
        client.post("/console/sign-in", data={"email": message, "password": message}),
        client.get("/v1/admin/me", headers={"Authorization": f"Bearer {message}"}),
    ]
    return [response.headers["x-request-id"] for response in given]


def test_nothing_that_a_visitor_wrote_is_logged_and_each_request_is_by_its_id(
    client, lines, caplog
):
    caplog.set_level(logging.DEBUG)
    caplog.set_level(logging.WARNING, "httpx2")  # the client of this test
    ids = ask_in_every_way(client, PERSON)
    told = lines()

    requests = [line["request_id"] for line in told if line["event"] == "request"]
    assert requests == ids and len(set(ids)) == len(ids)
    assert any("RuntimeError" in line.get("exception", "") for line in told)
    for line in told:
        for secret in SECRETS:
            assert secret not in json.dumps(line), line["event"]


def test_an_error_of_the_database_does_not_hold_what_was_to_be_stored(engine):
    with pytest.raises(DBAPIError) as caught, engine.connect() as connection:
        connection.execute(text("INSERT INTO nowhere VALUES (:words)"), {"words": PERSON})

    for secret in SECRETS:
        assert secret not in str(caught.value)


def test_the_password_of_a_database_is_not_told():
    with pytest.raises(StoreUnavailable) as caught:
        open_database("postgresql+psycopg://ana:lanterns@127.0.0.1:9/none")

    assert "lanterns" not in str(caught.value)
