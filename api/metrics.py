"""What the service counts, in the form that Prometheus reads.

No label grows without bound, and none holds what a visitor wrote or who a visitor is.
"""

from __future__ import annotations

import time
from asyncio import sleep
from collections.abc import Callable
from typing import Annotated

import structlog
from fastapi import Depends, Request
from prometheus_client import (
    CollectorRegistry,
    Counter,
    Gauge,
    Histogram,
    generate_latest,
)
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.process_figures import ProcessFigures
from api.shared_counts import SharedCounts
from api.stages import Stretch
from api.workers import Load
from assistant.answer import Answer
from assistant.events import Answered, Called, Dropped, Event, Proven

log = structlog.stdlib.get_logger("api")
_SECONDS = (0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0, 60.0)
_TOLD_EVERY_S = 1.0
_METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
Heard = Callable[[Event], None]


class Metrics:
    """Counts turns, chat model calls and requests; safe to share between threads."""

    def __init__(self, shared: SharedCounts | None = None) -> None:
        """Of this process alone, unless it shares its counts with other workers."""
        self._registry = registry = CollectorRegistry()
        self._told = shared or registry
        self._process = ProcessFigures(registry)
        self._turns = Counter(
            "techforce_turns",
            "Turns that came to an end.",
            ("status", "reason", "language", "generator"),
            registry=registry,
        )
        self._turn_seconds = Histogram(
            "techforce_turn_seconds",
            "Time from a question to its whole answer, without the time in the queue.",
            ("generator",),
            buckets=_SECONDS,
            registry=registry,
        )
        self._first_seconds = Histogram(
            "techforce_first_sentence_seconds",
            "Time from a question to the first proven sentence, without the time in the queue.",
            buckets=_SECONDS,
            registry=registry,
        )
        self._dropped = Counter(
            "techforce_dropped_sentences",
            "Sentences of a chat model that were not shown, by the check they failed.",
            ("check",),
            registry=registry,
        )
        self._calls = Counter(
            "techforce_model_calls",
            "Answers that a chat model was to write, by how that ended.",
            ("outcome",),
            registry=registry,
        )
        self._tokens = Counter(
            "techforce_model_tokens",
            "Tokens that a chat model read and wrote.",
            ("direction",),
            registry=registry,
        )
        self._usd = Counter(
            "techforce_model_usd", "US dollars that a chat model cost.", registry=registry
        )
        self._stage_seconds = Histogram(
            "techforce_stage_seconds",
            "Time that turns spent in each stage, that in the queue among them.",
            ("stage",),
            buckets=_SECONDS,
            registry=registry,
        )
        self._left = Counter(
            "techforce_visitors_left",
            "Turns whose visitor closed the connection before the end.",
            registry=registry,
        )
        self._waiting = Gauge(
            "techforce_turns_waiting",
            "Questions in the queue.",
            multiprocess_mode="livesum",
            registry=registry,
        )
        self._working = Gauge(
            "techforce_turns_working",
            "Questions worked on.",
            multiprocess_mode="livesum",
            registry=registry,
        )
        self._sign_ins = Counter(
            "techforce_sign_ins",
            "Attempts to sign in to the console, by how they ended.",
            ("outcome",),
            registry=registry,
        )
        self._requests = Counter(
            "techforce_http_requests",
            "HTTP requests by route template.",
            ("method", "route", "status"),
            registry=registry,
        )
        self._request_seconds = Histogram(
            "techforce_http_seconds",
            "Time from a request to the beginning of its reply, by route template.",
            ("route",),
            buckets=_SECONDS,
            registry=registry,
        )
        self._ready = Gauge(
            "techforce_ready",
            "1 while questions can be answered, 0 before.",
            multiprocess_mode="livemin",
            registry=registry,
        )
        self.watch(lambda: Load(0, 0))
        self.tell()  # in place of what a worker said whose place this one takes

    def watch(self, load: Callable[[], Load], ready: Callable[[], bool] = lambda: False) -> None:
        """Tell how much work there is, and whether it is done, whenever that is asked for."""
        self._load, self._is_ready = load, ready

    def turn(self) -> Heard:
        """A listener for the events of one turn, which begins now."""
        began = time.perf_counter()
        first = True

        def heard(event: Event) -> None:
            nonlocal first
            elapsed = time.perf_counter() - began
            match event:
                case Proven():
                    if first:
                        self._first_seconds.observe(elapsed)
                    first = False
                case Dropped(check=check):
                    self._dropped.labels(check).inc()
                case Called(outcome):
                    self._calls.labels(outcome).inc()
                case Answered(answer):
                    self._turn_seconds.labels(answer.generator).observe(elapsed)
                    self._answered(answer)
                case _:
                    pass

        return heard

    def spent(self, stretch: Stretch) -> None:
        """Count the time that one stage of a turn took."""
        self._stage_seconds.labels(stretch.stage).observe(stretch.seconds)

    def visitor_left(self) -> None:
        """Count a turn whose visitor did not wait for its end."""
        self._left.inc()

    def signed_in(self, outcome: str) -> None:
        """Count one attempt to sign in to the console by its outcome."""
        self._sign_ins.labels(outcome).inc()

    def request(self, method: str, route: str, status: int, seconds: float) -> None:
        """Count one HTTP request by its route template, and how long its reply took to begin."""
        self._requests.labels(known_method(method), route, str(status)).inc()
        self._request_seconds.labels(route).observe(seconds)

    def tell(self) -> None:
        """Bring up to date what was not counted, but is as it is now."""
        load = self._load()
        self._working.set(load.working)
        self._waiting.set(load.waiting)
        self._ready.set(float(self._is_ready()))
        self._process.tell()

    async def keep_telling(self) -> None:
        """For other workers, who cannot ask this one; until it is cancelled. Where that fails, it
        is logged once, and once when it works again."""
        fails = False
        while self._told is not self._registry:
            try:
                self.tell()
            except Exception:  # noqa: BLE001  whatever goes wrong once must not end the telling
                if not fails:
                    log.exception("figures not told")
                fails = True
            else:
                if fails:
                    log.info("figures told again")
                fails = False
            await sleep(_TOLD_EVERY_S)

    def text(self) -> bytes:
        """All of it, in Prometheus' text format."""
        self.tell()
        return generate_latest(self._told)

    def _answered(self, answer: Answer) -> None:
        reason = answer.reason or "none"
        self._turns.labels(answer.status, reason, answer.language, answer.generator).inc()
        if usage := answer.usage:
            self._tokens.labels("read").inc(usage.input_tokens)
            self._tokens.labels("written").inc(usage.output_tokens)
            self._usd.inc(usage.usd or 0.0)


class CountRequests:
    """Counts every HTTP request once its reply has begun, by route template and status."""

    def __init__(self, app: ASGIApp, metrics: Metrics) -> None:
        self._app = app
        self._metrics = metrics

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        began = time.perf_counter()

        async def counted(message: Message) -> None:
            if message["type"] == "http.response.start":
                route = str(getattr(scope.get("route"), "path", "(none)"))
                seconds = time.perf_counter() - began
                self._metrics.request(scope["method"], route, message["status"], seconds)
            await send(message)

        await self._app(scope, receive, counted)


def known_method(method: str) -> str:
    """The method of a request; what HTTP does not know is "other", for anybody may make one up."""
    return method if method in _METHODS else "other"


async def _metrics(request: Request) -> Metrics:
    metrics: Metrics = request.app.state.metrics
    return metrics


TheMetrics = Annotated[Metrics, Depends(_metrics)]
