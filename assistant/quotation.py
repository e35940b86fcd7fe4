"""The values Quote, Claim and Disagreement: what quotations say, and where they differ."""

from __future__ import annotations

from dataclasses import dataclass

from knowledge.document import Passage, Source


@dataclass(frozen=True, slots=True)
class Quote:
    """Exact words of a Passage that were accepted as Evidence, and how sure that is (0..1).

    `lead` is what stands elsewhere in the Source and is needed to understand them: the line that
    introduces a list, the column names of a table; it stands in the passage `lead_passage`.
    `point` is the sentence that answers, where others are quoted with it.
    """

    passage: Passage
    source: Source
    text: str
    probability: float
    lead: str = ""
    lead_passage: str = ""
    point: str = ""

    @property
    def statement(self) -> str:
        """The sentence that answers, behind its lead."""
        said = self.point or self.text
        return f"{self.lead} {said}" if self.lead else said


@dataclass(frozen=True, slots=True)
class Claim:
    """A value as one side puts it, and the quotations that say so."""

    value: str
    quotes: tuple[Quote, ...]


@dataclass(frozen=True, slots=True)
class Disagreement:
    """A point on which quotations differ: official Sources first, then the newest."""

    topic: str
    claims: tuple[Claim, ...]
