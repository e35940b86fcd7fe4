"""What a turn spends its time on, read off its events."""

from __future__ import annotations

import time
from dataclasses import dataclass
from enum import StrEnum

from assistant.events import Answered, Called, Considered, Event, Searching


class Stage(StrEnum):
    """One part of the time between a question and its whole answer."""

    WAIT = "wait"
    """In the queue, until a thread is free."""
    READ = "read"
    """Screened, and its language found."""
    FIND = "find"
    """Searched, matched, and quoted."""
    WRITE = "write"
    """Written or reworded by a chat model, and each sentence proven."""
    TELL = "tell"
    """Put together, and told."""


@dataclass(frozen=True, slots=True)
class Stretch:
    """The time that one stage took, in nanoseconds since 1970, and the event that ended it."""

    stage: Stage
    began: int
    ended: int
    event: Event | None = None

    @property
    def seconds(self) -> float:
        """How long it took."""
        return (self.ended - self.began) / 1e9


class Stages:
    """Follows one turn, which is asked for now."""

    def __init__(self) -> None:
        # A clock that is set while the turn runs makes no stage longer or shorter.
        self._offset = time.time_ns() - time.perf_counter_ns()
        self.asked = self._mark = self._now()
        self._last: Event | None = None

    def begin(self) -> Stretch:
        """The time in the queue, which is over."""
        return self._stretch(Stage.WAIT, None)

    def end(self, event: Event) -> Stretch | None:
        """The stage that an event ends, None where it ends none."""
        stage = self._ended_by(event)
        if stage is None:
            return None
        # The Queries of one message are told at once, and were found together.
        together = isinstance(event, Considered) and isinstance(self._last, Considered)
        self._last = event
        return None if together else self._stretch(stage, event)

    def _ended_by(self, event: Event) -> Stage | None:
        match event:
            case Searching():
                return Stage.READ
            case Considered():
                return Stage.FIND
            case Called():
                return Stage.WRITE
            case Answered():
                # What is turned away at once was never searched for.
                return Stage.TELL if self._last else Stage.READ
            case _:
                return None

    def _stretch(self, stage: Stage, event: Event | None) -> Stretch:
        began, self._mark = self._mark, self._now()
        return Stretch(stage, began, self._mark, event)

    def _now(self) -> int:
        return self._offset + time.perf_counter_ns()
