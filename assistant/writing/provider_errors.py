"""What a provider raises, by the name the assistant has for it."""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping
from email.utils import parsedate_to_datetime

from assistant.errors import (
    ChatBroken,
    ChatRateLimited,
    ChatRefused,
    ChatTooSlow,
    ChatUnreachable,
    ModelError,
)

# Each provider has classes of its own, none of them a dependency: they are known by their names.
_TIMEOUT = "Timeout"
_CONNECTIONS = frozenset(
    {"APIConnectionError", "ModelConnectionError", "TransportError", "ConnectionError", "OSError"}
)
_UNSENDABLE = "LocalProtocolError"
# Those of LangChain itself, for providers whose own errors have no status.
_STATUSES = {
    "ModelAuthenticationError": 401,
    "ModelPermissionDeniedError": 403,
    "ModelNotFoundError": 404,
    "ModelInvalidRequestError": 400,
    "ContextOverflowError": 413,
    "ModelRateLimitError": 429,
    "ModelAPIError": 500,
}
_REFUSALS = {
    401: "does not accept the key: set TECHFORCE_CHAT_API_KEY, or the provider's own variable",
    402: "asks for money: look at the account",
    403: "does not allow this key the model: look at the key's rights and TECHFORCE_CHAT_MODEL",
    404: "does not know the model or address: look at TECHFORCE_CHAT_MODEL and _BASE_URL",
}


def translated(error: Exception) -> ModelError:
    """The ModelError for whatever a provider's client raised.

    Only kinds and numbers are taken over: a provider's own words may hold the key or the prompt.
    """
    chain = list(_chain(error))
    for one in chain:
        if (status := _status(one)) is not None:
            return _by_status(status, one)
    names = [kind.__name__ for one in chain for kind in type(one).__mro__]
    if _UNSENDABLE in names:
        return ChatRefused("The question cannot be sent to the chat model: is its key set?")
    if any(_TIMEOUT in name for name in names):
        return ChatTooSlow(
            "The chat model's provider did not answer in time: TECHFORCE_CHAT_TOTAL_S sets it."
        )
    if not _CONNECTIONS.isdisjoint(names):
        return ChatUnreachable(
            f"No connection to the chat model ({type(error).__name__}): look at the network and "
            "TECHFORCE_CHAT_BASE_URL."
        )
    return ChatBroken(
        f"The chat model's provider sent what is no answer ({type(error).__name__}): look at "
        "TECHFORCE_CHAT_MODEL and TECHFORCE_CHAT_BASE_URL."
    )


def _by_status(status: int, error: Exception) -> ModelError:
    if status == 429:
        return ChatRateLimited(
            "The chat model's provider takes no more calls for now: wait, or raise its limit.",
            _retry_after(error),
        )
    if status >= 500 or status in (408, 409):
        return ChatUnreachable(
            f"The chat model's provider cannot answer now (status {status}): try again later."
        )
    if status < 400:
        return ChatBroken(f"The chat model's provider sent what is no answer (status {status}).")
    reason = _REFUSALS.get(status, "does not take the question: look at TECHFORCE_CHAT_MODEL")
    return ChatRefused(f"The chat model's provider {reason} (status {status}).")


def _chain(error: BaseException) -> Iterator[Exception]:
    """An error and those it came from; a chain has no rings."""
    following: BaseException | None = error
    while isinstance(following, Exception):
        yield following
        following = following.__cause__ or following.__context__


def _status(error: Exception) -> int | None:
    held = (error, getattr(error, "response", None))
    found = [getattr(one, "status_code", None) for one in held]
    found += [_STATUSES.get(kind.__name__) for kind in type(error).__mro__]
    return next((status for status in found if isinstance(status, int) and status >= 100), None)


def _retry_after(error: Exception) -> float | None:
    headers = getattr(getattr(error, "response", None), "headers", None)
    told = headers.get("retry-after") if isinstance(headers, Mapping) else None
    if not told:
        return None
    try:
        return max(0.0, float(told))
    except ValueError:
        pass
    try:
        return max(0.0, parsedate_to_datetime(told).timestamp() - time.time())
    except ValueError:
        return None
