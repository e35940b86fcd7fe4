"""How often somebody may try to sign in."""

from __future__ import annotations

import time

from limits import RateLimitItem
from limits.storage import MemoryStorage
from limits.strategies import MovingWindowRateLimiter

from api.accounts.errors import TooManyTries

_LONGEST = 254  # characters of an email address: what is sent may be far longer


class Tries:
    """Counts attempts to sign in, in memory: per address and account, and more generously per
    address alone and per account alone, so that neither many accounts can be tried from one place
    nor one account from many, and a stranger does not soon lock out an account's owner."""

    def __init__(self, limit: RateLimitItem | None) -> None:
        """Without a limit nothing is counted."""
        self._limiter = MovingWindowRateLimiter(MemoryStorage())
        self._limits = {
            kind: type(limit)(limit.amount * times, limit.multiples) if limit else None
            for kind, times in (("pair", 1), ("address", 5), ("account", 10))
        }

    def count(self, email: str, address: str) -> None:
        """Count one attempt; raises TooManyTries where it is one too many."""
        for kind, key in self._keys(email, address):
            limit = self._limits[kind]
            if limit and not self._limiter.hit(limit, kind, key):
                reset = self._limiter.get_window_stats(limit, kind, key).reset_time
                raise TooManyTries(max(1, round(reset - time.time())))

    def forget(self, email: str, address: str) -> None:
        """The attempts of this account from this address came to a good end."""
        if limit := self._limits["pair"]:
            self._limiter.clear(limit, *self._keys(email, address)[0])

    def _keys(self, email: str, address: str) -> tuple[tuple[str, str], ...]:
        email = email[:_LONGEST]
        return ("pair", f"{address} {email}"), ("address", address), ("account", email)
