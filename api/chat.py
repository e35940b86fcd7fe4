"""POST /v1/chat: a question in, its answer out, whole or as it comes."""

from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from typing import Annotated, Any

import structlog
from fastapi import APIRouter, Depends, Header, Request
from fastapi.sse import KEEPALIVE_COMMENT, EventSourceResponse, format_sse_event
from starlette.responses import Response

from api.openapi import event_stream
from api.parts import Parts, TheParts, TheSettings, TheWorkers
from api.problems import named_problem
from api.schemas import Answer, ChatRequest, WireModel
from api.settings import ApiSettings
from api.turns import Message, Told, take_turn
from api.wire import to_event
from api.workers import Workers
from assistant.conversation import Turn

router = APIRouter(tags=["chat"])
log = structlog.stdlib.get_logger("api")
_UNBUFFERED = {"Cache-Control": "no-cache", "X-Accel-Buffering": "no"}
_RESPONSES: dict[int | str, dict[str, Any]] = {
    200: {
        "description": "The answer. Where `Accept` names `text/event-stream`: the events "
        "`searching`, `evidence`, `sentence` and `answer`, or `error` with a problem.",
        "content": {"text/event-stream": event_stream()},
    }
}


@dataclass(frozen=True, slots=True)
class Turns:
    """Takes turns in the worker threads."""

    parts: Parts
    workers: Workers
    settings: ApiSettings

    async def last(self, message: Message) -> Told:
        """Take a turn to its end."""
        *_, last = await self.workers.run(lambda: list(self._take(message)))
        return last

    def stream(self, message: Message) -> AsyncIterator[Told | None]:
        """Take a turn and tell it as it happens; None is a sign of life."""
        patience = self.settings.heartbeat_seconds
        return self.workers.stream(lambda: self._take(message), patience)

    def _take(self, message: Message) -> Iterator[Told]:
        return take_turn(self.parts, message, self.settings.history_turns)


def _turns(parts: TheParts, workers: TheWorkers, settings: TheSettings) -> Turns:
    return Turns(parts, workers, settings)


@router.post("/v1/chat", response_model=Answer, responses=_RESPONSES)
async def ask(
    request: Request,
    question: ChatRequest,
    turns: Annotated[Turns, Depends(_turns)],
    accept: Annotated[str, Header(include_in_schema=False)] = "",
) -> WireModel | Response:
    """Answer one message; without a conversation id, a new conversation begins."""
    language = None if question.language == "auto" else question.language
    message = Message(question.message, question.conversation_id, language)
    if "text/event-stream" in accept.lower():
        return await _event_stream(request, turns.stream(message))
    told = await turns.last(message)
    _log_turn(told)
    return to_event(told)[1]


async def _event_stream(request: Request, told: AsyncIterator[Told | None]) -> Response:
    """What is wrong with the question is raised here, before the response begins."""
    first = await anext(told)
    while first is None:
        first = await anext(told)
    return EventSourceResponse(_events(request, first, told), headers=_UNBUFFERED)


async def _events(
    request: Request, first: Told, rest: AsyncIterator[Told | None]
) -> AsyncIterator[bytes]:
    yield _event(first)
    try:
        async for told in rest:
            yield KEEPALIVE_COMMENT if told is None else _event(told)
    except Exception as error:
        log.exception("turn failed")
        problem = named_problem(request, error)
        yield format_sse_event(event="error", data_str=problem.model_dump_json())


def _event(told: Told) -> bytes:
    _log_turn(told)
    name, payload = to_event(told)
    return format_sse_event(event=name, data_str=payload.model_dump_json())


def _log_turn(told: Told) -> None:
    if isinstance(told.what, Turn):
        answer = told.what.answer
        log.info(
            "turn",
            status=answer.status,
            reason=answer.reason,
            language=answer.language,
            generator=answer.generator,
        )
