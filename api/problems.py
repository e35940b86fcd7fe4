"""Every error as problem details (RFC 9457), the request id with it."""

from __future__ import annotations

from collections.abc import Mapping
from http import HTTPStatus
from random import randint
from typing import cast

import structlog
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from pydantic import BaseModel, ConfigDict
from starlette.exceptions import HTTPException

from api.asking import NobodyWaits
from api.parts import NotReady
from api.workers import Busy
from assistant.errors import AssistantError, EmptyQuestion, QuestionTooLong, UnknownConversation
from assistant.transcript import UnknownAnswer
from knowledge.errors import KnowledgeError

log = structlog.get_logger("api")
MEDIA_TYPE = "application/problem+json"
_TYPE = "urn:techforce:problem:"

_NAMED: Mapping[type[Exception], tuple[int, str, str]] = {
    EmptyQuestion: (422, "empty-question", "The message holds no question"),
    QuestionTooLong: (422, "question-too-long", "The message is too long"),
    UnknownConversation: (404, "unknown-conversation", "No such conversation"),
    UnknownAnswer: (404, "unknown-answer", "No such answer"),
    NobodyWaits: (408, "nobody-waits", "The visitor has left"),
    Busy: (503, "busy", "Too many questions at once"),
    NotReady: (503, "not-ready", "The assistant is not ready"),
    KnowledgeError: (503, "knowledge-unavailable", "The knowledge cannot be read"),
}
_SLUGS = {
    400: "refused",
    401: "sign-in-needed",
    403: "not-allowed",
    409: "conflict",
    413: "body-too-large",
    429: "rate-limited",
    500: "internal-error",
}
# Seconds, from and to: who is turned away together is not to come back together.
_RETRY_AFTER = {Busy: (1, 4), NotReady: (2, 2), KnowledgeError: (30, 30)}


class InvalidField(BaseModel):
    """One field of a request that does not fit, and why."""

    model_config = ConfigDict(frozen=True)

    field: str
    message: str


class Problem(BaseModel):
    """What went wrong (RFC 9457); `type` is stable, `detail` is for people."""

    model_config = ConfigDict(frozen=True)

    type: str
    title: str
    status: int
    detail: str
    instance: str
    request_id: str
    errors: tuple[InvalidField, ...] = ()


def problem(request: Request, status: int, detail: str, slug: str = "", title: str = "") -> Problem:
    """The Problem of one request; slug and title default to those of the status."""
    phrase = HTTPStatus(status).phrase
    return Problem(
        type=_TYPE + (slug or _SLUGS.get(status) or phrase.lower().replace(" ", "-")),
        title=title or phrase,
        status=status,
        detail=detail,
        instance=request.url.path,
        request_id=request.scope.get("request_id", ""),
    )


def named_problem(request: Request, error: Exception) -> Problem:
    """The Problem of an error that has a name; any other is an internal error, without its text."""
    for kind, (status, slug, title) in _NAMED.items():
        if isinstance(error, kind):
            # What a KnowledgeError says is for those who run the service: it names files.
            detail = f"{title}." if kind is KnowledgeError else str(error) or f"{title}."
            return problem(request, status, detail, slug, title)
    return problem(request, 500, "Something failed on our side. Trying again may help.")


def problem_response(found: Problem, headers: Mapping[str, str] | None = None) -> JSONResponse:
    """A Problem as HTTP response."""
    return JSONResponse(
        found.model_dump(mode="json"),
        status_code=found.status,
        headers=dict(headers or {}),
        media_type=MEDIA_TYPE,
    )


def handle_problems(app: FastAPI) -> None:
    """Make every error of the app's routes a problem response."""
    for kind in (AssistantError, KnowledgeError, Busy, NotReady):
        app.add_exception_handler(kind, _named)
    app.add_exception_handler(RequestValidationError, _invalid)
    app.add_exception_handler(HTTPException, _http)


async def _named(request: Request, error: Exception) -> JSONResponse:
    if isinstance(error, KnowledgeError):
        log.error("knowledge unavailable", error=str(error))
    wait = next((s for kind, s in _RETRY_AFTER.items() if isinstance(error, kind)), None)
    headers = {"Retry-After": str(randint(*wait))} if wait else None
    return problem_response(named_problem(request, error), headers)


async def _http(request: Request, error: Exception) -> JSONResponse:
    error = cast(HTTPException, error)
    return problem_response(problem(request, error.status_code, str(error.detail)), error.headers)


async def _invalid(request: Request, error: Exception) -> JSONResponse:
    fields = tuple(
        InvalidField(field=".".join(map(str, item["loc"])), message=item["msg"])
        for item in cast(RequestValidationError, error).errors()
    )
    detail = "; ".join(f"{f.field}: {f.message}" for f in fields)
    found = problem(request, 422, detail, "invalid-request", "The request is not valid")
    return problem_response(found.model_copy(update={"errors": fields}))
