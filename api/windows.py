"""How many requests were sent in the present window: counted here, or for all in Valkey."""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from math import ceil
from typing import Any, Protocol, cast

from limits import RateLimitItem
from limits.aio.storage import RedisStorage
from limits.aio.strategies import FixedWindowRateLimiter
from limits.errors import ConfigurationError, StorageError

from knowledge.valkey_client import PATIENCE_S, Presence, missing_extra


@dataclass(frozen=True, slots=True)
class Standing:
    """Whether a request is within the limit, how many more are, and until when."""

    allowed: bool
    remaining: int
    seconds_left: int


class Windows(Protocol):
    """Counts requests in windows that begin with the first request of who is counted, so that the
    time to wait is exact. Setting a clock back makes no window longer."""

    async def hit(self, limit: RateLimitItem, who: str) -> Standing:
        """Count one request."""

    async def close(self) -> None:
        """Let go of connections."""


class OwnWindows:
    """Counts in the memory of this process, by a clock that nobody sets; for one event loop."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        # Those of one limit are as long as each other: the oldest is the first to end.
        self._open: defaultdict[RateLimitItem, dict[str, _Window]] = defaultdict(dict)

    async def hit(self, limit: RateLimitItem, who: str) -> Standing:
        """Count one request."""
        now, windows = self._clock(), self._open[limit]
        while windows and (oldest := next(iter(windows.items())))[1].ends <= now:
            del windows[oldest[0]]
        window = windows.setdefault(who, _Window(now + limit.get_expiry()))
        window.requests += 1
        left = limit.amount - window.requests
        return _standing(left >= 0, left, window.ends - now)

    async def close(self) -> None:
        """There is nothing to let go of."""


@dataclass(slots=True)
class _Window:
    """When it ends, and what was counted so far."""

    ends: float
    requests: int = 0


class SharedWindows:
    """Counts in Valkey, for all processes together; in memory while Valkey is away."""

    def __init__(self, url: str) -> None:
        """Raises StoreUnavailable where the package is missing."""
        target = url.replace("redis", "valkey", 1) if url.startswith("redis") else url
        try:
            self._storage = RedisStorage(
                f"async+{target}",
                wrap_exceptions=True,
                socket_timeout=PATIENCE_S,
                socket_connect_timeout=PATIENCE_S,
            )
        except ConfigurationError as error:
            raise missing_extra(ImportError(str(error))) from error
        self._limiter = FixedWindowRateLimiter(self._storage)
        self._own = OwnWindows()
        self._presence = Presence("requests are counted by each process alone")

    async def hit(self, limit: RateLimitItem, who: str) -> Standing:
        """Count one request."""
        if self._presence.asked:
            try:
                standing = await self._counted(limit, who)
                if standing.seconds_left > limit.get_expiry():  # Valkey's clock was set back
                    await self._limiter.clear(limit, who)
                    standing = await self._counted(limit, who)
            except (StorageError, OSError) as error:
                self._presence.failed(error)
            else:
                self._presence.worked()
                return standing
        return await self._own.hit(limit, who)

    async def close(self) -> None:
        """Let go of connections."""
        await cast(Any, self._storage.bridge).storage.aclose()

    async def _counted(self, limit: RateLimitItem, who: str) -> Standing:
        allowed = await self._limiter.hit(limit, who)
        reset, remaining = await self._limiter.get_window_stats(limit, who)
        return _standing(allowed, remaining, reset - time.time())


def open_windows(url: str) -> Windows:
    """Windows in the server at `url`, or in memory where there is none."""
    return SharedWindows(url) if url else OwnWindows()


def _standing(allowed: bool, remaining: float, seconds: float) -> Standing:
    return Standing(allowed, max(0, int(remaining)), max(1, ceil(seconds)))
