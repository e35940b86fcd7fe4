"""create_app: the service put together."""

from __future__ import annotations

import time
from asyncio import create_task, to_thread
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from fastapi import FastAPI
from starlette.staticfiles import StaticFiles

from api import (
    chat,
    conversations,
    faq_page,
    health,
    knowledge,
    openai_chat,
    page,
    plain_chat,
    widget,
)
from api.compression import Compression
from api.console import oidc
from api.console.build import add_console
from api.console.documents_keeper import UPLOADS, close_keeper
from api.console.inbox_job import collect
from api.following import follow
from api.footnotes import read_footnotes
from api.metrics import CountRequests, Metrics
from api.middleware import BodyLimit, Failures, RequestFrame
from api.openai_errors import OpenAIErrors
from api.openapi import describe
from api.page_problems import PageProblems
from api.parts import Opening, OpenParts, Parts
from api.problems import handle_problems
from api.rate_limit import RateLimit, tiers
from api.retention import expire_hourly, sweep_hourly
from api.settings import OFF, ApiSettings
from api.version import program_version
from api.windows import open_windows
from api.workers import Workers
from assistant.build import open_live
from assistant.conversation import Conversation
from assistant.texts import load_texts
from assistant.transcript import Transcript
from knowledge.programme import read_programme
from knowledge.settings import KnowledgeSettings
from knowledge.topics import read_topics

if TYPE_CHECKING:
    from api.tracing import Tracing

_STATIC = Path(__file__).parent / "static"


@contextmanager
def open_parts() -> Iterator[Parts]:
    """The Parts as the settings say, warmed up; raises KnowledgeError."""
    with open_live() as live:
        live.assistant.answer("What is it about?", Conversation(""))  # loads what is loaded late
        yield Parts(live, Transcript(live.engine), live.engine)


def create_app(
    settings: ApiSettings | None = None,
    parts: OpenParts = open_parts,
    tracing: Tracing | None = None,
    metrics: Metrics | None = None,
) -> FastAPI:
    """The service; it opens its parts when it starts, and tells at /readyz when they are open.

    `tracing` is told what happens; default: as the settings say. `metrics` count it; default:
    those of this process alone. Raises InvalidKnowledge where
    `programme.yaml` is wrong, and MissingExtra.
    """
    settings = settings or ApiSettings()
    home = KnowledgeSettings().knowledge_dir
    programme = read_programme(home)
    app = FastAPI(
        title=programme.title["en"],
        summary=f"Answers about {programme.name['en']}, with a quotation behind every sentence.",
        version=program_version(),
        lifespan=_lifespan,
        docs_url=None,
        redoc_url=None,
    )
    app.state.settings = settings
    app.state.open_parts = parts
    app.state.page_texts = page.page_texts(programme, settings.retention_days)
    app.state.topics = read_topics(home)
    app.state.footnotes = read_footnotes(load_texts(home, programme))
    app.state.metrics = metrics = metrics or Metrics()
    app.state.tracing = tracing = tracing or _tracing(settings)
    for part in (health, chat, openai_chat, conversations, knowledge):
        app.include_router(part.router)
    for part in (page, plain_chat, faq_page, widget):
        app.include_router(part.router)
    add_console(app, settings)
    app.mount("/static", StaticFiles(directory=_STATIC))
    larger = {openai_chat.COMPLETIONS: settings.max_completion_bytes}
    larger |= dict.fromkeys(UPLOADS, settings.max_upload_bytes)
    app.add_middleware(BodyLimit, max_bytes=settings.max_body_bytes, larger=larger)
    if limits := tiers(settings.limit, settings.limit_all):
        limited = ("/v1/", "/ask", "/faq", oidc.PATH)
        windows = open_windows(KnowledgeSettings().valkey_url)
        app.add_middleware(RateLimit, tiers=limits, prefixes=limited, windows=windows)
    app.add_middleware(PageProblems)
    app.add_middleware(Compression)
    app.add_middleware(Failures)
    app.add_middleware(widget.WidgetSites, origins=settings.widget_sites)
    app.add_middleware(RequestFrame)
    app.add_middleware(OpenAIErrors, paths=(openai_chat.COMPLETIONS, openai_chat.MODELS))
    app.add_middleware(CountRequests, metrics=metrics)
    if tracing:
        from api.tracing import TraceRequests

        app.add_middleware(TraceRequests, tracing=tracing)
    handle_problems(app)
    app.openapi = describe(app)  # type: ignore[method-assign]  # FastAPI's documented way to extend it
    return app


def _tracing(settings: ApiSettings) -> Tracing | None:
    if settings.tracing == OFF:
        return None
    from api.tracing import open_tracing  # loaded only where it is wanted

    return open_tracing()


@asynccontextmanager
async def _traced(tracing: Tracing | None) -> AsyncIterator[None]:
    """The database is traced while it lasts; what is left is sent at its end."""
    if tracing is None:
        yield
        return
    try:
        with tracing.database():
            yield
    finally:
        await to_thread(tracing.close)  # it waits for who takes the traces


@asynccontextmanager
async def _lifespan(app: FastAPI) -> AsyncIterator[None]:
    """The service at work: what still runs when it is to end is traced like the rest."""
    async with _traced(app.state.tracing), _working(app):
        yield


@asynccontextmanager
async def _working(app: FastAPI) -> AsyncIterator[None]:
    settings: ApiSettings = app.state.settings
    app.state.workers = workers = Workers(settings.threads, settings.queue)
    app.state.began = int(time.time())
    app.state.opening = opening = Opening(app.state.open_parts)
    app.state.metrics.watch(lambda: workers.load, lambda: opening.ready)
    opening.start()
    jobs = [create_task(expire_hourly(opening, settings.retention_days))]
    jobs.append(create_task(sweep_hourly(opening, settings)))
    jobs.append(create_task(follow(opening)))
    jobs.append(create_task(app.state.metrics.keep_telling()))
    jobs.append(create_task(collect(opening, app.state.collecting)))
    try:
        yield
    finally:
        for job in jobs:
            job.cancel()
        await workers.close()
        await close_keeper(app)
        opening.close()
