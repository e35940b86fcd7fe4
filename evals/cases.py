"""The values Case and Suite: test questions with what is expected of the replies."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from assistant.answer import Reason, Status
from evals.errors import InvalidCases
from knowledge.document import Language

RETRIEVAL = "retrieval"
"""The Suite whose Cases ask for Passages, not for a reply."""
PARITY = "parity"
"""The Suite of what is asked in several languages and must be answered alike."""
OTHER = "other"
"""The topic of what is on none of the knowledge's topics."""


@dataclass(frozen=True, slots=True)
class Expectation:
    """What a right reply to the last turn has, and what it must not have."""

    status: Status | None
    """None where no reply is asked for, only Passages."""
    reasons: tuple[Reason, ...] = ()
    """Any of these is right; empty where the status has no reason."""
    facts: tuple[str, ...] = ()
    """All must be in the text; `|` separates the forms of one."""
    forbidden: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    """All Sources that state the facts; one of them must be cited."""
    conflict: bool = False
    also: tuple[str, ...] = ()
    """Other outcomes that are right; facts, sources and conflict are asked of the main one only."""
    language: Language | Literal["any"] | None = None
    """Of the reply; None: that of the Case; "any": the question does not show one."""

    @property
    def outcomes(self) -> tuple[str, ...]:
        """The main outcome in one word for each of its reasons: "unanswered/not_stated"."""
        if self.status is None:
            return ()
        return tuple(f"{self.status}/{reason}" for reason in self.reasons) or (self.status.value,)


@dataclass(frozen=True, slots=True)
class Case:
    """One test conversation; the expectation is about its last turn."""

    id: str
    suite: str
    topic: str
    language: Language
    turns: tuple[str, ...]
    expect: Expectation
    trap: str | None = None
    """What makes it hard; a Case with a trap was written to break the assistant."""
    parity: str | None = None
    """Cases of one group, in several languages, must be answered alike."""
    file: str = ""

    @property
    def reply_language(self) -> Language | None:
        """What the reply must be written in; None where any language will do."""
        return None if self.expect.language == "any" else self.expect.language or self.language


@dataclass(frozen=True, slots=True)
class Suite:
    """The Cases of one folder."""

    name: str
    cases: tuple[Case, ...]


def select(suites: Sequence[Suite], wanted: Sequence[str]) -> list[Suite]:
    """The Suites of these names, all where none is wanted; raises InvalidCases for another name."""
    names = [suite.name for suite in suites]
    if lost := [name for name in wanted if name not in names]:
        raise InvalidCases([f"no suite {n!r}; there are {', '.join(names)}" for n in lost])
    return [suite for suite in suites if not wanted or suite.name in wanted]
