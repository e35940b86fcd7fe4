"""The tables of a report, on the terminal and in a page, between the marks that stand there."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from rich.console import Console
from rich.table import Table as Drawn

from evals.errors import EvalError
from evals.peers.report import (
    Report,
    Table,
    growing_table,
    http_table,
    systems_table,
    times_table,
)


@dataclass(frozen=True, slots=True)
class _Shown:
    """A table: what of the report it needs, what makes it, and which pictures stand below it."""

    part: str
    title: str
    make: Callable[[Report], Table]
    pictures: tuple[str, ...] = ()


_TABLES = {
    "systems": _Shown(
        "systems", "This project and its peers", systems_table, ("peers", "peers-clients")
    ),
    "times": _Shown("systems", "How many times better this project is", times_table),
    "http": _Shown("http", "Answers of the served program", http_table),
    "growing": _Shown("growing", "A store that grows", growing_table, ("growing",)),
}
"""By the name of the mark that they stand under."""


class NoMark(EvalError):
    """A page lacks the marks that a table belongs between."""


def show(report: Report, console: Console) -> None:
    """Draw what was measured."""
    for shown in _TABLES.values():
        if report.get(shown.part):
            head, *rows = shown.make(report)
            drawn = Drawn(*head, title=shown.title)
            for row in rows:
                drawn.add_row(*row)
            console.print(drawn)
    for name, reason in report.get("left_out", {}).items():
        console.print(f"Left out: {name}: {reason}", markup=False)


def write_page(report: Report, page: Path, pictures: Sequence[Path] = ()) -> None:
    """Put tables and pictures into a Markdown page; what was not measured stays. Raises NoMark."""
    text = page.read_text(encoding="utf-8")
    for name, shown in _TABLES.items():
        if report.get(shown.part):
            below = [path for path in pictures if path.stem in shown.pictures]
            links = [f"![{shown.title}]({os.path.relpath(path, page.parent)})" for path in below]
            content = "\n\n".join([_markdown(shown.make(report)), *links])
            text = _between(text, name, content, page)
    if report["systems"]:
        text = _between(text, "conditions", conditions(report), page)
    page.write_text(text, encoding="utf-8")


def conditions(report: Report) -> str:
    """When and on what the figures were measured, with versions, in Markdown."""
    on, asked = report["machine"], report["settings"]
    said = [
        f"Measured on {report['made']}: {on['processors']} processors, {on['memory_gb']:.0f} GB, "
        f"Python {on['python']}; load {on['load_before']:.1f} before and {on['load_after']:.1f} "
        f"after. {asked['rounds']} round(s), {asked['passages']:,} passages, "
        f"{asked['questions']:,} questions, {asked['crowd_s']:g} s for each number of clients."
    ]
    if report["quick"]:
        said.append("**A quick look** (`--quick`), on few texts: the order of size at best.")
    versions = [
        f"{name}: " + ", ".join(f"{package} {v}" for package, v in its["versions"].items())
        for name, its in report["systems"].items()
    ]
    said += [f"- {line}" for line in versions]
    said += [f"- left out: {name}: {why}" for name, why in report["left_out"].items()]
    return "\n".join(said)


def _markdown(table: Table) -> str:
    head, *rows = table
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join(f"| {' | '.join(cells)} |" for cells in lines)


def _between(text: str, name: str, content: str, page: Path) -> str:
    marks = re.compile(rf"(<!-- {name} -->\n).*?(<!-- /{name} -->)", re.S)
    if not marks.search(text):
        raise NoMark(f"{page} has no <!-- {name} --> … <!-- /{name} -->")
    return marks.sub(lambda found: f"{found[1]}\n{content}\n\n{found[2]}", text)
