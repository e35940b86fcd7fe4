"""Visitors who ask without pause, and what they saw."""

from __future__ import annotations

import asyncio
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

import httpx

BUSY_S = 1.0
"""What a visitor waits who was told to try again."""


@dataclass
class Seen:
    """What one visitor saw: how often each status, and how long answers took."""

    statuses: Counter[int] = field(default_factory=Counter)
    seconds: list[float] = field(default_factory=list)
    without_wait: int = 0
    """503s that did not say when to try again."""

    @property
    def answered(self) -> int:
        """How many answers came."""
        return self.statuses[200]


async def ask_on(url: str, questions: Sequence[str], seconds: float, address: str) -> Seen:
    """One visitor who asks until the time is over, and waits as told where all are busy."""
    seen, end, turn = Seen(), time.monotonic() + seconds, 0
    headers = {"X-Forwarded-For": address}
    async with httpx.AsyncClient(base_url=url, timeout=60, headers=headers) as client:
        while time.monotonic() < end:
            question = questions[turn % len(questions)]
            turn, began = turn + 1, time.monotonic()
            reply = await client.post("/v1/chat", json={"message": question})
            seen.statuses[reply.status_code] += 1
            if reply.status_code == 200:
                seen.seconds.append(time.monotonic() - began)
            elif reply.status_code == 503:
                seen.without_wait += "retry-after" not in reply.headers
                await asyncio.sleep(float(reply.headers.get("retry-after", BUSY_S)))
    return seen


def look(url: str, seconds: float, pause_s: float = 0.1) -> list[float]:
    """How long /healthz took, again and again. Run apart from the visitors, whose own work would
    else be counted as a wait."""
    took, end = [], time.monotonic() + seconds
    with httpx.Client(base_url=url, timeout=30) as client:
        while time.monotonic() < end:
            began = time.monotonic()
            client.get("/healthz").raise_for_status()
            took.append(time.monotonic() - began)
            time.sleep(pause_s)
    return took


def share(values: Sequence[float], part: float) -> float:
    """The value that this part of all is not above."""
    return sorted(values)[min(len(values) - 1, int(part * len(values)))] if values else 0.0
