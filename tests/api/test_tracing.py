"""What a trace tells of a request, and that nothing of a visitor is in it."""

import asyncio
import gzip
import subprocess
import sys
import threading
import time
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest
import structlog
from fastapi.testclient import TestClient
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter
from opentelemetry.trace import SpanKind, StatusCode
from structlog.testing import capture_logs

from api.app import create_app
from api.settings import ApiSettings
from api.tracing import Tracing, open_tracing
from assistant.answer import Query, Usage
from assistant.events import Answered, Called, Considered, Searching
from tests.apart import run as run_apart
from tests.api.doubles import ScriptedAssistant, opener
from tests.api.service import wait_until_ready

QUERY = Query("how much?", "en", "how much?")
CALLER = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"


class WritingAssistant(ScriptedAssistant):
    """Weighs every question; the chat model that it asks about "writing" gives up."""

    def events(self, question, conversation, language):
        """The scripted course, with what reviewers are told."""
        for event in super().events(question, conversation, language):
            if not isinstance(event, Answered):
                yield event
            elif "writing" in question:
                yield Called("timeout", "ollama:tiny:1b", "answer-1")
                yield Answered(replace(event.answer, usage=Usage(300, 20, None)))
            else:
                yield event
            if isinstance(event, Searching):
                yield Considered(QUERY, "question", 0.9, (), ())


@pytest.fixture
def assistant():
    return WritingAssistant()


@pytest.fixture
def exporter():
    return InMemorySpanExporter()


@pytest.fixture
def client(exporter, assistant, database_url):
    provider = TracerProvider()
    provider.add_span_processor(SimpleSpanProcessor(exporter))
    settings = ApiSettings(rate_limit="off")
    app = create_app(settings, opener(assistant, database_url), Tracing(provider))
    with TestClient(app) as client:
        wait_until_ready(client)
        exporter.clear()
        yield client


@pytest.fixture
def spans(exporter):
    """The finished spans by name."""
    return lambda: {span.name: span for span in exporter.get_finished_spans()}


def ask(client, message, **headers):
    return client.post("/v1/chat", json={"message": message}, headers=headers)


def test_a_request_is_told_by_its_template_with_its_id_and_goes_on_with_the_callers_trace(
    client, spans
):
    ask(client, "how much?", **{"X-Request-ID": "mine-7", "traceparent": CALLER})

    span = spans()["POST /v1/chat"]
    assert span.kind is SpanKind.SERVER
    assert dict(span.attributes) == {
        "http.request.method": "POST",
        "url.scheme": "http",
        "http.route": "/v1/chat",
        "http.response.status_code": 200,
        "techforce.request_id": "mine-7",
    }
    assert f"{span.context.trace_id:032x}" in CALLER and f"{span.parent.span_id:016x}" in CALLER


@pytest.mark.parametrize("accept", ["application/json", "text/event-stream"])
def test_a_turn_is_told_below_its_request_with_its_stages_and_statements(client, spans, accept):
    ask(client, "how much?", Accept=accept)
    found = spans()
    request, turn = found["POST /v1/chat"], found["turn"]

    assert turn.parent.span_id == request.context.span_id
    assert turn.attributes["techforce.status"] == "answered"
    for name in ("wait", "read", "retrieval", "tell", "INSERT conversation"):
        assert found[name].parent.span_id == turn.context.span_id
        assert found[name].start_time >= turn.start_time
    assert found["retrieval"].attributes["gen_ai.operation.name"] == "retrieval"
    assert found["INSERT conversation"].attributes["db.system.name"] == "sqlite"
    assert found["wait"].end_time <= found["read"].end_time <= found["retrieval"].end_time


def test_a_call_of_a_chat_model_is_told_as_the_conventions_say(client, spans):
    ask(client, "writing")

    call = spans()["chat tiny:1b"]
    assert call.kind is SpanKind.CLIENT
    assert call.attributes["gen_ai.operation.name"] == "chat"
    assert call.attributes["gen_ai.provider.name"] == "ollama"
    assert call.attributes["gen_ai.request.model"] == "tiny:1b"
    assert call.attributes["gen_ai.usage.input_tokens"] == 300
    assert call.attributes["gen_ai.usage.output_tokens"] == 20
    assert call.attributes["error.type"] == "timeout"
    assert call.status.status_code is StatusCode.ERROR


