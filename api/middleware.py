"""Around every request: its id, its log line, safe headers, and a limit on its body."""

from __future__ import annotations

import re
import time
from collections.abc import Mapping
from uuid import uuid4

import structlog
from starlette.datastructures import Headers, MutableHeaders
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.problems import named_problem, problem, problem_response

_REQUEST_ID = re.compile(r"[\w.:-]{1,128}", re.ASCII)
_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
    "base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
)
_SAFE_HEADERS = {
    "Content-Security-Policy": _POLICY,
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}
log = structlog.stdlib.get_logger("api")


class RequestFrame:
    """Gives a request its id, sets safe headers and logs the outcome.

    Logged are route templates, never paths or texts: a conversation's id is a secret.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on inside its frame."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        given = Headers(scope=scope).get("x-request-id", "")
        request_id = given if _REQUEST_ID.fullmatch(given) else uuid4().hex
        scope["request_id"] = request_id
        status, began = 0, time.perf_counter()

        async def framed(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                _set_headers(MutableHeaders(scope=message), scope, request_id)
            await send(message)

        with structlog.contextvars.bound_contextvars(request_id=request_id, method=scope["method"]):
            await self._app(scope, receive, framed)
            ms = round((time.perf_counter() - began) * 1000, 1)
            log.info("request", route=_route(scope), status=status, ms=ms)


class Failures:
    """Tells as a problem what escapes from within, and logs it; not where a response has begun."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on; whatever it raises is answered."""
        begun = False

        async def noted(message: Message) -> None:
            nonlocal begun
            begun = True
            await send(message)

        try:
            await self._app(scope, receive, noted)
        except Exception as error:
            if scope["type"] != "http":
                raise
            log.exception("request failed", route=_route(scope))
            if not begun:
                found = named_problem(Request(scope, receive), error)
                await problem_response(found)(scope, receive, send)


class BodyLimit:
    """Refuses request bodies over a size, announced or not, without reading on.

    `larger` are the sizes of paths that may have more.
    """

    def __init__(self, app: ASGIApp, max_bytes: int, larger: Mapping[str, int]) -> None:
        self._app = app
        self._max_bytes = max_bytes
        self._larger = larger

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, its body counted."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        most = self._larger.get(scope["path"], self._max_bytes)
        detail = f"A request body may have {most:,} bytes at most."
        announced = Headers(scope=scope).get("content-length", "0")
        if announced.isdecimal() and int(announced) > most:
            request = Request(scope, receive)
            await problem_response(problem(request, 413, detail))(scope, receive, send)
            return
        read = 0

        async def counted() -> Message:
            nonlocal read
            message = await receive()
            read += len(message.get("body", b""))
            if read > most:
                raise HTTPException(413, detail)
            return message

        await self._app(scope, counted, send)


def _set_headers(headers: MutableHeaders, scope: Scope, request_id: str) -> None:
    headers["X-Request-ID"] = request_id
    for name, value in _SAFE_HEADERS.items():
        headers.setdefault(name, value)
    if scope["scheme"] == "https":
        headers.setdefault("Strict-Transport-Security", "max-age=31536000")
    kept = "no-cache" if scope["path"].startswith("/static/") else "no-store"
    headers.setdefault("Cache-Control", kept)


def _route(scope: Scope) -> str:
    return str(getattr(scope.get("route"), "path", "(none)"))
