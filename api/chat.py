"""POST /v1/chat: a question in, its answer out, whole or as it comes."""

from collections.abc import AsyncIterator
from typing import Annotated, Any

import structlog
from fastapi import APIRouter, Header, Request
from fastapi.sse import KEEPALIVE_COMMENT, EventSourceResponse, format_sse_event
from starlette.responses import Response

from api.asking import TheTurns
from api.openapi import event_stream
from api.problems import named_problem
from api.schemas import Answer, ChatRequest, WireModel
from api.turns import Message, Told
from api.wire import to_event

router = APIRouter(tags=["chat"])
log = structlog.stdlib.get_logger("api")
UNBUFFERED = {"Cache-Control": "no-cache", "X-Accel-Buffering": "no"}
_RESPONSES: dict[int | str, dict[str, Any]] = {
    200: {
        "description": "The answer. Where `Accept` names `text/event-stream`: the events "
        "`searching`, `evidence`, `sentence` and `answer`, or `error` with a problem.",
        "content": {"text/event-stream": event_stream()},
    }
}


@router.post("/v1/chat", response_model=Answer, responses=_RESPONSES)
async def ask(
    request: Request,
    question: ChatRequest,
    turns: TheTurns,
    accept: Annotated[str, Header(include_in_schema=False)] = "",
) -> WireModel | Response:
    """Answer one message; without a conversation id, a new conversation begins."""
    language = None if question.language == "auto" else question.language
    message = Message(question.message, question.conversation_id, language)
    if "text/event-stream" in accept.lower():
        events = _events(request, await turns.stream(message))
        return EventSourceResponse(events, headers=UNBUFFERED)
    return to_event(await turns.last(message))[1]


async def _events(request: Request, course: AsyncIterator[Told | None]) -> AsyncIterator[bytes]:
    try:
        async for told in course:
            yield KEEPALIVE_COMMENT if told is None else _event(told)
    except Exception as error:
        log.exception("turn failed")
        problem = named_problem(request, error)
        yield format_sse_event(event="error", data_str=problem.model_dump_json())


def _event(told: Told) -> bytes:
    name, payload = to_event(told)
    return format_sse_event(event=name, data_str=payload.model_dump_json())
