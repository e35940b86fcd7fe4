"""What every route of the console's JSON API shares."""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from typing import Any

from fastapi import APIRouter, Request
from fastapi.routing import APIRoute
from starlette.exceptions import HTTPException
from starlette.responses import Response

from api.accounts.access import admit, sent_key
from api.accounts.errors import (
    AccountError,
    EmailTaken,
    LastAdmin,
    UnknownKey,
    UnknownLink,
    UnknownUser,
)
from api.accounts.forgery import check_origin, check_token

_STATUS: dict[type[AccountError], int] = {
    UnknownUser: 404,
    UnknownKey: 404,
    UnknownLink: 404,
    EmailTaken: 409,
    LastAdmin: 409,
}


class AdminRoute(APIRoute):
    """A request without a key is one of a signed-in browser, and must come from a page of ours."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """The handler, inside these."""
        handle, dependant = super().get_route_handler(), self.dependant

        async def route(request: Request) -> Response:
            by_browser = sent_key(request) is None
            if by_browser:
                check_origin(request)
            await admit(request, dependant)
            if by_browser:
                await check_token(request)
            try:
                return await handle(request)
            except AccountError as error:
                raise HTTPException(_STATUS.get(type(error), 400), str(error)) from error

        return route


def admin_router() -> APIRouter:
    """A router for the JSON API of the console."""
    return APIRouter(prefix="/v1/admin", route_class=AdminRoute, tags=["admin"])
