"""The cookies of the console, and where it stands as browsers see it."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response

from api.settings import ApiSettings

SESSION, GUEST, PROVIDER = "techforce_session", "techforce_guest", "techforce_provider"
_STRICT = {GUEST}


def own_origin(request: Request) -> str:
    """Scheme and host of the service, as the setting or else as the request says."""
    settings: ApiSettings = request.app.state.settings
    if settings.public_url:
        return settings.public_url
    return f"{request.url.scheme}://{request.headers.get('host', '')}"


def read_cookie(request: Request, name: str) -> str | None:
    """The value of a cookie; one that another host could have set is not looked at."""
    return request.cookies.get(_named(request, name)) or None


def set_cookie(
    request: Request, response: Response, name: str, value: str, seconds: int | None = None
) -> None:
    """Set a cookie that no script can read; without `seconds` it ends with the browser."""
    response.set_cookie(
        _named(request, name),
        value,
        max_age=seconds,
        path="/",
        secure=_is_https(request),
        httponly=True,
        samesite="strict" if name in _STRICT else "lax",
    )


def delete_cookie(request: Request, response: Response, name: str) -> None:
    """Take a cookie away."""
    response.delete_cookie(
        _named(request, name), path="/", secure=_is_https(request), httponly=True, samesite="lax"
    )


def _named(request: Request, name: str) -> str:
    """Browsers take a name with this prefix from this very host alone, and over TLS only."""
    return f"__Host-{name}" if _is_https(request) else name


def _is_https(request: Request) -> bool:
    return own_origin(request).startswith("https://")
