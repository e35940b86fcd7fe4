"""What is typed about a Source, as values."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date

from knowledge.document import Precision, Source
from knowledge.errors import InvalidKnowledge

NAMES = ("title", "publisher", "url", "kind", "language", "reliability", "superseded_by")
DATES = ("published", "valid_until")
_PARTS = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?", re.ASCII)


def filled(source: Source) -> dict[str, str]:
    """The form as it stands for a Source."""
    fields = {name: str(getattr(source, name) or "") for name in NAMES}
    shown = {Precision.DAY: 10, Precision.MONTH: 7, Precision.YEAR: 4}[source.date_precision]
    published = source.published.isoformat()[:shown] if source.published else ""
    until = source.valid_until.isoformat() if source.valid_until else ""
    return fields | {"published": published, "valid_until": until}


def values(form: Mapping[str, str]) -> dict[str, str | None]:
    """The values of a form, those left empty as None; raises InvalidKnowledge for a date."""
    typed: dict[str, str | None] = {name: form.get(name, "").strip() for name in NAMES}
    typed["superseded_by"] = typed["superseded_by"] or None
    until = form.get("valid_until", "").strip()
    if until and not _day(until):
        raise InvalidKnowledge(["valid_until: must be a day, such as 2026-01-31"])
    return typed | {"valid_until": until or None} | _published(form.get("published", "").strip())


def _published(text: str) -> dict[str, str | None]:
    """A day, a month or a year, with how exactly it is known."""
    if not text:
        return {"published": None, "date_precision": Precision.DAY.value}
    found = _PARTS.fullmatch(text)
    year, month, day = found.groups() if found else (None, None, None)
    first = f"{year}-{month or '01'}-{day or '01'}"
    if not found or not _day(first):
        raise InvalidKnowledge(["published: must be a day, month or year, such as 2026-01-31"])
    precision = Precision.DAY if day else Precision.MONTH if month else Precision.YEAR
    return {"published": first, "date_precision": precision.value}


def _day(text: str) -> bool:
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False
