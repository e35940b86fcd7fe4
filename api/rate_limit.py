"""How many requests one client address may send."""

from __future__ import annotations

from limits import RateLimitItem
from starlette.datastructures import MutableHeaders
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.client import client_of
from api.problems import problem, problem_response
from api.windows import OwnWindows, Standing, Windows


class RateLimit:
    """Answers 429 with Retry-After over the limit; says in RateLimit headers what is left.

    Counts requests to paths that begin with one of `prefixes` together and no others.
    """

    def __init__(
        self,
        app: ASGIApp,
        limit: RateLimitItem,
        prefixes: tuple[str, ...],
        windows: Windows | None = None,
    ) -> None:
        self._app = app
        self._limit = limit
        self._prefixes = prefixes
        self._windows = windows or OwnWindows()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on while its client is within the limit."""
        if scope["type"] == "lifespan":
            await self._app(scope, receive, send)
            await self._windows.close()
            return
        if scope["type"] != "http" or not scope["path"].startswith(self._prefixes):
            await self._app(scope, receive, send)
            return
        request = Request(scope, receive)
        client = client_of(request)
        standing = await self._windows.hit(self._limit, client)
        headers = self._headers(standing)

        async def marked(message: Message) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message).update(headers)
            await send(message)

        if standing.allowed:
            await self._app(scope, receive, marked)
            return
        wait = standing.seconds_left
        detail = f"The limit is {self._limit}. Try again in {wait} s."
        refusal = problem_response(problem(request, 429, detail), {"Retry-After": str(wait)})
        await refusal(scope, receive, marked)

    def _headers(self, standing: Standing) -> dict[str, str]:
        """As draft-ietf-httpapi-ratelimit-headers-10 names them."""
        return {
            "RateLimit-Policy": f'"default";q={self._limit.amount};w={self._limit.get_expiry()}',
            "RateLimit": f'"default";r={standing.remaining};t={standing.seconds_left}',
        }
