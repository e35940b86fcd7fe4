"""How many requests may be sent: by one client address, and by all of them together."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from limits import RateLimitItem
from starlette.datastructures import MutableHeaders
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.client import client_of
from api.problems import Problem, problem, problem_response
from api.windows import OwnWindows, Standing, Windows


@dataclass(frozen=True, slots=True)
class Tier:
    """One limit: what headers and problems call it, and who is counted as one."""

    policy: str
    limit: RateLimitItem
    who: Callable[[Request], str]
    slug: str
    title: str
    whose: str

    def problem(self, request: Request, wait: int) -> Problem:
        """What is told of a request over this limit."""
        detail = f"The limit {self.whose} is {self.limit}. Try again in {wait} s."
        return problem(request, 429, detail, self.slug, self.title)


def tiers(each: RateLimitItem | None, together: RateLimitItem | None) -> tuple[Tier, ...]:
    """The limits that are set, in the order in which requests are held against them.

    A request over the limit of its own client does not count for all of them: one who asks far too
    much uses up no more of what all share than one who asks as much as is allowed.
    """
    found = []
    if each:
        found.append(Tier("default", each, client_of, "rate-limited", "", "of one client"))
    if together:
        title, whose = "Too many requests from all clients", "of all clients together"
        found.append(Tier("all", together, lambda _: "", "service-limited", title, whose))
    return tuple(found)


class RateLimit:
    """Answers 429 with Retry-After over a limit; says in RateLimit headers what is left.

    Counts requests to paths that begin with one of `prefixes` together and no others.
    """

    def __init__(
        self,
        app: ASGIApp,
        tiers: Sequence[Tier],
        prefixes: tuple[str, ...],
        windows: Windows | None = None,
    ) -> None:
        self._app = app
        self._tiers = tiers
        self._prefixes = prefixes
        self._windows = windows or OwnWindows()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on while it is within the limits."""
        if scope["type"] == "lifespan":
            await self._app(scope, receive, send)
            await self._windows.close()
            return
        if scope["type"] != "http" or not scope["path"].startswith(self._prefixes):
            await self._app(scope, receive, send)
            return
        request = Request(scope, receive)
        counted = await self._count(request)
        headers = self._headers(counted)

        async def marked(message: Message) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message).update(headers)
            await send(message)

        tier, standing = counted[-1]
        if standing.allowed:
            await self._app(scope, receive, marked)
            return
        found = tier.problem(request, standing.seconds_left)
        refusal = problem_response(found, {"Retry-After": str(standing.seconds_left)})
        await refusal(scope, receive, marked)

    async def _count(self, request: Request) -> list[tuple[Tier, Standing]]:
        """How the request stands, up to the first limit that it is over."""
        counted = []
        for tier in self._tiers:
            key = f"{tier.policy} {tier.who(request)}"
            standing = await self._windows.hit(tier.limit, key)
            counted.append((tier, standing))
            if not standing.allowed:
                break
        return counted

    def _headers(self, counted: Sequence[tuple[Tier, Standing]]) -> dict[str, str]:
        """As draft-ietf-httpapi-ratelimit-headers-10 names them."""
        policies = (
            f'"{tier.policy}";q={tier.limit.amount};w={tier.limit.get_expiry()}'
            for tier in self._tiers
        )
        standings = (
            f'"{tier.policy}";r={standing.remaining};t={standing.seconds_left}'
            for tier, standing in counted
        )
        return {"RateLimit-Policy": ", ".join(policies), "RateLimit": ", ".join(standings)}
