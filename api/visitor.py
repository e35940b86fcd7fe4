"""Whether the client of a request is still there."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from threading import Event
from typing import Annotated

from fastapi import Depends, Request


async def _left(request: Request) -> AsyncIterator[Event]:
    """Watches the connection until the reply is sent, whole or as a stream."""
    left = Event()

    async def watch() -> None:
        while (await request.receive())["type"] != "http.disconnect":
            pass  # the body was read before
        left.set()

    watching = asyncio.create_task(watch())
    try:
        yield left
    finally:
        watching.cancel()


VisitorLeft = Annotated[Event, Depends(_left)]
"""Is set when the client closes the connection before it has its reply."""
