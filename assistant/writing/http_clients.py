"""`own_clients`: gives a provider's model connections of its own, so that they can be closed."""

from __future__ import annotations

from typing import Any

from langchain_core.language_models import BaseChatModel


def own_clients(model: BaseChatModel) -> tuple[Any, ...]:
    """The HTTP clients that only this model uses; `aclose` of each ends its connections.

    The packages of OpenAI and Anthropic keep one client for all models at an address: closed by one
    model it would fail the others, and left alone it is never closed.
    """
    match type(model).__module__.partition(".")[0]:
        case "langchain_openai":
            return _own_openai(model)
        case "langchain_anthropic":
            return _own_anthropic(model)
    return ()


def _own_openai(model: Any) -> tuple[Any, ...]:
    import openai

    http = openai.DefaultAsyncHttpxClient(timeout=model.request_timeout, proxy=model.openai_proxy)
    model.root_async_client = model.root_async_client.copy(http_client=http)
    model.async_client = model.root_async_client.chat.completions
    return (http,)


def _own_anthropic(model: Any) -> tuple[Any, ...]:
    import anthropic

    http = anthropic.DefaultAsyncHttpxClient(
        timeout=model.default_request_timeout, proxy=model.anthropic_proxy
    )
    vars(model)["_async_client"] = model._async_client.copy(http_client=http)
    return (http,)
