"""How many requests one client address may send."""

from __future__ import annotations

import ipaddress
import time

from limits import RateLimitItem
from limits.storage import MemoryStorage
from limits.strategies import FixedWindowRateLimiter
from starlette.datastructures import MutableHeaders
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.problems import problem, problem_response


class RateLimit:
    """Answers 429 with Retry-After over the limit; says in RateLimit headers what is left.

    Counts in memory, requests to paths that begin with one of `prefixes` together and no others, in
    windows that begin with a client's first request, so that the time to wait is exact.
    """

    def __init__(self, app: ASGIApp, limit: RateLimitItem, prefixes: tuple[str, ...]) -> None:
        self._app = app
        self._limit = limit
        self._prefixes = prefixes
        self._limiter = FixedWindowRateLimiter(MemoryStorage())

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on while its client is within the limit."""
        if scope["type"] != "http" or not scope["path"].startswith(self._prefixes):
            await self._app(scope, receive, send)
            return
        request = Request(scope, receive)
        client = client_key(request.client.host if request.client else "")
        allowed = self._limiter.hit(self._limit, client)
        headers = self._headers(client)

        async def marked(message: Message) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message).update(headers)
            await send(message)

        if allowed:
            await self._app(scope, receive, marked)
            return
        wait = self._seconds_left(client)
        detail = f"The limit is {self._limit}. Try again in {wait} s."
        refusal = problem_response(problem(request, 429, detail), {"Retry-After": str(wait)})
        await refusal(scope, receive, marked)

    def _headers(self, client: str) -> dict[str, str]:
        """As draft-ietf-httpapi-ratelimit-headers-10 names them."""
        remaining = max(0, int(self._limiter.get_window_stats(self._limit, client).remaining))
        return {
            "RateLimit-Policy": f'"default";q={self._limit.amount};w={self._limit.get_expiry()}',
            "RateLimit": f'"default";r={remaining};t={self._seconds_left(client)}',
        }

    def _seconds_left(self, client: str) -> int:
        reset = self._limiter.get_window_stats(self._limit, client).reset_time
        return max(1, round(reset - time.time()))


def client_key(host: str) -> str:
    """What counts as one client: an IPv4 address, or the /64 network of an IPv6 address."""
    try:
        address = ipaddress.ip_address(host.partition("%")[0])
    except ValueError:
        return host
    if address.version == 6 and address.ipv4_mapped:
        address = address.ipv4_mapped
    if address.version == 4:
        return str(address)
    return str(ipaddress.ip_network((address, 64), strict=False))
