"""Follows what is published or ingested, while the server runs."""

from __future__ import annotations

import asyncio
from random import uniform

import structlog

from api.parts import Opening
from knowledge.errors import KnowledgeError
from knowledge.grow import prepare

log = structlog.stdlib.get_logger("api")
_PAUSE_S = 1.0  # between looks; what is published here is followed at once
_LONGEST_S = 30.0  # between looks while following fails


async def follow(
    opening: Opening, pause_s: float = _PAUSE_S, longest_s: float = _LONGEST_S
) -> None:
    """Renew the Assistant wherever there is something new, until cancelled.

    What cannot be followed is logged, and tried again after pauses that grow: the Assistant stays
    as it was.
    """
    failures = 0
    while True:
        await asyncio.sleep(pause_after(failures, pause_s, longest_s))
        if opening.ready:
            followed = await asyncio.to_thread(_refresh, opening)
            failures = 0 if followed else failures + 1


def pause_after(failures: int, pause_s: float, longest_s: float) -> float:
    """How long to wait after so many failures in a row: twice as long each time, up to a limit, and
    a part of that by chance, so that replicas do not all come at once."""
    if not failures:
        return pause_s
    longest: float = min(longest_s, pause_s * 2 ** min(failures, 30))
    return uniform(longest / 2, longest)


def _refresh(opening: Opening) -> bool:
    """Tells whether all is well."""
    live = opening.parts.live
    try:
        prepare()
        if live.refresh():
            log.info("knowledge renewed", generation=live.generation)
        return True
    except KnowledgeError as error:
        log.warning("knowledge not renewed", error=str(error))
    except Exception:  # noqa: BLE001  whatever goes wrong once must not end the following
        log.exception("knowledge not renewed")
    return False
