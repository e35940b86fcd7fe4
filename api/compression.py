"""What is sent to everybody alike is sent smaller."""

from __future__ import annotations

from starlette.middleware.gzip import GZipMiddleware
from starlette.types import ASGIApp, Receive, Scope, Send

_LEVEL = 6
_PUBLIC = ("/faq", "/static/", "/widget.js", "/v1/faq")


class Compression:
    """Compresses public pages and files, and nothing else: how well a page with a secret and with
    words of its visitor can be compressed tells of the secret, and streams are told as they come.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._plain = app
        self._smaller = GZipMiddleware(app, minimum_size=1024, compresslevel=_LEVEL)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on."""
        is_public = scope["type"] == "http" and (
            scope["path"] == "/" or scope["path"].startswith(_PUBLIC)
        )
        await (self._smaller if is_public else self._plain)(scope, receive, send)
