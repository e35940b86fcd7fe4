"""`ChatModel`: the seam to whatever writes text, with the values that cross it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol


class Role(StrEnum):
    """Who says a Message."""

    SYSTEM = "system"
    USER = "user"
    ASSISTANT = "assistant"


@dataclass(frozen=True, slots=True)
class Message:
    """One message of what a chat model is asked."""

    role: Role
    text: str


@dataclass(frozen=True, slots=True)
class Tokens:
    """Tokens as the provider counts them; those of a call are the sum over its Chunks."""

    input_tokens: int
    output_tokens: int


@dataclass(frozen=True, slots=True)
class Chunk:
    """A piece of the text as it arrives; a piece may be empty and only tell the Tokens."""

    text: str
    usage: Tokens | None = None


class ChatModel(Protocol):
    """Writes text; safe to share between threads."""

    @property
    def name(self) -> str:
        """What answers and reports call the model."""

    def stream(self, messages: Sequence[Message]) -> Iterator[Chunk]:
        """Chunks as they arrive; raises ModelError, before the first or after any of them.

        Closing the iterator ends the call. An iterator whose `close` may be called while another
        thread waits for the next Chunk ends it at once; a plain generator ends at its next Chunk.
        """
