"""The chat on other sites: one script, its words, and leave for the sites that may show it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import FileResponse
from starlette.middleware.cors import CORSMiddleware
from starlette.types import ASGIApp, Receive, Scope, Send

from api.rendering import TheLanguage

router = APIRouter(include_in_schema=False)
_SCRIPT = Path(__file__).parent / "static" / "widget.js"
_OPEN = re.compile(
    r"/(static/[^/]+|widget\.json|v1/chat|v1/(conversations|answers|sources)/[^/]+(/feedback)?)"
)
"""Paths that the widget asks from the page of another site; sign-in and console are not."""
_HEADERS = {"Cross-Origin-Resource-Policy": "cross-origin", "Cache-Control": "no-cache"}


class WidgetSites:
    """Lets pages of the named sites use what the widget needs, without cookies, nothing else."""

    def __init__(self, app: ASGIApp, origins: Sequence[str]) -> None:
        self._closed = app
        self._open = CORSMiddleware(
            app,
            allow_origins=origins,
            allow_methods=["GET", "POST", "DELETE"],
            allow_headers=["Accept", "Content-Type"],
            expose_headers=["Retry-After", "X-Request-ID"],
        )

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, with leave for its origin where it has one."""
        is_open = scope["type"] == "http" and _OPEN.fullmatch(scope["path"])
        await (self._open if is_open else self._closed)(scope, receive, send)


@router.get("/widget.js")
def widget_script() -> FileResponse:
    """The script that puts the chat on a page; any site may load it, only named ones may ask."""
    return FileResponse(_SCRIPT, media_type="text/javascript", headers=_HEADERS)


@router.get("/widget.json")
def widget_words(request: Request, language: TheLanguage) -> dict[str, Any]:
    """The words of the chat in the language that fits best."""
    return {"language": language, "words": request.app.state.page_texts[language]}
