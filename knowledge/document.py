"""The values Source, Document and Passage; ids are hashes of content."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Literal

Language = Literal["en", "fr", "es"]
LANGUAGES: tuple[Language, ...] = ("en", "fr", "es")


class Kind(StrEnum):
    """What sort of publication a Source is."""

    OFFICIAL = "official"
    PRESS = "press"
    TRADE_PRESS = "trade_press"
    OPINION = "opinion"
    FORUM = "forum"
    VENDOR = "vendor"
    REFERENCE = "reference"
    UNKNOWN = "unknown"


class Reliability(StrEnum):
    """How far the project trusts a Source; low ones are never stated without saying so."""

    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"


class Precision(StrEnum):
    """How exactly a publication date is known."""

    DAY = "day"
    MONTH = "month"
    YEAR = "year"


@dataclass(frozen=True, slots=True)
class Source:
    """One publication.

    `published` is the day; where only the month or year is known, it is the earliest day
    that it can have been, so that a Source never looks newer than it is. None: undated.
    `valid_until` is the last day on which it holds, `superseded_by` the id of the Source that
    replaces it; `knowledge.validity` tells what follows.
    """

    id: str
    title: str
    publisher: str
    url: str
    published: date | None
    language: str
    kind: Kind = Kind.UNKNOWN
    reliability: Reliability = Reliability.MEDIUM
    date_precision: Precision = Precision.DAY
    valid_until: date | None = None
    superseded_by: str | None = None

    @property
    def imprint(self) -> str:
        """Publisher and date as far as it is known: "Fortune, 16 December 2025"."""
        if self.published is None:
            return self.publisher
        pattern = {Precision.DAY: "%d %B %Y", Precision.MONTH: "%B %Y", Precision.YEAR: "%Y"}
        day = self.published.strftime(pattern[self.date_precision]).lstrip("0")
        return f"{self.publisher}, {day}"


@dataclass(frozen=True, slots=True)
class Document:
    """A Source's text as ingested; headings are Markdown lines that begin with '#'."""

    source: Source
    text: str

    @property
    def fingerprint(self) -> str:
        """Changes with the text and with anything the Source says about it."""
        source = self.source
        fields = [source.id, source.title, source.publisher, source.url, str(source.published)]
        fields += [source.language, source.kind, source.reliability, source.date_precision]
        # Only where declared, so that Documents from before these fields are not changed ones.
        if source.valid_until:
            fields.append(f"valid_until {source.valid_until}")
        if source.superseded_by:
            fields.append(f"superseded_by {source.superseded_by}")
        return _digest([*fields, self.text])


@dataclass(frozen=True, slots=True)
class Passage:
    """A piece of a Document under one heading path; `text` is `document.text[start:end]`."""

    id: str
    source_id: str
    heading: tuple[str, ...]
    text: str
    start: int
    end: int
    language: str


def passage_id(source_id: str, heading: Sequence[str], text: str) -> str:
    """Same content, same id: ingesting twice writes nothing new."""
    return _digest([source_id, *heading, text])[:24]


def _digest(parts: Sequence[str]) -> str:
    return hashlib.sha256("\x1f".join(parts).encode("utf-8", "surrogatepass")).hexdigest()
