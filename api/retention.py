"""Deletes what is older than it may be, while the server runs."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta

import structlog

from api.parts import Opening
from knowledge.errors import StoreUnavailable

log = structlog.stdlib.get_logger("api")
_HOUR_S = 3600.0
_LOOK_S = 1.0  # how often it is looked whether the parts are open


async def expire_hourly(opening: Opening, days: int, pause_s: float = _HOUR_S) -> None:
    """Delete turns older than so many days once the parts are open, and again after each pause.

    It ends when it is cancelled, or at once where `days` is 0: then all is kept.
    """
    while days:
        while not opening.ready:
            await asyncio.sleep(min(_LOOK_S, pause_s))
        await asyncio.to_thread(_expire, opening, days)
        await asyncio.sleep(pause_s)


def _expire(opening: Opening, days: int) -> None:
    try:
        turns = opening.parts.transcript.expire(datetime.now(UTC) - timedelta(days=days))
    except StoreUnavailable:
        log.exception("expired turns not deleted")
        return
    if turns:
        log.info("expired turns deleted", turns=turns)
