"""Follows what is published or ingested, while the server runs."""

from __future__ import annotations

import asyncio

import structlog

from api.parts import Opening
from knowledge.errors import KnowledgeError
from knowledge.grow import prepare

log = structlog.stdlib.get_logger("api")
_PAUSE_S = 1.0  # between looks; what is published here is followed at once


async def follow(opening: Opening, pause_s: float = _PAUSE_S) -> None:
    """Renew the Assistant wherever there is something new, until cancelled.

    What cannot be followed is logged, and tried again: the Assistant stays as it was.
    """
    while True:
        await asyncio.sleep(pause_s)
        if opening.ready:
            await asyncio.to_thread(_refresh, opening)


def _refresh(opening: Opening) -> None:
    live = opening.parts.live
    try:
        prepare()
        if live.refresh():
            log.info("knowledge renewed", generation=live.generation)
    except KnowledgeError as error:
        log.warning("knowledge not renewed", error=str(error))
    except Exception:  # noqa: BLE001  whatever goes wrong once must not end the following
        log.exception("knowledge not renewed")
