"""What every page of the console shares: its frame, its messages, its refusals as pages."""

from __future__ import annotations

import re
from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any
from urllib.parse import urlencode

import structlog
from fastapi import APIRouter, Depends, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import RedirectResponse
from fastapi.routing import APIRoute
from fastapi.templating import Jinja2Templates
from starlette.exceptions import HTTPException
from starlette.responses import Response

from api.accounts.access import MaybeIdentity, SignInNeeded, TheAccounts, admit
from api.accounts.accounts import Accounts
from api.accounts.cookies import GUEST, SESSION, read_cookie, set_cookie
from api.accounts.errors import AccountError
from api.accounts.forgery import FIELD, HEADER, SAFE, Outdated, check_origin, check_token, secret_of
from api.accounts.secret import form_token, new_secret
from api.accounts.values import Identity, Role
from api.console.navigation import entries
from api.console.unsent import unsent
from api.parts import NotReady
from knowledge.errors import KnowledgeError
from knowledge.topics import topic_title
from knowledge.verified import title_of

HOME, SIGN_IN = "/console", "/console/sign-in"
_LOCAL = re.compile(r"/console(?:[/?][\w\-./?=&%+~:,]*)?", re.ASCII)
_templates = Jinja2Templates(Path(__file__).parents[1] / "templates")
_templates.env.filters["heading"] = title_of
_templates.env.globals["topic_title"] = topic_title
log = structlog.get_logger("api")


class PageRoute(APIRoute):
    """A page: requests that change something must come from a page of ours; who is not signed in
    is sent to sign in; every other refusal is a page."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """The handler, inside these."""
        handle, dependant = super().get_route_handler(), self.dependant

        async def page(request: Request) -> Response:
            try:
                check_origin(request)
                await admit(request, dependant)
                await check_token(request)
                response = await handle(request)
            except (SignInNeeded, Outdated) as error:
                response = await _signed_out(request, error)
            except HTTPException as error:
                response = _refusal(request, error.status_code, str(error.detail))
            except RequestValidationError:
                response = _refusal(request, 422, "The address or the form is not complete.")
            except NotReady as error:
                response = _refusal(request, 503, str(error))
            except KnowledgeError as error:
                log.error("knowledge unavailable", error=str(error))
                response = _refusal(request, 503, "The database cannot be read. Try again later.")
            except Exception:  # noqa: BLE001  people get a page, whatever fails
                log.exception("page failed")
                response = _refusal(request, 500, "Something failed on our side. Try again later.")
            # Without a referrer, browsers would not say which origin a form comes from.
            response.headers["Referrer-Policy"] = "same-origin"
            return response

        return page


def page_router() -> APIRouter:
    """A router for pages of the console."""
    return APIRouter(route_class=PageRoute, include_in_schema=False)


@dataclass(frozen=True, slots=True)
class Frame:
    """The frame around the page of one request."""

    request: Request
    accounts: Accounts
    identity: Identity | None

    def page(self, template: str, status: int = 200, **context: Any) -> Response:
        """A page from a template below `console/`, with the frame's own context."""
        secret = secret_of(self.request)
        context |= {"csrf_token": form_token(secret or (guest := new_secret()))}
        context |= {"told": self._told(), "me": self.identity}
        response = _rendered(self.request, template, status, context)
        if secret is None:
            set_cookie(self.request, response, GUEST, guest)
        return response

    def go(self, path: str, told: str | None = None) -> Response:
        """Go on to a page after a change; `told` is shown there once."""
        if told and (token := read_cookie(self.request, SESSION)):
            self.accounts.sessions.tell(token, told)
        return RedirectResponse(path, 303)

    def _told(self) -> str | None:
        token = read_cookie(self.request, SESSION) if self.identity else None
        return self.accounts.sessions.told(token) if token else None


def _frame(request: Request, accounts: TheAccounts, identity: MaybeIdentity) -> Frame:
    return Frame(request, accounts, identity)


TheFrame = Annotated[Frame, Depends(_frame)]


def local(path: str | None) -> str:
    """A path to go on to after sign-in, only ever inside the console."""
    return path if path and _LOCAL.fullmatch(path) and "//" not in path else HOME


def refused(error: AccountError) -> dict[str, str]:
    """The context of a form that could not be taken: what is wrong with which field."""
    return {"error": str(error), "field": type(error).__name__}


async def _signed_out(request: Request, error: SignInNeeded | Outdated) -> Response:
    """To the sign-in, but where a form was sent to a session that is over: it is not lost."""
    if request.method not in SAFE and (kept := await unsent(request)):
        context = {"unsent": kept, "signed_in": isinstance(error, Outdated), "sign_in": SIGN_IN}
        context |= {"csrf_token": form_token(secret_of(request) or "")}
        return _rendered(request, "unsent.html", error.status_code, context)
    if isinstance(error, Outdated) or _is_script(request):
        return _refusal(request, error.status_code, str(error.detail))
    return _to_sign_in(request)


def _is_script(request: Request) -> bool:
    return request.method not in SAFE and HEADER in request.headers


def _to_sign_in(request: Request) -> Response:
    asked = request.url.path + (f"?{request.url.query}" if request.url.query else "")
    back = local(asked) if request.method == "GET" else HOME
    query = f"?{urlencode({'next': back})}" if back != HOME else ""
    return RedirectResponse(SIGN_IN + query, 303)


def _refusal(request: Request, status: int, detail: str) -> Response:
    return _rendered(request, "refusal.html", status, {"status": status, "detail": detail})


def _rendered(request: Request, template: str, status: int, context: dict[str, Any]) -> Response:
    identity: Identity | None = context.get("me")
    role: Role | None = identity.role if identity else None
    shared = {
        "entries": entries(request.app, role),
        "title": request.app.title,
        "csrf_field": FIELD,
        "roles": list(Role),
    }
    return _templates.TemplateResponse(request, f"console/{template}", shared | context, status)
