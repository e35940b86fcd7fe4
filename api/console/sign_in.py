"""Sign in and out, and the one-time links."""

from __future__ import annotations

from typing import Annotated

import structlog
from fastapi import Form
from starlette.exceptions import HTTPException
from starlette.responses import RedirectResponse, Response

from api.accounts.access import Reader
from api.accounts.cookies import GUEST, SESSION, delete_cookie, read_cookie, set_cookie
from api.accounts.errors import AccountError, TooManyTries, UnknownLink
from api.accounts.values import User
from api.client import client_of
from api.console.frame import HOME, SIGN_IN, Frame, TheFrame, local, page_router, refused
from api.metrics import Metrics

router = page_router()
Typed = Annotated[str, Form()]
OK, PROVIDER_FAILED = "ok", "provider_failed"
log = structlog.get_logger("api")


@router.get(SIGN_IN)
def sign_in_page(frame: TheFrame, next: str = "", signed_out: bool = False) -> Response:  # noqa: A002
    """The form to sign in, or the console for who is signed in already."""
    if frame.identity:
        return RedirectResponse(local(next), 303)
    return _sign_in_page(frame, next, signed_out=signed_out)


@router.post(SIGN_IN)
def sign_in(
    frame: TheFrame,
    email: Typed = "",
    password: Typed = "",
    next: Typed = "",  # noqa: A002
) -> Response:
    """Sign in; a session that the browser had before is over."""
    address = client_of(frame.request)
    try:
        token = frame.accounts.passwords.sign_in(email, password, address)
    except AccountError as error:
        note_sign_in(frame, "limited" if isinstance(error, TooManyTries) else "wrong")
        status = 429 if isinstance(error, TooManyTries) else 400
        response = _sign_in_page(frame, next, status, email=email, **refused(error))
        if isinstance(error, TooManyTries):
            response.headers["Retry-After"] = str(error.seconds)
        return response
    note_sign_in(frame, OK)
    return signed_in(frame, token, local(next))


@router.post("/console/sign-out")
def sign_out(frame: TheFrame, me: Reader) -> Response:
    """End the session."""
    token = read_cookie(frame.request, SESSION) or ""
    frame.accounts.sessions.end(token, me.who)
    response = RedirectResponse(f"{SIGN_IN}?signed_out=true", 303)
    delete_cookie(frame.request, response, SESSION)
    return response


@router.get("/console/first/{token}")
def first_page(frame: TheFrame, token: str) -> Response:
    """The form of the first admin."""
    _check_holder(frame, token, has_user=False)
    return frame.page("first.html")


@router.post("/console/first/{token}")
def first(
    frame: TheFrame,
    token: str,
    email: Typed = "",
    name: Typed = "",
    password: Typed = "",
) -> Response:
    """Make the first admin, and sign in."""
    try:
        session = frame.accounts.links.make_first(token, email, name, password)
    except UnknownLink as error:
        raise HTTPException(404, str(error)) from error
    except AccountError as error:
        return frame.page("first.html", 400, email=email, name=name, **refused(error))
    return signed_in(frame, session, HOME, "Your account is ready.")


@router.get("/console/password/{token}")
def password_page(frame: TheFrame, token: str) -> Response:
    """The form to choose a password."""
    return frame.page("password.html", user=_check_holder(frame, token, has_user=True))


@router.post("/console/password/{token}")
def choose_password(frame: TheFrame, token: str, password: Typed = "") -> Response:
    """Set the password of the link's user, and sign in."""
    user = _check_holder(frame, token, has_user=True)
    try:
        session = frame.accounts.links.choose_password(token, password)
    except UnknownLink as error:
        raise HTTPException(404, str(error)) from error
    except AccountError as error:
        return frame.page("password.html", 400, user=user, **refused(error))
    return signed_in(frame, session, HOME, "Your password is set.")


def note_sign_in(frame: Frame, outcome: str) -> None:
    """Count an attempt to sign in, and log one that failed: not by whom, nor from where."""
    metrics: Metrics = frame.request.app.state.metrics
    metrics.signed_in(outcome)
    if outcome != OK:
        log.warning("sign-in failed", outcome=outcome)


def signed_in(frame: Frame, token: str, path: str, told: str | None = None) -> Response:
    """Hand the browser its new session, in place of any it had, and go on."""
    if old := read_cookie(frame.request, SESSION):
        frame.accounts.sessions.end(old, frame.identity.who if frame.identity else "nobody")
    if told:
        frame.accounts.sessions.tell(token, told)
    response = RedirectResponse(path, 303)
    set_cookie(frame.request, response, SESSION, token)
    delete_cookie(frame.request, response, GUEST)
    return response


def sign_in_page_with(frame: Frame, error: AccountError, status: int) -> Response:
    """The form to sign in, with what went wrong."""
    return _sign_in_page(frame, "", status, **refused(error))


def _sign_in_page(
    frame: Frame, next_path: str, status: int = 200, **context: str | bool
) -> Response:
    provider = frame.request.app.state.provider
    return frame.page(
        "sign_in.html", status, next=local(next_path), provider=provider is not None, **context
    )


def _check_holder(frame: Frame, token: str, has_user: bool) -> User | None:
    """Whose link it is; 404 where it is over, or a link of the other kind."""
    try:
        holder = frame.accounts.links.holder(token)
    except UnknownLink as error:
        raise HTTPException(404, str(error)) from error
    if (holder is not None) is not has_user:
        raise HTTPException(404, "There is no such link.")
    return holder
