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


def check_origin(request: Request) -> None:
    """Raise Forged where a request may change something and was not sent by a page of ours, as far
    as its headers tell."""
    if request.method not in SAFE and (secret_of(request) is None or not _same_origin(request)):
        raise Forged


async def check_token(request: Request) -> None:
    """Raise Outdated where a request may change something and its token is not that of the session.
    Reads the form for it: ask first whether whoever sends it may."""
    if request.method not in SAFE:
        token = form_token(secret_of(request) or "")
        if not same(await _sent_token(request), token):
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
