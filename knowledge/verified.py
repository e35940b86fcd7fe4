"""The value VerifiedAnswer: an answer that a person approved, with its proof."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class AnswerKind(StrEnum):
    """Whether the sources give the answer, or were checked and are silent."""

    ANSWER = "answer"
    NOT_STATED = "not_stated"


@dataclass(frozen=True, slots=True)
class Quotation:
    """Exact words of a Source's Document."""

    source_id: str
    quote: str


@dataclass(frozen=True, slots=True)
class VerifiedSentence:
    """One sentence of an answer and the keys of the Quotations that prove it."""

    text: str
    cite: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class DeclaredVersion:
    """One of several values that live Sources give for the same point."""

    value: Mapping[str, str]
    cite: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class DeclaredConflict:
    """A point on which Sources differ, named per language, with its versions."""

    topic: Mapping[str, str]
    versions: tuple[DeclaredVersion, ...]


@dataclass(frozen=True, slots=True)
class VerifiedAnswer:
    """Questions in several wordings and languages, and what is answered to all of them."""

    id: str
    topic: str
    kind: AnswerKind
    questions: Mapping[str, tuple[str, ...]]
    answer: Mapping[str, tuple[VerifiedSentence, ...]]
    citations: Mapping[str, Quotation]
    conflicts: tuple[DeclaredConflict, ...]
    as_of: date
    review_by: date

    def title(self, language: str) -> str:
        """The question to print above the answer."""
        return title_of(self.questions[language])


def title_of(wordings: Sequence[str]) -> str:
    """The wording of a question to print: the first that is written as a sentence."""
    whole = (w for w in wordings if w.endswith("?") and w.lstrip("¿¡")[:1].isupper())
    return next(whole, wordings[0])
