"""Problems as pages, for visitors of pages: the API and programs get them as they are."""

from __future__ import annotations

import json
import re

from starlette.datastructures import Headers
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.held import hold_problems
from api.rendering import page_language, render

_NOT_OURS = re.compile(r"/(v1|static|healthz|readyz|metrics|console(?!/oidc))(/.*)?")
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

        async def shown(start: Message, body: bytes) -> None:
            await _show(Request(scope), start, body, receive, send)

        await hold_problems(self._app, scope, receive, send, shown)


def _is_visit(scope: Scope) -> bool:
    if scope["type"] != "http" or _NOT_OURS.fullmatch(scope["path"]):
        return False
    return "text/html" in Headers(scope=scope).get("accept", "")


async def _show(
    request: Request, began: Message, body: bytes, receive: Receive, send: Send
) -> None:
    headers = Headers(raw=began["headers"])
    asked, accepted = request.query_params.get("lang"), request.headers.get("accept-language", "")
    language = page_language(asked, accepted)
    texts = request.app.state.page_texts[language]
    kind = json.loads(body)["type"].rpartition(":")[2]
    if kind == "not-found":
        heading, said = texts["no_page"], texts["no_page_next"]
    else:
        heading, errors = texts["outcomes"]["failed"], texts["errors"]
        said = errors.get(kind, errors["other"])
    said = said.replace("{seconds}", headers.get("retry-after", "60"))
    told = {"heading": heading, "said": said, "path": "/"}
    page = render(request, "problem.html", language, told, began["status"])
    for name in _KEPT:
        if name in headers:
            page.headers[name] = headers[name]
    await page(request.scope, receive, send)
