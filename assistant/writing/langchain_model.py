"""`open_chat_model`: any chat model that LangChain knows, behind the seam `ChatModel`."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Callable, Iterator, Sequence
from contextlib import aclosing, suppress
from functools import lru_cache
from queue import SimpleQueue
from threading import Thread
from typing import Any, cast
from weakref import WeakSet

from langchain_core.language_models import BaseChatModel
from langchain_core.messages import (
    AIMessage,
    AIMessageChunk,
    BaseMessage,
    HumanMessage,
    SystemMessage,
)

from assistant.errors import ChatRefused, ChatUnavailable, ChatUnreachable, ModelError
from assistant.settings import OFF, PROVIDERS, AssistantSettings
from assistant.writing.chat_model import Chunk, Message, Role, Tokens
from assistant.writing.http_clients import own_clients
from assistant.writing.local_model import LocalServer, is_local, local_file
from assistant.writing.provider_errors import translated

_TELL_THEIR_END = frozenset(f"langchain_{name}" for name in PROVIDERS)
_ENDS = ("finish_reason", "stop_reason", "done_reason", "status")
_FILTERED = frozenset({"content_filter", "refusal", "safety"})
_KINDS: dict[Role, Callable[[str], BaseMessage]] = {
    Role.SYSTEM: lambda text: SystemMessage(text),
    Role.USER: lambda text: HumanMessage(text),
    Role.ASSISTANT: lambda text: AIMessage(text),
}
_AHEAD = 256  # chunks that a provider may be ahead of its reader
_PAUSE_S = 0.01
_CLOSING_S = 2.0


def open_chat_model(settings: AssistantSettings) -> LangChainModel | None:
    """The chat model of the settings, to be closed by the caller; None where it is off.

    Raises ChatUnavailable; its message names the mend. Nothing is sent to a provider yet.
    """
    name = settings.chat_model.strip()
    if name.lower() in ("", OFF):
        return None
    if is_local(name):
        server = LocalServer(local_file(name))
        return LangChainModel(server.name, _served(server, settings), server)
    try:
        model = _known(name, settings) if _is_known(name, settings) else _compatible(name, settings)
    except ImportError as error:
        raise ChatUnavailable(
            f"TECHFORCE_CHAT_MODEL={name} needs a package: {_package(name, settings) or error}."
        ) from error
    except Exception as error:
        reason = f"{type(error).__name__}: {error}".splitlines()[0]
        raise ChatUnavailable(
            f"TECHFORCE_CHAT_MODEL={name} cannot be opened ({reason}): write it as provider:model, "
            "with the key in TECHFORCE_CHAT_API_KEY or the provider's own variable."
        ) from error
    return LangChainModel(name, model)


class LangChainModel:
    """A ChatModel over LangChain's; `close` ends its calls and what was started for it."""

    def __init__(self, name: str, model: BaseChatModel, server: LocalServer | None = None) -> None:
        self.name = name
        self._model, self._server = model, server
        self._clients = own_clients(model)
        packages = {kind.__module__.partition(".")[0] for kind in type(model).__mro__}
        self._tells_end = bool(packages & _TELL_THEIR_END)
        self._calls: WeakSet[_Call] = WeakSet()
        self._loop = _background()

    def stream(self, messages: Sequence[Message]) -> Iterator[Chunk]:
        """Chunks as they arrive; `close` of the iterator ends the call from any thread."""
        call = _Call(self._chunks([_KINDS[m.role](m.text) for m in messages]), self._loop)
        self._calls.add(call)
        return call

    def close(self) -> None:
        """End every call and stop what was started; may be called again."""
        try:
            for call in list(self._calls):
                call.close()
            for client in self._clients:
                with suppress(TimeoutError):
                    asyncio.run_coroutine_threadsafe(client.aclose(), self._loop).result(_CLOSING_S)
        finally:
            if self._server is not None:
                self._server.close()

    async def _chunks(self, messages: list[BaseMessage]) -> AsyncGenerator[Chunk, None]:
        ended = not self._tells_end
        try:
            pieces = cast(AsyncGenerator[AIMessageChunk, None], self._model.astream(messages))
            async with aclosing(pieces):
                async for piece in pieces:
                    ended = ended or any(piece.response_metadata.get(key) for key in _ENDS)
                    yield _chunk(piece)
        except ModelError:
            raise
        except Exception as error:  # noqa: BLE001  providers share no base; their words may hold keys
            raise translated(error) from None
        if not ended:
            raise ChatUnreachable("The connection to the chat model was cut within the answer.")


