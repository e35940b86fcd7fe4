"""Hears what happens in one turn, for the metrics and for its trace."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from api.metrics import Metrics
from api.stages import Stages, Stretch
from assistant.events import Event

if TYPE_CHECKING:  # what traces is loaded only where it is wanted
    from api.tracing import TracedTurn, Tracing


class Listener:
    """Of one turn, which is asked for now."""

    def __init__(self, metrics: Metrics, tracing: Tracing | None) -> None:
        self._metrics, self._tracing = metrics, tracing
        self._stages = Stages()
        self._traced: TracedTurn | None = None
        self._count: Callable[[Event], None] = lambda event: None

    @contextmanager
    def working(self) -> Iterator[Callable[[Event], None]]:
        """Around the work on the turn, in the thread that does it; to be given every event."""
        waited = self._stages.begin()
        self._count = self._metrics.turn()
        if self._tracing is None:
            self._spent(waited)
            yield self._heard
            return
        with self._tracing.turn(self._stages.asked) as self._traced:
            self._spent(waited)
            yield self._heard

    def _heard(self, event: Event) -> None:
        if stretch := self._stages.end(event):
            self._spent(stretch)
        self._count(event)
        if self._traced:
            self._traced.heard(event)

    def _spent(self, stretch: Stretch) -> None:
        self._metrics.spent(stretch)
        if self._traced:
            self._traced.spent(stretch)
