"""Users, keys and the audit as JSON."""

from __future__ import annotations

from typing import Annotated

from fastapi import Path, Query, Request

from api.accounts.access import Admin, Reader, TheAccounts
from api.accounts.cookies import own_origin
from api.accounts.users import Change
from api.admin import schemas
from api.admin.route import admin_router

router = admin_router()
_Id = Annotated[str, Path(max_length=64)]
_Before = Annotated[int | None, Query(ge=1, lt=2**31)]
_Limit = Annotated[int, Query(ge=1, le=200)]
_Filter = Annotated[str | None, Query(max_length=300)]


@router.get("/me")
def me(identity: Reader) -> schemas.Me:
    """Who sends the request, and with which role."""
    return schemas.Me.model_validate(identity)


@router.get("/users")
def users(_: Admin, accounts: TheAccounts) -> schemas.Users:
    """All users, by address."""
    return schemas.Users(users=tuple(map(schemas.User.model_validate, accounts.users.all())))


@router.post("/users", status_code=201)
def create_user(
    identity: Admin, accounts: TheAccounts, request: Request, user: schemas.UserRequest
) -> schemas.NewUser:
    """Make a user, who chooses a password with the link."""
    made = accounts.users.create(identity.who, user.email, user.name, user.role)
    token = accounts.links.invite(identity.who, made.id)
    shown = schemas.User.model_validate(made)
    link = f"{own_origin(request)}/console/password/{token}"
    return schemas.NewUser(**shown.model_dump(), link=link)


@router.patch("/users/{user_id}")
def change_user(
    identity: Admin, accounts: TheAccounts, user_id: _Id, change: schemas.UserChange
) -> schemas.User:
    """Change, disable or enable a user."""
    asked = Change(change.name, change.role, change.disabled)
    return schemas.User.model_validate(accounts.users.change(identity.who, user_id, asked))


@router.get("/keys")
def keys(_: Admin, accounts: TheAccounts) -> schemas.Keys:
    """All keys, the newest first."""
    return schemas.Keys(keys=tuple(map(schemas.Key.model_validate, accounts.keys.all())))


@router.post("/keys", status_code=201)
def create_key(identity: Admin, accounts: TheAccounts, key: schemas.KeyRequest) -> schemas.NewKey:
    """Make a key; its secret is in this reply alone."""
    made, secret = accounts.keys.create(identity.who, key.name, key.role)
    return schemas.NewKey(**schemas.Key.model_validate(made).model_dump(), secret=secret)


@router.delete("/keys/{key_id}")
def revoke_key(identity: Admin, accounts: TheAccounts, key_id: _Id) -> schemas.Key:
    """End a key for good."""
    return schemas.Key.model_validate(accounts.keys.revoke(identity.who, key_id))


@router.get("/audit")
def audit(
    _: Admin,
    accounts: TheAccounts,
    before: _Before = None,
    limit: _Limit = 50,
    who: _Filter = None,
    action: _Filter = None,
) -> schemas.AuditPage:
    """Who changed what and when, the newest first."""
    found = accounts.audit.page(limit + 1, before, who, action)
    shown = tuple(map(schemas.AuditEntry.model_validate, found[:limit]))
    return schemas.AuditPage(entries=shown, next=shown[-1].id if len(found) > limit else None)