class _Call:
    """The Chunks of one call, read in the background."""

    def __init__(
        self, chunks: AsyncGenerator[Chunk, None], loop: asyncio.AbstractEventLoop
    ) -> None:
        self._arrived: SimpleQueue[Chunk | Exception | None] = SimpleQueue()
        self._over = self._closed = False
        self._reading = asyncio.run_coroutine_threadsafe(self._read(chunks), loop)

    def __iter__(self) -> _Call:
        return self

    def __next__(self) -> Chunk:
        item = None if self._over else self._arrived.get()
        if isinstance(item, Chunk):
            return item
        self._over = True
        if item is None:
            raise StopIteration
        raise item

    def close(self) -> None:
        self._closed = True  # a cancellation is lost where a chunk arrives at the same moment
        self._reading.cancel()
        self._arrived.put(None)

    async def _read(self, chunks: AsyncGenerator[Chunk, None]) -> None:
        end: Exception | None = None
        try:
            async with aclosing(chunks):
                async for chunk in chunks:
                    self._arrived.put(chunk)
                    await self._wait_for_reader()
                    if self._closed:
                        _end_where_it_waits()
        except Exception as error:  # noqa: BLE001  raised where the chunks are read
            end = error
        finally:
            self._arrived.put(end)

    async def _wait_for_reader(self) -> None:
        with suppress(asyncio.CancelledError):
            while self._arrived.qsize() > _AHEAD and not self._closed:
                await asyncio.sleep(_PAUSE_S)


def _end_where_it_waits() -> None:
    """Cancel from the inside out: closed outside in, clients leave generators unfinished."""
    if task := asyncio.current_task():
        task.cancel()


def _chunk(piece: AIMessageChunk) -> Chunk:
    reasons = {piece.response_metadata.get(key) for key in _ENDS}
    if reasons & _FILTERED or piece.additional_kwargs.get("refusal"):
        raise ChatRefused("The chat model will not answer this.")
    told = piece.usage_metadata
    usage = Tokens(told["input_tokens"], told["output_tokens"]) if told else None
    return Chunk(str(piece.text), usage)


def _is_known(name: str, settings: AssistantSettings) -> bool:
    """Whether a model is a provider's, and not that of a server which only has an address."""
    provider, apart, _ = name.partition(":")
    return not settings.chat_base_url or bool(apart and provider in PROVIDERS)


def _package(name: str, settings: AssistantSettings) -> str | None:
    """How the package of a model is installed, where this project has an extra for it."""
    extra = name.partition(":")[0] if _is_known(name, settings) else "openai"
    return f"`pip install 'techforce-assistant[{extra}]'`" if extra in PROVIDERS else None


def _known(name: str, settings: AssistantSettings) -> BaseChatModel:
    from langchain.chat_models import init_chat_model

    given: dict[str, Any] = {}
    if settings.chat_base_url:
        given["base_url"] = settings.chat_base_url
    if key := settings.chat_api_key.get_secret_value():
        given["api_key"] = settings.chat_api_key
    limits: dict[str, Any] = {"timeout": settings.chat_total_s, "max_retries": 0}
    match name.partition(":")[0]:
        case "openai":
            given |= limits | {"stream_usage": True}
        case "anthropic":
            given |= limits
        case "ollama":
            given.pop("api_key", None)
            # Its client belongs to one model: what it kept open would stay open.
            headers = {"Connection": "close"} | ({"Authorization": f"Bearer {key}"} if key else {})
            given["client_kwargs"] = {"timeout": settings.chat_total_s, "headers": headers}
    return cast(BaseChatModel, init_chat_model(name, **given))


def _compatible(name: str, settings: AssistantSettings) -> BaseChatModel:
    """A server with an address of its own: it is never sent the key of a known provider."""
    key = settings.chat_api_key.get_secret_value()
    return _openai(name, settings.chat_base_url, key or "none", settings)


def _served(server: LocalServer, settings: AssistantSettings) -> BaseChatModel:
    try:
        return _openai("local", server.url, server.key, settings, temperature=0.0)
    except ImportError as error:
        server.close()
        raise ChatUnavailable("`pip install 'techforce-assistant[local-model]'`") from error


def _openai(
    name: str, url: str, key: str, settings: AssistantSettings, **more: Any
) -> BaseChatModel:
    from langchain_openai import ChatOpenAI
    from pydantic import SecretStr

    return ChatOpenAI(
        model=name,
        base_url=url,
        api_key=SecretStr(key),
        timeout=settings.chat_total_s,
        max_retries=0,
        stream_usage=True,
        use_responses_api=False,
        **more,
    )


@lru_cache(maxsize=1)
def _background() -> asyncio.AbstractEventLoop:
    """The loop that every call runs in: clients share connections, and these belong to one loop."""
    loop = asyncio.new_event_loop()
    Thread(target=loop.run_forever, name="chat-calls", daemon=True).start()
    return loop
