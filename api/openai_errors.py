"""The errors of the OpenAI-compatible paths, in the form that OpenAI's clients read."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Literal

from starlette.datastructures import MutableHeaders
from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.held import hold_problems
from api.openai_schemas import ErrorDetail, OpenAIError
from api.problems import Problem

_CODES = {
    "not-found": "model_not_found",
    "question-too-long": "context_length_exceeded",
    "rate-limited": "rate_limit_exceeded",
    "service-limited": "rate_limit_exceeded",
}
_QUESTION = frozenset({"question-too-long", "empty-question"})
_FIELD = re.compile(r"body((?:\.\w+(?=\.|$))+)")


def openai_status(problem: Problem) -> int:
    """The status of a Problem there: OpenAI has no 422."""
    return 400 if problem.status == 422 else problem.status


def openai_error(problem: Problem) -> OpenAIError:
    """A Problem as OpenAI's API tells errors."""
    slug = problem.type.rpartition(":")[2]
    param, message = _first(problem)
    detail = ErrorDetail(
        message=message,
        type=_kind(problem.status),
        param="messages" if slug in _QUESTION else param,
        code=_CODES.get(slug, slug.replace("-", "_")),
    )
    return OpenAIError(error=detail)


class OpenAIErrors:
    """Turns problems below some paths into OpenAI's errors, whoever found them."""

    def __init__(self, app: ASGIApp, paths: Iterable[str]) -> None:
        self._app = app
        self._paths = tuple(paths)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on; hold a problem back until it is whole."""
        if scope["type"] != "http" or not scope["path"].startswith(self._paths):
            await self._app(scope, receive, send)
            return

        async def translated(start: Message, body: bytes) -> None:
            await _reply(start, body)(scope, receive, send)

        await hold_problems(self._app, scope, receive, send, translated)


def _reply(start: Message, body: bytes) -> JSONResponse:
    problem = Problem.model_validate_json(body)
    headers = MutableHeaders(raw=list(start["headers"]))
    del headers["content-type"], headers["content-length"]
    reply = JSONResponse(openai_error(problem).model_dump(), openai_status(problem))
    reply.raw_headers.extend(headers.raw)
    return reply


def _kind(status: int) -> Literal["invalid_request_error", "rate_limit_error", "server_error"]:
    if status == 429:
        return "rate_limit_error"
    return "server_error" if status >= 500 else "invalid_request_error"


def _first(problem: Problem) -> tuple[str | None, str]:
    """The first field that does not fit, as far as it has a name, and what is wrong."""
    if not problem.errors:
        return None, problem.detail
    error = problem.errors[0]
    found = _FIELD.match(error.field)
    param = found[1].lstrip(".") if found else None
    message = error.message.removeprefix("Value error, ")
    return param, f"{param}: {message}" if param else message
