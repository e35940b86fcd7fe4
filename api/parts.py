"""What the routers work with: opened beside the running server, handed out as dependencies."""

from collections.abc import Callable
from concurrent.futures import Future
from contextlib import AbstractContextManager, ExitStack
from dataclasses import dataclass
from threading import Event, Thread
from typing import Annotated

from fastapi import Depends, Request
from sqlalchemy import Engine

from api.client import client_of
from api.settings import ApiSettings
from api.workers import Workers
from assistant.live import Live
from assistant.pipeline import Assistant
from assistant.transcript import Transcript


class NotReady(Exception):
    """The assistant is being opened, or could not be."""


@dataclass(frozen=True, slots=True)
class Parts:
    """The opened parts of the product that requests are answered with."""

    live: Live
    transcript: Transcript
    engine: Engine
    """The database, for what is kept beside conversations."""

    @property
    def assistant(self) -> Assistant:
        """The Assistant as it is now: ask once a request."""
        return self.live.assistant


OpenParts = Callable[[], AbstractContextManager[Parts]]


class Opening:
    """Opens the Parts in a thread of its own, so that the server can tell how far it is."""

    def __init__(self, open_parts: OpenParts) -> None:
        self._open_parts = open_parts
        self._opened: Future[Parts] = Future()
        self._closing = Event()
        self._thread = Thread(target=self._keep, name="parts")

    def start(self) -> None:
        """Begin to open; returns at once."""
        self._thread.start()

    def close(self) -> None:
        """Close the Parts, in the thread that opened them."""
        self._closing.set()
        self._thread.join()

    @property
    def parts(self) -> Parts:
        """The Parts; raises NotReady while, or where, they are not open."""
        if not self._opened.done():
            raise NotReady("The assistant is being opened. Try again in a moment.")
        if error := self.failure:
            raise NotReady(f"The assistant could not be opened: {error}") from error
        return self._opened.result()

    @property
    def failure(self) -> BaseException | None:
        """Why the Parts could not be opened, None while there is hope."""
        return self._opened.exception() if self._opened.done() else None

    @property
    def ready(self) -> bool:
        """Whether the Parts are open."""
        return self._opened.done() and self.failure is None

    def _keep(self) -> None:
        with ExitStack() as stack:
            try:
                parts = stack.enter_context(self._open_parts())
            except Exception as error:  # noqa: BLE001  kept, and raised to whoever asks for the parts
                self._opened.set_exception(error)
                return
            self._opened.set_result(parts)
            self._closing.wait()


# Coroutines, though they wait for nothing: what is none goes through a thread, and each way there
# and back is behind the threads that answer.
async def _settings(request: Request) -> ApiSettings:
    settings: ApiSettings = request.app.state.settings
    return settings


async def _workers(request: Request) -> Workers:
    workers: Workers = request.app.state.workers
    return workers.of(client_of(request))


async def _opening(request: Request) -> Opening:
    opening: Opening = request.app.state.opening
    return opening


async def _parts(opening: Annotated[Opening, Depends(_opening)]) -> Parts:
    return opening.parts


async def _assistant(parts: Annotated[Parts, Depends(_parts)]) -> Assistant:
    return parts.assistant


async def _transcript(parts: Annotated[Parts, Depends(_parts)]) -> Transcript:
    return parts.transcript


TheSettings = Annotated[ApiSettings, Depends(_settings)]
TheWorkers = Annotated[Workers, Depends(_workers)]
TheOpening = Annotated[Opening, Depends(_opening)]
TheParts = Annotated[Parts, Depends(_parts)]
TheAssistant = Annotated[Assistant, Depends(_assistant)]
TheTranscript = Annotated[Transcript, Depends(_transcript)]