def test_nothing_that_a_visitor_wrote_and_no_secret_is_in_a_trace(client, exporter):
    message = "weather: I am Ana Lopez, SSN 078-05-1120, call 202-555-0143, ana@example.org"
    with capture_logs():
        conversation = ask(client, message).json()["conversation_id"]
        client.get(f"/v1/conversations/{conversation}")
        client.get("/v1/search", params={"q": message})
        client.request("SECRETMETHOD", "/v1/chat/078-05-1120")
        ask(client, "crash")
    spans = exporter.get_finished_spans()
    # Times and ids hold any digits.
    told = str(
        [(s.name, dict(s.attributes), [dict(e.attributes) for e in s.events]) for s in spans]
    )

    assert len(spans) > 10
    for secret in (conversation, "Lopez", "078-05", "555-01", "ana@", "weather", "SECRET", "crash"):
        assert secret not in told


def test_a_request_that_fails_is_marked(client, spans):
    with capture_logs():
        ask(client, "crash")

    assert spans()["POST /v1/chat"].status.status_code is StatusCode.ERROR
    assert spans()["POST /v1/chat"].attributes["error.type"] == "500"


def test_log_lines_name_the_trace(client, spans):
    lines = []

    def keep(_logger, _method, entry):
        lines.append(dict(entry))
        raise structlog.DropEvent

    structlog.configure(processors=[structlog.contextvars.merge_contextvars, keep])
    try:
        ask(client, "how much?")
    finally:
        structlog.reset_defaults()

    trace = f"{spans()['turn'].context.trace_id:032x}"
    assert {line["event"]: line["trace_id"] for line in lines} == {"turn": trace, "request": trace}


def test_work_that_no_request_asked_for_is_not_traced(client, exporter):
    client.get("/readyz")
    client.app.state.opening.parts.transcript.create()

    assert {span.name for span in exporter.get_finished_spans()} == {"GET /readyz"}


class Closing(InMemorySpanExporter):
    """Notes whether it was shut down where requests are served."""

    def __init__(self):
        super().__init__()
        self.closed = []

    def shutdown(self):
        try:
            asyncio.get_running_loop()
        except RuntimeError:
            self.closed.append("beside the loop")
        else:
            self.closed.append("in the loop")
        super().shutdown()


@pytest.fixture
def closing():
    return Closing()


@pytest.fixture
def closing_app(closing, assistant, database_url):
    provider = TracerProvider()
    provider.add_span_processor(SimpleSpanProcessor(closing))
    return create_app(
        ApiSettings(rate_limit="off"), opener(assistant, database_url), Tracing(provider)
    )


def test_a_turn_that_is_taken_while_the_server_ends_is_traced(closing_app, closing):
    begun = threading.Event()
    with TestClient(closing_app) as client:
        wait_until_ready(client)
        state = closing_app.state

        def turn():
            begun.set()
            time.sleep(0.3)  # the server ends meanwhile
            with state.tracing.turn(0):
                state.opening.parts.transcript.create()

        client.portal.start_task_soon(state.workers.run, turn)
        assert begun.wait(10)

    assert {"turn", "INSERT conversation"} <= {span.name for span in closing.get_finished_spans()}
    assert closing.closed == ["beside the loop"]


def test_what_is_left_is_sent_also_where_the_server_fails(closing_app, closing):
    async def fail():
        async with closing_app.router.lifespan_context(closing_app):
            raise OSError("the port is taken")

    with pytest.raises(OSError, match="the port is taken"):
        run_apart(fail())
    assert closing.closed == ["beside the loop"]


@pytest.fixture
def collector():
    """The address of one that takes traces, and what it was sent by path."""
    received = []

    class Take(BaseHTTPRequestHandler):
        def do_POST(self):
            body = self.rfile.read(int(self.headers["Content-Length"]))
            received.append((self.path, gzip.decompress(body) if body[:2] == b"\x1f\x8b" else body))
            self.send_response(200)
            self.end_headers()

        def log_message(self, *_):
            pass

    with HTTPServer(("127.0.0.1", 0), Take) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}", received
        server.shutdown()
        thread.join()


def test_traces_go_to_where_the_usual_variables_say(monkeypatch, collector):
    url, received = collector
    monkeypatch.setenv("OTEL_EXPORTER_OTLP_ENDPOINT", url)
    monkeypatch.setenv("OTEL_SERVICE_NAME", "ask-us")
    tracing = open_tracing()
    with tracing.turn(0):
        pass
    tracing.close()

    ((path, body),) = received
    assert path == "/v1/traces"
    assert b"ask-us" in body and b"turn" in body


def test_without_the_setting_nothing_of_it_is_loaded():
    program = (
        "import sys\n"
        "from api.app import create_app\n"
        "from api.settings import ApiSettings\n"
        "create_app(ApiSettings(rate_limit='off'))\n"
        "print('api.tracing' in sys.modules)"
    )
    run = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True)

    assert run.stdout.strip() == "False", run.stderr
