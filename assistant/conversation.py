"""The values Turn and Conversation."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from assistant.answer import Answer, Status

_TELLING = frozenset({Status.ANSWERED, Status.UNANSWERED})


@dataclass(frozen=True, slots=True)
class Turn:
    """One question with its Answer."""

    id: str
    asked_at: datetime
    answer: Answer


@dataclass(frozen=True, slots=True)
class Conversation:
    """The turns so far, oldest first."""

    id: str
    turns: tuple[Turn, ...] = ()

    @property
    def context(self) -> tuple[Answer, ...]:
        """What was told, oldest first: declined and failed turns are no context."""
        return tuple(t.answer for t in self.turns if t.answer.status in _TELLING)


def recent(questions: Sequence[str], last: int) -> tuple[str, ...]:
    """The `last` questions and at most half as many before them.

    Their beginning moves on once in several turns only: what was recalled of a conversation a turn
    ago is then known, and need not be answered again.
    """
    step = max(1, last // 2)
    begin = max(0, len(questions) - last) // step * step
    return tuple(questions[begin:]) if last else ()
