"""Start the service, and read what it answers."""

import json
import threading
import time
from contextlib import contextmanager

import httpx
import uvicorn

ANSWER_FIELDS = {
    "id", "conversation_id", "status", "reason", "language", "question", "standalone_question",
    "text", "sentences", "citations", "conflicts", "notes", "as_of", "confidence",
    "suggestions", "generator", "usage", "dropped", "timings_ms",
}  # fmt: skip
CITATION_FIELDS = {
    "label", "source_id", "passage_id", "title", "publisher", "url", "published",
    "published_precision", "language", "quote",
}  # fmt: skip


def wait_until_ready(client, seconds=30):
    """Until /readyz says so."""
    deadline = time.monotonic() + seconds
    while client.get("/readyz").status_code != 200:
        assert time.monotonic() < deadline, client.get("/readyz").text
        time.sleep(0.01)


@contextmanager
def serving(app, seconds=30):
    """The URL of a real server that runs the app in a thread, once it is ready."""
    server = uvicorn.Server(
        uvicorn.Config(app, port=0, log_config=None, timeout_graceful_shutdown=5)
    )
    thread = threading.Thread(target=server.run)
    thread.start()
    try:
        while not server.started:
            assert thread.is_alive()
            time.sleep(0.01)
        url = f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
        with httpx.Client(base_url=url, timeout=seconds) as client:
            wait_until_ready(client, seconds)
        yield url
    finally:
        server.should_exit = True
        thread.join()


def ask(client, message, **more):
    """The answer to a question, as it is on the wire."""
    response = client.post("/v1/chat", json={"message": message, **more})
    assert response.status_code == 200, response.text
    return response.json()


def parse_events(text):
    events = []
    for block in text.strip().split("\n\n"):
        fields = dict(line.split(": ", 1) for line in block.splitlines() if line[0] != ":")
        if fields:
            events.append((fields["event"], json.loads(fields["data"])))
    return events


def problem(response, status, slug):
    """The problem of a response, its form checked."""
    body = response.json()
    assert response.status_code == status, response.text
    assert response.headers["content-type"] == "application/problem+json"
    assert body.keys() == {
        "type", "title", "status", "detail", "instance", "request_id", "errors"
    }  # fmt: skip
    assert body["status"] == status
    assert body["type"] == f"urn:techforce:problem:{slug}"
    assert body["title"] and body["detail"]
    assert body["instance"] == response.request.url.path
    assert body["request_id"] == response.headers["x-request-id"]
    assert "nosniff" in response.headers["x-content-type-options"]
    return body
