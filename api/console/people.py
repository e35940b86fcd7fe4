"""Users and keys: for admins."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import Form
from starlette.exceptions import HTTPException
from starlette.responses import Response

from api.accounts.access import Admin
from api.accounts.cookies import own_origin
from api.accounts.errors import AccountError, UnknownKey, UnknownUser
from api.accounts.users import Change
from api.accounts.values import Role
from api.console.frame import Frame, TheFrame, page_router, refused

router = page_router()
_USERS, _KEYS = "/console/users", "/console/keys"
Typed = Annotated[str, Form()]
Chosen = Annotated[Role, Form()]


@router.get(_USERS)
def users_page(frame: TheFrame, me: Admin) -> Response:
    """All users, and the form for a new one."""
    return _users_page(frame)


@router.post(_USERS)
def create_user(
    frame: TheFrame, me: Admin, email: Typed = "", name: Typed = "", role: Chosen = Role.READER
) -> Response:
    """Make a user, and show the link with which they choose a password."""
    accounts = frame.accounts
    try:
        user = accounts.users.create(me.who, email, name, role)
    except AccountError as error:
        return _users_page(frame, 400, email=email, name=name, role=role, **refused(error))
    return _users_page(frame, 201, link=_link(frame, me.who, user.id), link_for=user.email)


@router.get(_USERS + "/{user_id}")
def user_page(frame: TheFrame, me: Admin, user_id: str) -> Response:
    """One user, to be changed."""
    return _user_page(frame, user_id)


@router.post(_USERS + "/{user_id}")
def change_user(
    frame: TheFrame, me: Admin, user_id: str, name: Typed = "", role: Chosen = Role.READER
) -> Response:
    """Change a user's name and role."""
    return _changed(frame, me, user_id, Change(name=name, role=role))


@router.post(_USERS + "/{user_id}/disable")
def disable_user(frame: TheFrame, me: Admin, user_id: str) -> Response:
    """Sign a user out everywhere, and let them in no more."""
    return _changed(frame, me, user_id, Change(disabled=True))


@router.post(_USERS + "/{user_id}/enable")
def enable_user(frame: TheFrame, me: Admin, user_id: str) -> Response:
    """Let a disabled user in again."""
    return _changed(frame, me, user_id, Change(disabled=False))


@router.post(_USERS + "/{user_id}/link")
def new_link(frame: TheFrame, me: Admin, user_id: str) -> Response:
    """Show a new link with which a user chooses a password."""
    try:
        link = _link(frame, me.who, user_id)
    except UnknownUser as error:
        raise HTTPException(404, str(error)) from error
    return _user_page(frame, user_id, 201, link=link)


@router.get(_KEYS)
def keys_page(frame: TheFrame, me: Admin) -> Response:
    """All keys, and the form for a new one."""
    return _keys_page(frame)


@router.post(_KEYS)
def create_key(
    frame: TheFrame, me: Admin, name: Typed = "", role: Chosen = Role.READER
) -> Response:
    """Make a key, and show its secret, this once."""
    try:
        key, secret = frame.accounts.keys.create(me.who, name, role)
    except AccountError as error:
        return _keys_page(frame, 400, name=name, role=role, **refused(error))
    return _keys_page(frame, 201, secret=secret, made=key)


@router.post(_KEYS + "/{key_id}/revoke")
def revoke_key(frame: TheFrame, me: Admin, key_id: str) -> Response:
    """End a key for good."""
    try:
        key = frame.accounts.keys.revoke(me.who, key_id)
    except UnknownKey as error:
        raise HTTPException(404, str(error)) from error
    return frame.go(_KEYS, f"The key “{key.name}” is revoked.")


def _users_page(frame: Frame, status: int = 200, **context: Any) -> Response:
    return frame.page("users.html", status, users=frame.accounts.users.all(), **context)


def _user_page(frame: Frame, user_id: str, status: int = 200, **context: Any) -> Response:
    try:
        user = frame.accounts.users.get(user_id)
    except UnknownUser as error:
        raise HTTPException(404, str(error)) from error
    return frame.page("user.html", status, user=user, **context)


def _keys_page(frame: Frame, status: int = 200, **context: Any) -> Response:
    return frame.page("keys.html", status, keys=frame.accounts.keys.all(), **context)


def _changed(frame: Frame, me: Admin, user_id: str, change: Change) -> Response:
    try:
        user = frame.accounts.users.change(me.who, user_id, change)
    except UnknownUser as error:
        raise HTTPException(404, str(error)) from error
    except AccountError as error:
        typed = {"name": change.name, "role": change.role}
        return _user_page(frame, user_id, 400, **typed, **refused(error))
    return frame.go(_USERS, f"{user.name} is changed.")


def _link(frame: Frame, by: str, user_id: str) -> str:
    token = frame.accounts.links.invite(by, user_id)
    return f"{own_origin(frame.request)}/console/password/{token}"
