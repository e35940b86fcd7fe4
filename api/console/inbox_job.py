"""Keeps the inbox up to date while the server runs."""

from __future__ import annotations

import asyncio
from functools import partial
from threading import Lock
from typing import Annotated

import structlog
from fastapi import Depends, Request

from api.accounts.access import TheAccounts
from api.parts import Opening, Parts, TheParts
from assistant.inbox.collect import Collector
from assistant.inbox.inbox import Inbox
from assistant.inbox.near import Nearness
from assistant.live import Ground
from knowledge.errors import KnowledgeError

log = structlog.stdlib.get_logger("api")
_PAUSE_S = 3.0
_AT_ONCE = 10  # questions that are collected while somebody waits for the page, and how long
_PATIENCE_S = 0.5  # that waits where they are being collected already


class Collecting:
    """The one Collector of a server, made when its parts are open."""

    def __init__(self, below: float) -> None:
        """Answers with a confidence `below` are collected too."""
        self._below = below
        self._opening = Lock()
        self._collector: Collector | None = None
        self._learned: tuple[Ground, Nearness | None] | None = None

    def collect(self, parts: Parts) -> int:
        """Collect what is new; returns how many questions that were. Raises StoreUnavailable."""
        return self._opened(parts).collect()

    def look(self, parts: Parts) -> None:
        """Collect what was asked a moment ago, for who waits for it. Raises StoreUnavailable."""
        self._opened(parts).collect(_AT_ONCE, _PATIENCE_S)

    def _opened(self, parts: Parts) -> Collector:
        with self._opening:
            if self._collector is None:
                nearness = partial(self._nearness, parts)
                self._collector = Collector(parts.engine, nearness, self._below)
            return self._collector

    def _nearness(self, parts: Parts) -> Nearness | None:
        """Learned anew when the wordings are others."""
        ground = parts.live.ground
        if self._learned is None or self._learned[0] is not ground:
            taught = ground.taught
            owners = [wording.source_id for wording in taught.wordings]
            found = Nearness.learn(ground.parts.embedder, taught.vectors, owners)
            self._learned = (ground, found)
        return self._learned[1]


async def collect(opening: Opening, collecting: Collecting, pause_s: float = _PAUSE_S) -> None:
    """Collect what is new, again and again, until cancelled; what goes wrong is logged."""
    while True:
        if opening.ready:
            await asyncio.to_thread(_collect, opening.parts, collecting)
        await asyncio.sleep(pause_s)


def _collect(parts: Parts, collecting: Collecting) -> None:
    try:
        collecting.collect(parts)
    except KnowledgeError as error:
        log.warning("inbox not brought up to date", error=str(error))


def _inbox(request: Request, parts: TheParts, accounts: TheAccounts) -> Inbox:
    """The inbox, with what was asked a moment ago."""
    collecting: Collecting = request.app.state.collecting
    collecting.look(parts)
    return Inbox(parts.engine, accounts.audit)


TheInbox = Annotated[Inbox, Depends(_inbox)]
