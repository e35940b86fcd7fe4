"""The service keeps what its OpenAPI document promises."""

import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings
from schemathesis.specs.openapi.checks import positive_data_acceptance

HEALTH = list(HealthCheck)
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


def test_the_service_keeps_its_promises_whatever_is_sent(server):
    schema = schemathesis.openapi.from_url(f"{server}/openapi.json")
    operations = [found.ok() for found in schema.get_all_operations()]

    for operation in operations:

        @settings(max_examples=25, deadline=None, derandomize=True, suppress_health_check=HEALTH)
        @given(case=operation.as_strategy())
        def keep_promises(case):
            case.call_and_validate(excluded_checks=[positive_data_acceptance])

        keep_promises()

    paths = schema.raw_schema["paths"].values()
    assert len(operations) == sum(len(path) for path in paths) > len(PATHS)
