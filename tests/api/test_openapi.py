"""The service keeps what its OpenAPI document promises."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.security.api_fuzz import LEFT_OUT

PATHS = {
    "/healthz", "/readyz", "/metrics", "/v1/chat", "/v1/chat/completions", "/v1/models",
    "/v1/models/{model_id}", "/v1/conversations/{conversation_id}",
    "/v1/conversations/{conversation_id}/export", "/v1/answers/{answer_id}/feedback", "/v1/faq",
    "/v1/faq/{answer_id}", "/v1/search", "/v1/sources", "/v1/sources/{source_id}",
}  # fmt: skip
OPENAI = {"/v1/chat/completions", "/v1/models", "/v1/models/{model_id}"}


@pytest.fixture
def document(client):
    return client.get("/openapi.json").json()


def test_every_path_is_described(document):
    paths = {path for path in document["paths"] if not path.startswith("/v1/admin/")}
    assert paths == PATHS


def test_every_error_is_described_as_a_problem_or_as_openai_tells_it(document):
    for name, path in document["paths"].items():
        for operation in path.values():
            content = operation["responses"]["default"]["content"]
            other = name in OPENAI
            assert content.keys() == {"application/json" if other else "application/problem+json"}
            assert not (other and "422" in operation["responses"])
    assert "HTTPValidationError" not in str(document)


def test_fields_of_answers_are_always_there(document):
    models = document["components"]["schemas"]
    for name in ("Answer", "Citation", "Hit", "VerifiedAnswer", "Turn", "Problem"):
        assert set(models[name]["required"]) >= models[name]["properties"].keys() - {"errors"}


def test_every_streamed_event_is_described(document):
    content = document["paths"]["/v1/chat"]["post"]["responses"]["200"]["content"]
    events = content["text/event-stream"]["x-events"]

    assert events.keys() == {"searching", "evidence", "sentence", "answer", "error"}
    completions = document["paths"]["/v1/chat/completions"]["post"]["responses"]["200"]["content"]
    chunks = completions["text/event-stream"]["x-events"]
    for event in [*events.values(), *chunks.values()]:
        assert event["$ref"].split("/")[-1] in document["components"]["schemas"]


def test_the_service_keeps_its_promises_whatever_is_sent(server, document):
    # In a process of its own: behind all other tests in one, building the strategies failed.
    sent = subprocess.run(
        [sys.executable, "-m", "tests.security.api_fuzz", "--url", server, "--cases", "1500"],
        capture_output=True,
        text=True,
        check=False,
        cwd=Path(__file__).parents[2],
    )

    left_out = {f"{method} {path}" for method, path in LEFT_OUT}
    told = sent.stdout.splitlines()
    assert sent.returncode == 0, sent.stdout + sent.stderr
    operations = {
        f"{method.upper()} {path}" for path, each in document["paths"].items() for method in each
    }
    assert {" ".join(line.split()[:2]) for line in told[:-2]} == operations - left_out
    assert told[-1].startswith("0 of ")
