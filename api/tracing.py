"""Traces for OpenTelemetry: requests, turns with their stages, chat models and the database.

No span holds what a visitor wrote, an address of a client, or the id of a conversation. This
module is loaded only where traces are wanted.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from typing import Any

import structlog
from opentelemetry import propagate, trace
from opentelemetry.sdk.resources import OTELResourceDetector, Resource
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor
from opentelemetry.trace import Span, SpanKind, Status, StatusCode
from sqlalchemy import Engine, event
from sqlalchemy.engine import ExceptionContext
from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.accounts.oidc import MissingExtra
from api.metrics import known_method
from api.stages import Stage, Stretch
from api.version import program_version
from assistant.answer import Answer, Usage
from assistant.events import Answered, Called, Considered, Event
from assistant.settings import PROVIDERS

_NAME = "techforce-assistant"
_NAMES = {Stage.WAIT: "wait", Stage.READ: "read", Stage.FIND: "retrieval", Stage.TELL: "tell"}
_FINE = frozenset({"ok", "cached", "over_budget"})  # outcomes of a call that are no failure
_TABLE = re.compile(r"\b(?:FROM|INTO|UPDATE)\s+\"?(\w+)", re.I)


class Tracing:
    """Makes spans of requests and turns; safe to share between threads."""

    def __init__(self, provider: TracerProvider) -> None:
        self._provider = provider
        self.tracer = provider.get_tracer(_NAME, program_version())

    @contextmanager
    def turn(self, asked: int) -> Iterator[TracedTurn]:
        """The span of a turn that was asked for then, in nanoseconds since 1970; spans that begin
        inside of it are parts of it."""
        span = self.tracer.start_span("turn", start_time=asked)
        with _within(span):
            yield TracedTurn(self.tracer, span)

    @contextmanager
    def database(self) -> Iterator[None]:
        """While it lasts, statements in a traced request have spans; those of background work,
        which would be without end, have none."""
        hooks = _Statements(self.tracer)
        heard: dict[str, Callable[..., Any]] = {
            "before_cursor_execute": hooks.before,
            "after_cursor_execute": hooks.after,
            "handle_error": hooks.failed,
        }
        for name, hook in heard.items():
            event.listen(Engine, name, hook)
        try:
            yield
        finally:
            for name, hook in heard.items():
                event.remove(Engine, name, hook)

    def close(self) -> None:
        """Send what is left, and end."""
        self._provider.shutdown()


def open_tracing() -> Tracing:
    """Tracing to where the usual variables of OpenTelemetry say (OTEL_EXPORTER_OTLP_ENDPOINT, …).

    Raises MissingExtra where what sends traces is not installed.
    """
    try:
        from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
    except ImportError as error:
        raise MissingExtra(
            "traces need the extra otel: `pip install 'techforce-assistant[otel]'`, or set "
            "TECHFORCE_TRACING=off."
        ) from error
    named = Resource({"service.name": _NAME, "service.version": program_version()})
    provider = TracerProvider(resource=named.merge(OTELResourceDetector().detect()))
    provider.add_span_processor(BatchSpanProcessor(OTLPSpanExporter()))
    return Tracing(provider)


class TracedTurn:
    """The span of one turn, with one below it for each stage."""

    def __init__(self, tracer: trace.Tracer, span: Span) -> None:
        self._tracer, self._span = tracer, span
        self._calls: list[Stretch] = []

    def spent(self, stretch: Stretch) -> None:
        """A stage of the turn is over; what a chat model used is told at the end of the turn."""
        if stretch.stage is Stage.WRITE:
            self._calls.append(stretch)
            return
        told: dict[str, Any] = {}
        if stretch.stage is Stage.FIND:
            told["gen_ai.operation.name"] = "retrieval"
        if isinstance(stretch.event, Considered):
            told |= {
                "techforce.route": stretch.event.route,
                "techforce.verified_answers.weighed": len(stretch.event.matches),
                "techforce.sentences.weighed": len(stretch.event.judged),
            }
        self._stage(_NAMES[stretch.stage], stretch, told).end(stretch.ended)

    def heard(self, told: Event) -> None:
        """What happened in the turn."""
        if isinstance(told, Answered):
            self._span.set_attributes(_outcome(told.answer))
            for call in self._calls:
                self._call(call, told.answer.usage if len(self._calls) == 1 else None)

    def _call(self, stretch: Stretch, usage: Usage | None) -> None:
        """One call of a chat model, as the conventions for generative AI name it."""
        called = stretch.event
        assert isinstance(called, Called)
        provider, model = _model_of(called.model)
        told = {
            "gen_ai.operation.name": "chat",
            "gen_ai.provider.name": provider,
            "gen_ai.request.model": model,
            "gen_ai.prompt.name": called.prompt,
            "techforce.outcome": called.outcome,
        }
        span = self._stage(f"chat {model}", stretch, told, SpanKind.CLIENT)
        if usage:
            span.set_attribute("gen_ai.usage.input_tokens", usage.input_tokens)
            span.set_attribute("gen_ai.usage.output_tokens", usage.output_tokens)
        if called.outcome not in _FINE:
            _mark_failed(span, called.outcome)
        span.end(stretch.ended)

    def _stage(
        self,
        name: str,
        stretch: Stretch,
        told: Mapping[str, Any],
        kind: SpanKind = SpanKind.INTERNAL,
    ) -> Span:
        below = trace.set_span_in_context(self._span)
        return self._tracer.start_span(name, below, kind, told, start_time=stretch.began)


class TraceRequests:
    """Around every request, a span that goes on with the trace of who sent it, if there is one."""

    def __init__(self, app: ASGIApp, tracing: Tracing) -> None:
        self._app, self._tracing = app, tracing

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on; its log lines name the trace."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        parent = propagate.extract(dict(Headers(scope=scope)))
        method = known_method(scope["method"])
        told = {"http.request.method": method, "url.scheme": scope["scheme"]}
        span = self._tracing.tracer.start_span(method, parent, SpanKind.SERVER, told)

        async def watched(message: Message) -> None:
            if message["type"] == "http.response.start":
                _describe(span, method, scope, message["status"])
            await send(message)

        trace_id = trace.format_trace_id(span.get_span_context().trace_id)
        with _within(span), structlog.contextvars.bound_contextvars(trace_id=trace_id):
            await self._app(scope, receive, watched)


class _Statements:
    """One span for each statement that a traced request sends to the database."""

    def __init__(self, tracer: trace.Tracer) -> None:
        self._tracer = tracer

    def before(self, connection: Any, _cursor: Any, statement: str, *rest: Any) -> None:
        if not trace.get_current_span().is_recording():
            return
        kind, _, _ = statement.lstrip().partition(" ")
        named = _TABLE.search(statement)
        told = {"db.system.name": connection.dialect.name, "db.operation.name": kind.upper()}
        if named:
            told["db.collection.name"] = named[1]
        name = " ".join((kind.upper(), *(named.groups() if named else ())))
        span = self._tracer.start_span(name, kind=SpanKind.CLIENT, attributes=told)
        connection.info.setdefault(self, []).append(span)

    def after(self, connection: Any, *rest: Any) -> None:
        if spans := connection.info.get(self):
            spans.pop().end()

    def failed(self, found: ExceptionContext) -> None:
        spans = found.connection.info.get(self) if found.connection else None
        if spans:
            span: Span = spans.pop()
            _mark_failed(span, type(found.original_exception).__name__)
            span.end()


def _within(span: Span) -> AbstractContextManager[Span]:
    """While it lasts, the span is the one that others are parts of; what is raised is not told,
    because its text may hold a visitor's words."""
    return trace.use_span(
        span, end_on_exit=True, record_exception=False, set_status_on_exception=False
    )


def _describe(span: Span, method: str, scope: Scope, status: int) -> None:
    """The template of the route, never the path: the id of a conversation is a secret."""
    route = str(getattr(scope.get("route"), "path", ""))
    if route:
        span.update_name(f"{method} {route}")
        span.set_attribute("http.route", route)
    span.set_attribute("http.response.status_code", status)
    span.set_attribute("techforce.request_id", str(scope.get("request_id", "")))
    if status >= 500:
        _mark_failed(span, str(status))


def _outcome(answer: Answer) -> dict[str, Any]:
    return {
        "techforce.status": str(answer.status),
        "techforce.reason": str(answer.reason or "none"),
        "techforce.language": answer.language,
        "techforce.generator": answer.generator,
        "techforce.sentences": len(answer.sentences),
        "techforce.dropped": answer.dropped,
    }


def _model_of(setting: str) -> tuple[str, str]:
    """Provider and name of a model, as it was set; a name may have a colon of its own."""
    provider, colon, model = setting.partition(":")
    return (provider, model) if colon and provider in PROVIDERS else ("unknown", setting)


def _mark_failed(span: Span, kind: str) -> None:
    span.set_attribute("error.type", kind)
    span.set_status(Status(StatusCode.ERROR))
