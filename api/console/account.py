"""One's own account, and the audit."""

from __future__ import annotations

from typing import Annotated

from fastapi import Form, Query
from starlette.exceptions import HTTPException
from starlette.responses import Response

from api.accounts.access import Admin, Reader
from api.accounts.cookies import SESSION, read_cookie
from api.accounts.errors import AccountError
from api.accounts.users import Change
from api.accounts.values import User
from api.client import client_of
from api.console.frame import TheFrame, page_router, refused

router = page_router()
_ACCOUNT = "/console/account"
_AUDIT_PAGE = 50
Typed = Annotated[str, Form()]
_Before = Annotated[int | None, Query(ge=1, lt=2**31)]


@router.get(_ACCOUNT)
def account_page(frame: TheFrame, me: Reader) -> Response:
    """One's own account."""
    return frame.page("account.html", user=_own(me))


@router.post(_ACCOUNT)
def change_account(frame: TheFrame, me: Reader, name: Typed = "") -> Response:
    """Change one's own name."""
    user = _own(me)
    try:
        frame.accounts.users.change(me.who, user.id, Change(name=name))
    except AccountError as error:
        return frame.page("account.html", 400, user=user, name=name, **refused(error))
    return frame.go(_ACCOUNT, "Your name is changed.")


@router.post(_ACCOUNT + "/password")
def change_password(
    frame: TheFrame, me: Reader, current: Typed = "", password: Typed = ""
) -> Response:
    """Change one's own password; other sessions end."""
    user, token = _own(me), read_cookie(frame.request, SESSION) or ""
    try:
        frame.accounts.passwords.change(user, current, password, client_of(frame.request), token)
    except AccountError as error:
        return frame.page("account.html", 400, user=user, **refused(error))
    return frame.go(_ACCOUNT, "Your password is changed. Your other sessions have ended.")


@router.get("/console/audit")
def audit_page(
    frame: TheFrame, me: Admin, before: _Before = None, who: str = "", action: str = ""
) -> Response:
    """Who changed what and when, the newest first."""
    audit = frame.accounts.audit
    found = audit.page(_AUDIT_PAGE + 1, before, who.strip(), action)
    shown = found[:_AUDIT_PAGE]
    older = shown[-1].id if len(found) > _AUDIT_PAGE else None
    return frame.page(
        "audit.html",
        shown=shown,
        older=older,
        before=before,
        who=who,
        action=action,
        actions=audit.actions(),
    )


def _own(me: Reader) -> User:
    if me.user is None:
        raise HTTPException(404, "A key has no account.")
    return me.user
