"""Holds a response back where it is a problem, so that it can be told in another form."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.problems import MEDIA_TYPE

Tell = Callable[[Message, bytes], Awaitable[None]]


async def hold_problems(
    app: ASGIApp, scope: Scope, receive: Receive, send: Send, tell: Tell
) -> None:
    """Pass a request on, and its response too; a problem goes to `tell` instead, once it is whole,
    as the message that began it and its body."""
    held: Message | None = None
    body = b""

    async def passed(message: Message) -> None:
        nonlocal held, body
        if message["type"] == "http.response.start" and _is_problem(message):
            held = message
        elif held is None:
            await send(message)
        else:
            body += message.get("body", b"")
            if not message.get("more_body"):
                await tell(held, body)

    await app(scope, receive, passed)


def _is_problem(start: Message) -> bool:
    return Headers(raw=start["headers"]).get("content-type", "").startswith(MEDIA_TYPE)
