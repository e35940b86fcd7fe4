"""create_app: the service put together."""

from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path

from fastapi import FastAPI
from starlette.staticfiles import StaticFiles

from api import chat, conversations, health, knowledge, page
from api.middleware import BodyLimit, RequestFrame
from api.openapi import describe
from api.parts import Opening, OpenParts, Parts
from api.problems import handle_problems
from api.rate_limit import RateLimit
from api.settings import ApiSettings
from api.version import program_version
from api.workers import Workers
from assistant.build import open_assistant
from assistant.conversation import Conversation
from assistant.transcript import Transcript
from knowledge.database import open_database
from knowledge.programme import read_programme
from knowledge.settings import KnowledgeSettings

_STATIC = Path(__file__).parent / "static"


@contextmanager
def open_parts() -> Iterator[Parts]:
    """The Parts as the settings say, warmed up; raises KnowledgeError."""
    settings = KnowledgeSettings()
    with open_assistant(knowledge=settings) as assistant:
        assistant.answer("What is it about?", Conversation(""))  # loads what is loaded late
        engine = open_database(settings.database)
        try:
            yield Parts(assistant, Transcript(engine))
        finally:
            engine.dispose()


def create_app(settings: ApiSettings | None = None, parts: OpenParts = open_parts) -> FastAPI:
    """The service; it opens its parts when it starts, and tells at /readyz when they are open.

    Raises InvalidKnowledge where `programme.yaml` is wrong.
    """
    settings = settings or ApiSettings()
    programme = read_programme(KnowledgeSettings().knowledge_dir)
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
    app.state.page_texts = page.page_texts(programme)
    for router in (health.router, chat.router, conversations.router, knowledge.router, page.router):
        app.include_router(router)
    app.mount("/static", StaticFiles(directory=_STATIC))
    app.add_middleware(BodyLimit, max_bytes=settings.max_body_bytes)
    if limit := settings.limit:
        app.add_middleware(RateLimit, limit=limit, prefix="/v1/")
    app.add_middleware(RequestFrame)
    handle_problems(app)
    app.openapi = describe(app)  # type: ignore[method-assign]  # FastAPI's documented way to extend it
    return app


@asynccontextmanager
async def _lifespan(app: FastAPI) -> AsyncIterator[None]:
    settings: ApiSettings = app.state.settings
    app.state.workers = workers = Workers(settings.threads, settings.queue)
    app.state.opening = opening = Opening(app.state.open_parts)
    opening.start()
    try:
        yield
    finally:
        await workers.close()
        opening.close()
