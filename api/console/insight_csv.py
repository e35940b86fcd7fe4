"""Figures as CSV, safe to open in a spreadsheet."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import astuple, fields
from itertools import islice
from typing import Any

from assistant.insight_values import Group, Question, Report, Tally, Used

_FORMULA = ("=", "+", "-", "@", "\t", "\r")  # a spreadsheet would work out what begins so
_PIECE = 500  # lines: to send each alone takes longer than to read it
_MARK = "\ufeff"  # without it, Excel reads accents as something else
_TALLY = ("asked", "answered", "unanswered", "answered share", "rated", "helpful", "helpful share")
_USED = ("calls", "input tokens", "output tokens", "usd", "calls without price", "dropped")
Table = tuple[Sequence[str], Iterable[Sequence[Any]]]
"""A header, and the rows below it."""


class _Line:
    """A file that hands back each line instead of keeping it."""

    def write(self, line: str) -> str:
        return line


def csv_pieces(table: Table) -> Iterator[str]:
    """A CSV file in pieces of many lines; text that a spreadsheet would take for a formula is
    quoted."""
    writer: Any = csv.writer(_Line())
    header, rows = table
    yield _MARK + writer.writerow(header)
    lines = (writer.writerow([_safe(value) for value in row]) for row in rows)
    while piece := "".join(islice(lines, _PIECE)):
        yield piece


def tables(report: Report) -> Mapping[str, Callable[[], Table]]:
    """The tables of a Report by name, each made when it is asked for."""
    return {
        "totals": lambda: (("figure", "value"), _totals(report)),
        "days": lambda: _grouped("day", report.days),
        "languages": lambda: _grouped("language", report.languages),
        "topics": lambda: _grouped("topic", report.topics),
        "outcomes": lambda: (
            ("status", "reason", "asked"),
            [(o.status.value, o.reason and o.reason.value, o.asked) for o in report.outcomes],
        ),
        "gaps": lambda: (
            ("item", "kind", "state", "language", "question", "asked"),
            [(g.item_id, g.kind, g.state, g.language, g.question, g.asked) for g in report.gaps],
        ),
        "answers": lambda: (
            ("answer", "question", *_TALLY),
            [(s.answer_id, s.question, *_tally(s.tally)) for s in report.served],
        ),
        "writers": lambda: (
            ("generator", "replies", *_USED),
            [(w.generator, w.replies, *_used(w.used)) for w in report.writers],
        ),
    }


def all_in_one(report: Report) -> Table:
    """Every value of every table in a line of its own."""
    rows = (
        (name, place, measure, value)
        for name, table in tables(report).items()
        for place, measure, value in _values(table())
    )
    return ("table", "row", "measure", "value"), rows


def question_table(questions: Iterable[Question]) -> Table:
    """One row for each question."""
    return [field.name for field in fields(Question)], map(astuple, questions)


def _values(table: Table) -> Iterator[tuple[int, str, Any]]:
    header, rows = table
    for place, row in enumerate(rows, start=1):
        for measure, value in zip(header, row, strict=True):
            yield place, measure, value


def _grouped(name: str, groups: Sequence[Group]) -> Table:
    return (name, *_TALLY), [(group.key, *_tally(group.tally)) for group in groups]


def _tally(tally: Tally) -> tuple[Any, ...]:
    shares = tally.answered_share, tally.helpful_share
    answered, helpful = (None if share is None else round(share, 4) for share in shares)
    return (
        tally.asked, tally.answered, tally.missed, answered, tally.rated, tally.helpful, helpful
    )  # fmt: skip


def _used(used: Used) -> tuple[Any, ...]:
    return astuple(used)


def _totals(report: Report) -> list[tuple[str, Any]]:
    scope, totals = report.scope, report.totals
    earlier = zip(_TALLY, _tally(report.earlier), strict=True)
    return [
        ("first day", scope.first),
        ("last day", scope.last),
        ("asked in", scope.language or "every language"),
        *zip(_TALLY, _tally(totals.tally), strict=True),
        *((f"{name} before", value) for name, value in earlier),
        ("median ms", totals.median_ms),
        ("95 % within ms", totals.p95_ms),
        *zip(_USED, _used(totals.used), strict=True),
    ]


def _safe(value: Any) -> Any:
    return f"'{value}" if isinstance(value, str) and value.startswith(_FORMULA) else value
