"""The values Line, Draft and Shown: what a scripted chat model says, and what became of it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from assistant.answer import Citation, Evidence, Query


class Forgery(StrEnum):
    """How a sentence was made wrong."""

    NUMBER = "altered number"
    NAME = "altered name"
    SWAP = "name of another quotation"
    NEGATION = "negation turned"
    LINK = "invented link"
    FOREIGN = "foreign citation"
    JOIN = "half-true join"
    ORDER = "order in evidence"


@dataclass(frozen=True, slots=True)
class Line:
    """A sentence that the model says, with the labels it cites; right where nothing is forged."""

    text: str
    labels: tuple[int, ...]
    forgery: Forgery | None = None

    def __str__(self) -> str:
        cited = "".join(f"[{label}]" for label in self.labels)
        return f"{self.text.rstrip('.')} {cited}."


@dataclass(frozen=True, slots=True)
class Draft:
    """One answer of the model: right lines and a forged one, over one set of Evidence."""

    query: Query
    evidence: tuple[Evidence, ...]
    lines: tuple[Line, ...]

    @property
    def text(self) -> str:
        """What the model writes."""
        return " ".join(map(str, self.lines))


@dataclass(frozen=True, slots=True)
class Shown:
    """A line after its proof; `check` is the one it failed, "passed" where it was shown."""

    line: Line
    language: str
    check: str
    citations: tuple[Citation, ...] = ()

    @property
    def passed(self) -> bool:
        """Whether a reader sees it."""
        return self.check == "passed"
