"""Turns taken in the worker threads, logged and counted, for every way to ask."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from contextlib import suppress
from dataclasses import dataclass
from threading import Event
from typing import TYPE_CHECKING, Annotated

import structlog
from fastapi import Depends, Request

from api.listening import Listener
from api.metrics import Metrics, TheMetrics
from api.parts import Parts, TheParts, TheSettings, TheWorkers
from api.settings import ApiSettings
from api.turns import Message, Told, take_turn
from api.visitor import VisitorLeft
from api.workers import Workers
from assistant.conversation import Turn
from assistant.errors import AssistantError
from assistant.presence import waiting
from knowledge.errors import KnowledgeError

if TYPE_CHECKING:  # what traces is loaded only where it is wanted
    from api.tracing import Tracing

log = structlog.stdlib.get_logger("api")


class NobodyWaits(AssistantError):
    """The visitor left before the turn began, and could not find its conversation again."""


@dataclass(frozen=True, slots=True)
class Turns:
    """Takes turns for one request; raises NobodyWaits.

    A turn goes on to its end and is stored, also where its visitor has left: who comes back finds
    the answer. Only a chat model is not waited for then; quotations complete the answer.
    """

    parts: Parts
    workers: Workers
    settings: ApiSettings
    metrics: Metrics
    left: Event
    tracing: Tracing | None

    async def last(self, message: Message) -> Told:
        """Take a turn to its end."""
        listener = Listener(self.metrics, self.tracing)
        *_, last = await self.workers.run(lambda: list(self._take(message, listener, told=False)))
        return last

    async def stream(self, message: Message) -> AsyncIterator[Told | None]:
        """Take a turn and tell it as it happens; None is a sign of life.

        Returns once there is something to tell, a sign of life at the latest: what is wrong with
        the question, and Busy, are raised here where they are known by then.
        """
        patience = self.settings.heartbeat_seconds
        listener = Listener(self.metrics, self.tracing)
        told = self.workers.stream(lambda: self._take(message, listener), patience)
        return _with_first(await anext(told), told)

    def _take(self, message: Message, listener: Listener, told: bool = True) -> Iterator[Told]:
        """`told`: whether the visitor hears what happens before the end."""
        begins = message.conversation_id is None
        if begins and self.left.is_set():
            self.metrics.visitor_left()
            raise NobodyWaits("the visitor has left before the first question was looked at")
        happened: Told | None = None
        try:
            with listener.working() as heard, waiting(self.left):
                for happened in take_turn(self.parts, message, self.settings.history_turns, heard):
                    if isinstance(happened.what, Turn):
                        _log(happened.what)
                    yield happened
        except Exception:
            if happened and begins and (self.left.is_set() or not told):
                self._drop(happened)
            raise
        if self.left.is_set():
            self.metrics.visitor_left()

    def _drop(self, happened: Told) -> None:
        """Delete the conversation of a first turn that failed, where nobody can go on with it."""
        if not isinstance(happened.what, Turn):
            with suppress(AssistantError, KnowledgeError):  # the first error is the one to tell
                self.parts.transcript.delete(happened.conversation_id)


async def _turns(
    parts: TheParts,
    workers: TheWorkers,
    settings: TheSettings,
    metrics: TheMetrics,
    left: VisitorLeft,
    request: Request,
) -> Turns:
    return Turns(parts, workers, settings, metrics, left, request.app.state.tracing)


TheTurns = Annotated[Turns, Depends(_turns)]


async def _with_first(
    first: Told | None, rest: AsyncIterator[Told | None]
) -> AsyncIterator[Told | None]:
    yield first
    async for told in rest:
        yield told


def _log(turn: Turn) -> None:
    answer = turn.answer
    log.info(
        "turn",
        status=answer.status,
        reason=answer.reason,
        language=answer.language,
        generator=answer.generator,
    )
