"""Refuses requests that another site makes a signed-in browser send."""

from __future__ import annotations

from starlette.exceptions import HTTPException
from starlette.requests import Request

from api.accounts.cookies import GUEST, SESSION, own_origin, read_cookie
from api.accounts.secret import form_token, same

FIELD, HEADER = "csrf_token", "X-CSRF-Token"
SAFE = {"GET", "HEAD", "OPTIONS"}


class Forged(HTTPException):
    """A request does not come from a page of this service, or from one that is too old."""

    def __init__(self) -> None:
        super().__init__(
            403, "This request does not come from a current page of this service. Reload the page."
        )


class Outdated(Forged):
    """A form of ours was made for another session of the same browser."""


def secret_of(request: Request) -> str | None:
    """The secret that the tokens of this browser's forms are made from."""
    return read_cookie(request, SESSION) or read_cookie(request, GUEST)


async def check_forgery(request: Request) -> None:
    """Raise Forged where a request may change something and was not sent by a page of ours, as
    Outdated where it was and only its token is not that of the session."""
    if request.method in SAFE:
        return
    secret = secret_of(request)
    if secret is None or not _same_origin(request):
        raise Forged
    if not same(await _sent_token(request), form_token(secret)):
        raise Outdated


def _same_origin(request: Request) -> bool:
    """Browsers say where a request comes from in one of two headers, or in both."""
    site, origin = request.headers.get("sec-fetch-site"), request.headers.get("origin")
    if site is None and origin is None:
        return False
    return site in (None, "same-origin") and origin in (None, own_origin(request))


async def _sent_token(request: Request) -> str:
    if token := request.headers.get(HEADER):
        return token
    if not request.headers.get("content-type", "").startswith(
        ("application/x-www-form-urlencoded", "multipart/form-data")
    ):
        return ""
    field = (await request.form()).get(FIELD)
    return field if isinstance(field, str) else ""
