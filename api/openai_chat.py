"""The OpenAI-compatible endpoints: the assistant as a chat model that other programs know."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from typing import Annotated, Any

import structlog
from fastapi import APIRouter, Depends, Path, Request
from fastapi.sse import KEEPALIVE_COMMENT, EventSourceResponse, format_sse_event
from starlette.exceptions import HTTPException
from starlette.responses import Response

from api.asking import TheTurns
from api.chat import UNBUFFERED
from api.footnotes import Footnotes
from api.openai_errors import openai_error
from api.openai_schemas import Chunk, Completion, CompletionRequest, Model, Models, OpenAIError
from api.openai_wire import Reply
from api.problems import named_problem
from api.turns import Message, Told
from knowledge.document import Language

COMPLETIONS = "/v1/chat/completions"
MODELS = "/v1/models"
_MODEL = "techforce"
_ERRORS: dict[int | str, dict[str, Any]] = {
    "default": {"description": "What went wrong.", "model": OpenAIError}
}
_STREAMED: dict[int | str, dict[str, Any]] = {
    200: {
        "description": "The answer. With `stream`: chunks, then `[DONE]`.",
        "content": {
            "text/event-stream": {
                "schema": {"type": "string"},
                "x-events": {"chunk": {"$ref": "#/components/schemas/Chunk"}},
            }
        },
    }
}
router = APIRouter(tags=["openai"], responses=_ERRORS)
log = structlog.stdlib.get_logger("api")


async def _footnotes(request: Request) -> Mapping[Language, Footnotes]:
    footnotes: Mapping[Language, Footnotes] = request.app.state.footnotes
    return footnotes


async def _models(request: Request) -> tuple[Model, ...]:
    began: int = request.app.state.began
    return (Model(id=_MODEL, created=began, owned_by=request.app.title),)


TheFootnotes = Annotated[Mapping[Language, Footnotes], Depends(_footnotes)]
TheModels = Annotated[tuple[Model, ...], Depends(_models)]


@router.get(MODELS)
async def list_models(models: TheModels) -> Models:
    """The models that a request may name: there is one."""
    return Models(data=models)


@router.get(f"{MODELS}/{{model_id}}")
async def read_model(model_id: Annotated[str, Path(max_length=100)], models: TheModels) -> Model:
    """One of them."""
    return _known(model_id, models)


@router.post(COMPLETIONS, response_model=Completion, responses=_STREAMED)
async def complete(
    request: Request,
    asked: CompletionRequest,
    models: TheModels,
    turns: TheTurns,
    footnotes: TheFootnotes,
) -> Completion | Response:
    """Answer the last user message in the light of the user messages before it."""
    reply = Reply(_known(asked.model, models).id, footnotes)
    *earlier, question = asked.questions
    message = Message(question, None, None, tuple(earlier))
    if not asked.stream:
        return reply.whole(await turns.last(message))
    options = asked.stream_options
    with_usage = bool(options and options.include_usage)
    events = _events(request, reply, await turns.stream(message), with_usage)
    return EventSourceResponse(events, headers=UNBUFFERED)


async def _events(
    request: Request, reply: Reply, course: AsyncIterator[Told | None], with_usage: bool
) -> AsyncIterator[bytes]:
    yield _event(reply.begin())
    try:
        async for told in course:
            if told is None:
                yield KEEPALIVE_COMMENT
                continue
            for chunk in reply.chunks(told, with_usage=with_usage):
                yield _event(chunk)
        yield format_sse_event(data_str="[DONE]")
    except Exception as error:
        log.exception("turn failed")
        yield _event(openai_error(named_problem(request, error)))


def _event(data: Chunk | OpenAIError) -> bytes:
    return format_sse_event(data_str=data.model_dump_json())


def _known(model_id: str, models: tuple[Model, ...]) -> Model:
    for model in models:
        if model.id == model_id:
            return model
    known = ", ".join(model.id for model in models)
    raise HTTPException(404, f"There is no model {model_id[:100]!r}; there is {known}.")
