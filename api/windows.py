"""How many requests a client sent in its present window: counted here, or for all in Valkey."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import Any, Protocol, cast

from limits import RateLimitItem
from limits.aio.storage import RedisStorage
from limits.aio.strategies import FixedWindowRateLimiter as SharedLimiter
from limits.errors import ConfigurationError, StorageError
from limits.storage import MemoryStorage
from limits.strategies import FixedWindowRateLimiter

from knowledge.valkey_client import PATIENCE_S, Presence, missing_extra


@dataclass(frozen=True, slots=True)
class Standing:
    """Whether a request is within the limit, how many more are, and until when."""

    allowed: bool
    remaining: int
    seconds_left: int


class Windows(Protocol):
    """Counts requests in windows that begin with a client's first request, so that the time to wait
    is exact."""

    async def hit(self, limit: RateLimitItem, client: str) -> Standing:
        """Count one request."""

    async def close(self) -> None:
        """Let go of connections."""


class OwnWindows:
    """Counts in the memory of this process."""

    def __init__(self) -> None:
        self._limiter = FixedWindowRateLimiter(MemoryStorage())

    async def hit(self, limit: RateLimitItem, client: str) -> Standing:
        """Count one request."""
        allowed = self._limiter.hit(limit, client)
        reset, remaining = self._limiter.get_window_stats(limit, client)
        return _standing(allowed, remaining, reset)

    async def close(self) -> None:
        """There is nothing to let go of."""


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
        self._limiter = SharedLimiter(self._storage)
        self._own = OwnWindows()
        self._presence = Presence("requests are counted by each process alone")

    async def hit(self, limit: RateLimitItem, client: str) -> Standing:
        """Count one request."""
        if self._presence.asked:
            try:
                allowed = await self._limiter.hit(limit, client)
                reset, remaining = await self._limiter.get_window_stats(limit, client)
            except (StorageError, OSError) as error:
                self._presence.failed(error)
            else:
                self._presence.worked()
                return _standing(allowed, remaining, reset)
        return await self._own.hit(limit, client)

    async def close(self) -> None:
        """Let go of connections."""
        await cast(Any, self._storage.bridge).storage.aclose()


def open_windows(url: str) -> Windows:
    """Windows in the server at `url`, or in memory where there is none."""
    return SharedWindows(url) if url else OwnWindows()


def _standing(allowed: bool, remaining: float, reset: float) -> Standing:
    return Standing(allowed, max(0, int(remaining)), max(1, round(reset - time.time())))
