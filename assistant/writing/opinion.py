"""`Opinion`: what a judge says of one sentence."""

from __future__ import annotations

from dataclasses import dataclass

from assistant.answer import Usage


@dataclass(frozen=True, slots=True)
class Opinion:
    """What a judge says of a sentence, and what that took."""

    stands: bool
    heard: bool = True
    """Whether the judge said something clear; where it did not, the other checks stand."""
    usage: Usage | None = None
