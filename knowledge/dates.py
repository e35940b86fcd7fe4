"""The dates of a sentence as spans of days: a day, a month, a season or a year."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, timedelta

from knowledge.folding import plain
from knowledge.values import Value, ValueKind

MONTHS = (
    ("january", "janvier", "enero"), ("february", "fevrier", "febrero"), ("march", "mars", "marzo"),
    ("april", "avril", "abril"), ("may", "mai", "mayo"), ("june", "juin", "junio"),
    ("july", "juillet", "julio"), ("august", "aout", "agosto"),
    ("september", "septembre", "septiembre"), ("october", "octobre", "octubre"),
    ("november", "novembre", "noviembre"), ("december", "decembre", "diciembre"),
)  # fmt: skip
"""The folded names of the months in English, French and Spanish."""
_SHORT = (
    "jan|janv|ene", "feb|fevr", "mar", "apr|avr|abr", "", "jun", "jul|juil", "aug|ago",
    "setiembre|sept|sep", "oct", "nov", "dec|dic",
)  # fmt: skip
_SEASONS = (
    ("spring|printemps|primavera", 3, 6), ("summer|verano", 6, 9),
    ("autumn|automne|otono", 9, 12), ("fall(?= of| \\d)", 9, 12),
)  # fmt: skip
_MONTH_OF = {
    name: n
    for n, (full, short) in enumerate(zip(MONTHS, _SHORT, strict=True), 1)
    for name in (*full, *filter(None, short.split("|")))
}
_MONTH = "(?P<m>" + "|".join(sorted(_MONTH_OF, key=len, reverse=True)) + r")\b\.?"
_YEAR = r"(?P<y>(?:19|20)\d\d)"
_DAY = r"(?P<d>[0-3]?\d)(?:st|nd|rd|th|er|º|°)?"
_FORMS = tuple(
    re.compile(form)
    for form in (
        rf"\b{_YEAR}-(?P<n>[01]\d)-(?P<d>[0-3]\d)\b",
        rf"\b(?P<d>[0-3]?\d)/(?P<n>[01]?\d)/{_YEAR}\b",
        rf"\b{_DAY}(?: of| de)? {_MONTH}(?:,? (?:de |del )?{_YEAR}\b)?",
        rf"\b{_MONTH} {_DAY}\b(?!\d)(?:,? {_YEAR}\b)?",
        rf"\b{_MONTH},? (?:de |del )?{_YEAR}\b",
    )
)
_SEASON = re.compile(
    r"\b(?:" + "|".join(f"(?P<s{n}>{names})" for n, (names, _, _) in enumerate(_SEASONS))
    + rf")\b(?:,? (?:of |de |del )?{_YEAR}\b)?"
)  # fmt: skip
_ALONE = re.compile(rf"\b{_YEAR}\b(?![-/]\d)")
_MONTH_NAMES = "|".join(name for names in MONTHS for name in names)
_BARE_MONTH = re.compile(
    r"\b(?:in|by|until|since|from|en|des|depuis|jusqu'en|desde|hasta|para) "
    rf"(?:early |late |mid-|debut |fin |mi-)?(?P<m>{_MONTH_NAMES})\b"
)


def dates(text: str) -> list[Value]:
    """The dates of a sentence in order, none inside another; each is a span of days."""
    folded = plain(text)
    if len(folded) != len(text):
        return []
    found: list[Value] = []
    for value in _all(folded):
        if not any(value.start < f.end and f.start < value.end for f in found):
            found.append(value)
    return sorted(found, key=lambda v: v.start)


def _all(folded: str) -> Iterator[Value]:
    for form in _FORMS:
        for match in form.finditer(folded):
            parts = match.groupdict()
            month = int(parts.get("n") or 0) or _MONTH_OF.get(parts.get("m") or "", 0)
            yield from _value(match, parts.get("y"), month, parts.get("d"))
    for match in _SEASON.finditer(folded):
        index = next(n for n in range(len(_SEASONS)) if match[f"s{n}"])
        _, first, last = _SEASONS[index]
        start, end = _month(match["y"], first), _month(match["y"], last)
        if match["y"] and start and end:
            yield _spanned(match, start[0], end[1])
    for match in _ALONE.finditer(folded):
        year = int(match["y"])
        yield _spanned(match, date(year, 1, 1).toordinal(), date(year, 12, 31).toordinal())
    for match in _BARE_MONTH.finditer(folded):
        yield from _value(match, None, _MONTH_OF[match["m"]], None)


def _value(match: re.Match[str], year: str | None, month: int, day: str | None) -> Iterator[Value]:
    if day:
        try:
            exact = date(int(year or 4), month, int(day))  # the year 4 is a leap year
        except ValueError:
            return
        ordinal = exact.toordinal() if year else exact.timetuple().tm_yday
        yield _spanned(match, ordinal, ordinal)
    elif bounds := _month(year, month):
        yield _spanned(match, *bounds)


def _month(year: str | None, month: int) -> tuple[int, int] | None:
    if not 1 <= month <= 12:
        return None
    first = date(int(year or 4), month, 1)
    last = (first.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)
    if year:
        return first.toordinal(), last.toordinal()
    return first.timetuple().tm_yday, last.timetuple().tm_yday


def _spanned(match: re.Match[str], low: int, high: int) -> Value:
    return Value(ValueKind.DATE, "day", low, high, match.start(), match.end())
