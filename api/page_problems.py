"""Problems as pages, for visitors of pages: the API and programs get them as they are."""

from __future__ import annotations

import json
import re

from starlette.datastructures import Headers
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.problems import MEDIA_TYPE
from api.rendering import page_language, render

_PAGES = re.compile(r"/|/(ask|faq|console/oidc)(/.*)?")
_KEPT = ("retry-after", "ratelimit", "ratelimit-policy")


class PageProblems:
    """Says in the visitor's words what went wrong on a page that a browser asks for."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, and its response unless that is a problem."""
        if not _is_visit(scope):
            await self._app(scope, receive, send)
            return
        began: Message | None = None
        body = b""

        async def shown(message: Message) -> None:
            nonlocal began, body
            if message["type"] == "http.response.start" and _is_problem(message):
                began = message
            elif began is None:
                await send(message)
            else:
                body += message.get("body", b"")
                if not message.get("more_body"):
                    await _show(Request(scope), began, body, receive, send)

        await self._app(scope, receive, shown)


def _is_visit(scope: Scope) -> bool:
    if scope["type"] != "http" or not _PAGES.fullmatch(scope["path"]):
        return False
    return "text/html" in Headers(scope=scope).get("accept", "")


def _is_problem(message: Message) -> bool:
    return Headers(raw=message["headers"]).get("content-type", "").startswith(MEDIA_TYPE)


async def _show(
    request: Request, began: Message, body: bytes, receive: Receive, send: Send
) -> None:
    headers = Headers(raw=began["headers"])
    asked, accepted = request.query_params.get("lang"), request.headers.get("accept-language", "")
    language = page_language(asked, accepted)
    errors = request.app.state.page_texts[language]["errors"]
    kind = json.loads(body)["type"].rpartition(":")[2]
    said = errors.get(kind, errors["other"]).replace("{seconds}", headers.get("retry-after", "60"))
    page = render(request, "problem.html", language, {"said": said, "path": "/"}, began["status"])
    for name in _KEPT:
        if name in headers:
            page.headers[name] = headers[name]
    await page(request.scope, receive, send)
