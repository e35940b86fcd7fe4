"""Who a request comes from, and whether they may: the dependencies of every route of the console.

A route asks for `Reader`, `Editor` or `Admin`; on a page the refusal is a page, in the JSON API a
problem.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated

from fastapi import Depends, Request
from fastapi.concurrency import run_in_threadpool
from fastapi.dependencies.models import Dependant
from starlette.exceptions import HTTPException

from api.accounts.accounts import Accounts, open_accounts
from api.accounts.cookies import SESSION, read_cookie
from api.accounts.forgery import SAFE
from api.accounts.values import Identity, Role
from api.parts import Opening, TheParts, TheSettings

_BEARER = "bearer "
JSON_PREFIX = "/v1/"


class SignInNeeded(HTTPException):
    """Nobody is signed in, and no valid key was sent."""

    def __init__(self) -> None:
        super().__init__(
            401, "Sign in, or send a key that is in use.", headers={"WWW-Authenticate": "Bearer"}
        )


class NotAllowed(HTTPException):
    """The role does not allow it."""

    def __init__(self, role: Role, needed: Role) -> None:
        super().__init__(403, f"This needs the role {needed.value}; yours is {role.value}.")


class Needs:
    """The dependency of a route that needs a role."""

    def __init__(self, role: Role) -> None:
        self.role = role

    def __call__(self, identity: MaybeIdentity) -> Identity:
        """Who asks; raises SignInNeeded or NotAllowed."""
        if identity is None:
            raise SignInNeeded
        if not identity.role.covers(self.role):
            raise NotAllowed(identity.role, self.role)
        return identity


async def admit(request: Request, dependant: Dependant) -> None:
    """Raise SignInNeeded or NotAllowed where a request may change something and its route would do
    so: before the body is read, which anybody can make large."""
    needs = [] if request.method in SAFE else list(_needs(dependant))
    if needs:
        opening: Opening = request.app.state.opening
        accounts = _accounts(opening.parts, request.app.state.settings)
        request.state.identity = await run_in_threadpool(_identity, request, accounts)
        for need in needs:
            need(request.state.identity)


def _needs(dependant: Dependant) -> Iterator[Needs]:
    if isinstance(dependant.call, Needs):
        yield dependant.call
    for child in dependant.dependencies:
        yield from _needs(child)


def sent_key(request: Request) -> str | None:
    """The key in the Authorization header; keys open the JSON API alone."""
    given = request.headers.get("authorization", "")
    if not request.url.path.startswith(JSON_PREFIX) or not given.lower().startswith(_BEARER):
        return None
    return given[len(_BEARER) :].strip()


def _accounts(parts: TheParts, settings: TheSettings) -> Accounts:
    return open_accounts(parts.engine, settings)


TheAccounts = Annotated[Accounts, Depends(_accounts)]


def _identity(request: Request, accounts: TheAccounts) -> Identity | None:
    """The owner of the key that was sent, or else of the session; looked for once a request."""
    if hasattr(request.state, "identity"):
        known: Identity | None = request.state.identity
        return known
    if (key := sent_key(request)) is not None:
        return accounts.keys.identity(key)
    token = read_cookie(request, SESSION)
    user = accounts.sessions.user(token) if token else None
    return Identity(user.email, user.role, user) if user else None


MaybeIdentity = Annotated[Identity | None, Depends(_identity)]
Reader = Annotated[Identity, Depends(Needs(Role.READER))]
Editor = Annotated[Identity, Depends(Needs(Role.EDITOR))]
Admin = Annotated[Identity, Depends(Needs(Role.ADMIN))]
