"""Deletes what is older than it may be, while the server runs."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from datetime import datetime, timedelta

import structlog

from api.accounts.audit import now_utc
from api.accounts.tries import Tries
from api.parts import Opening, Parts
from api.settings import ApiSettings
from ingest.uploads import Uploads
from knowledge.errors import StoreUnavailable

log = structlog.stdlib.get_logger("api")
_HOUR_S = 3600.0
_LOOK_S = 1.0  # how often it is looked whether the parts are open
_LEAP = timedelta(hours=1)
_LOOKED_AT = timedelta(days=1)  # how long a file waits for somebody to ingest it


async def expire_hourly(
    opening: Opening,
    days: int,
    pause_s: float = _HOUR_S,
    now: Callable[[], datetime] = now_utc,
) -> None:
    """Delete turns older than so many days once the parts are open, and again after each pause.

    Where the clock was set forward in between, nothing is deleted until after the next pause: who
    set it so by mistake loses nothing. It ends when it is cancelled, or at once where `days` is 0:
    then all is kept.
    """
    clock = _Clock(now)
    while days:
        await _opened(opening, pause_s)
        if clock.leapt():
            log.warning("the clock was set forward: expired turns are not deleted yet")
        else:
            await asyncio.to_thread(_expire, opening, now() - timedelta(days=days))
        await asyncio.sleep(pause_s)


async def sweep_hourly(opening: Opening, settings: ApiSettings, pause_s: float = _HOUR_S) -> None:
    """Delete attempts to sign in that count no more, and files that were looked at a day ago and
    never ingested; like `expire_hourly` otherwise, and whatever is kept of turns."""
    while True:
        await _opened(opening, pause_s)
        await asyncio.to_thread(_sweep, opening.parts, settings)
        await asyncio.sleep(pause_s)


async def _opened(opening: Opening, pause_s: float) -> None:
    while not opening.ready:
        await asyncio.sleep(min(_LOOK_S, pause_s))


class _Clock:
    """Compares the time of day with the time that has passed."""

    def __init__(self, now: Callable[[], datetime]) -> None:
        self._now = now
        self._told, self._passed = now(), time.monotonic()

    def leapt(self) -> bool:
        """Whether the clock went on by much more than the time that passed since the last call."""
        before, passed = self._told, self._passed
        self._told, self._passed = self._now(), time.monotonic()
        return self._told - before - timedelta(seconds=self._passed - passed) > _LEAP


def _expire(opening: Opening, before: datetime) -> None:
    try:
        turns = opening.parts.transcript.expire(before)
    except StoreUnavailable:
        log.exception("expired turns not deleted")
        return
    if turns:
        log.info("expired turns deleted", turns=turns)


def _sweep(parts: Parts, settings: ApiSettings) -> None:
    try:
        Tries(parts.engine, settings.sign_in_limit).expire()
        files = Uploads(parts.engine).drop_waiting(now_utc() - _LOOKED_AT)
    except StoreUnavailable:
        log.exception("what is of no use any more not deleted")
        return
    if files:
        log.info("files that nobody ingested deleted", files=files)
