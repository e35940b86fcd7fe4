"""The review list on a terminal, and as JSON."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from pydantic import TypeAdapter
from rich.console import Console
from rich.table import Column, Table
from rich.text import Text

from assistant.review import ReviewItem, ReviewKind

_item = TypeAdapter(ReviewItem)
_TITLES = {
    ReviewKind.STALE_ANSWER: "Verified answers that are stale, and not served",
    ReviewKind.UNANSWERED: "Questions without an answer",
    ReviewKind.KNOWN_GAP: "Known gaps that were asked about",
}


def print_review(items: Sequence[ReviewItem], limit: int, console: Console) -> None:
    """Print a table for each kind of Review item: its first ones, and how many more there are."""
    for kind, found in _by_kind(items).items():
        if not found:
            continue
        shown = found[:limit]
        table = _stale(shown) if kind is ReviewKind.STALE_ANSWER else _asked(shown, kind)
        table.title = f"{_TITLES[kind]} ({len(found)})"
        table.title_justify = "left"
        console.print(table)
        if len(found) > limit:
            console.print(f"{len(found) - limit} more: see --limit", style="dim", highlight=False)
    if not items:
        console.print("Nothing to review.")


def review_json(items: Sequence[ReviewItem], limit: int) -> dict[str, Any]:
    """The first Review items of each kind, and how many there are in all."""
    by_kind = _by_kind(items)
    return {
        "items": [
            _item.dump_python(item, mode="json")
            for found in by_kind.values()
            for item in found[:limit]
        ],
        "totals": {kind.value: len(found) for kind, found in by_kind.items()},
    }


def _by_kind(items: Sequence[ReviewItem]) -> dict[ReviewKind, list[ReviewItem]]:
    return {kind: [item for item in items if item.kind is kind] for kind in ReviewKind}


def _stale(items: Sequence[ReviewItem]) -> Table:
    table = Table(
        Column("verified answer", overflow="fold"),  # ids are there to be copied
        Column("reason", no_wrap=True, min_width=14),
        Column("sources", overflow="fold"),
        "review by",
        "question",
    )
    for item in items:
        why = (item.answer_id or "", item.reason, "\n".join(item.sources), str(item.review_by))
        table.add_row(*map(Text, (*why, item.question)))
    return table


def _asked(items: Sequence[ReviewItem], kind: ReviewKind) -> Table:
    gaps = kind is ReviewKind.KNOWN_GAP  # they have a verified answer, and all the same reason
    why = Column("verified answer", overflow="fold") if gaps else Column("reason", no_wrap=True)
    table = Table("asked", Column("last", no_wrap=True), "in", "question", why)
    for item in items:
        last = f"{item.last_asked:%Y-%m-%d}" if item.last_asked else ""
        told = (str(item.count), last, " ".join(item.languages), item.question)
        table.add_row(*map(Text, (*told, (item.answer_id or "") if gaps else item.reason)))
    return table
