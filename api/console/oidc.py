"""Sign in with the organisation's identity provider."""

from __future__ import annotations

from starlette.exceptions import HTTPException
from starlette.responses import RedirectResponse, Response

from api.accounts.cookies import PROVIDER, delete_cookie, own_origin, read_cookie, set_cookie
from api.accounts.errors import AccountError
from api.accounts.oidc import Pending, Provider
from api.console.frame import Frame, TheFrame, local, page_router
from api.console.sign_in import OK, PROVIDER_FAILED, note_sign_in, sign_in_page_with, signed_in

router = page_router()
PATH = "/console/oidc"
_BACK = f"{PATH}/back"
_MINUTES = 10


@router.get(PATH)
def leave(frame: TheFrame, next: str = "") -> Response:  # noqa: A002
    """Send the browser to the provider."""
    try:
        url, pending = _provider(frame).begin(_redirect_uri(frame), local(next))
    except AccountError as error:
        note_sign_in(frame, PROVIDER_FAILED)
        return sign_in_page_with(frame, error, 502)
    response = RedirectResponse(url, 303)
    set_cookie(frame.request, response, PROVIDER, pending.to_text(), _MINUTES * 60)
    return response


@router.get(_BACK)
def come_back(frame: TheFrame) -> Response:
    """Sign in who the provider vouches for."""
    provider = _provider(frame)
    try:
        pending = Pending.from_text(read_cookie(frame.request, PROVIDER))
        vouched = provider.finish(str(frame.request.url), _redirect_uri(frame), pending)
        response = signed_in(frame, frame.accounts.provider.sign_in(vouched), local(pending.next))
        note_sign_in(frame, OK)
    except AccountError as error:
        note_sign_in(frame, PROVIDER_FAILED)
        response = sign_in_page_with(frame, error, 403)
    delete_cookie(frame.request, response, PROVIDER)
    return response


def _provider(frame: Frame) -> Provider:
    provider: Provider | None = frame.request.app.state.provider
    if provider is None:
        raise HTTPException(404, "No identity provider is set.")
    return provider


def _redirect_uri(frame: Frame) -> str:
    return own_origin(frame.request) + _BACK
