"""The values Turn and Conversation."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from assistant.answer import Answer


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
