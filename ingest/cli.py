"""`techforce ingest`: bring the store in line with documents, and report."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Annotated

import typer
from pydantic import ValidationError
from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, Progress, TaskID, TextColumn, TimeElapsedColumn
from rich.table import Table

from ingest.beside import Built, build_beside
from ingest.errors import IngestError
from ingest.report import Failure, IngestReport
from ingest.run import ingest
from ingest.settings import IngestSettings
from knowledge.embedder import Progress as OnProgress
from knowledge.errors import KnowledgeError

EPILOG = """
[bold]Examples[/bold]

techforce ingest  [dim]# the project's own documents and verified answers[/dim]

techforce ingest notes/ report.pdf --json

techforce ingest https://www.example.org/news/

techforce ingest pages.urls  [dim]# a list of addresses, one a line[/dim]

techforce ingest --beside  [dim]# a collection for another embedding model, while the live one
serves[/dim]

TECHFORCE_RAY_ADDRESS=10.0.0.1:6379 techforce ingest corpus/  [dim]# embedded by a cluster[/dim]

techforce ingest --rebuild  [dim]# begin anew, for example after damage[/dim]

[dim]Exit code: 0 fine, 1 something failed (the rest was ingested), 2 wrong use.[/dim]
"""


def ingest_command(
    paths: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="PATH",
            help="Files (.md .html .pdf .docx .txt .jsonl), folders, lists of addresses (.urls, or "
            "a .txt of nothing else) or addresses. Without one: the project's own documents and "
            "verified answers.",
            show_default=False,
        ),
    ] = None,
    as_json: Annotated[
        bool, typer.Option("--json", help="Print the report as JSON on standard output.")
    ] = False,
    rebuild: Annotated[
        bool, typer.Option("--rebuild", help="Forget all that was ingested first, and begin anew.")
    ] = False,
    beside: Annotated[
        bool,
        typer.Option(
            "--beside",
            help="Build a collection with the embedding model that is set, of all that was "
            "ingested, while the live one serves; `techforce collections switch` makes it live.",
        ),
    ] = False,
) -> None:
    """Ingest documents: read, clean, split, embed and store them.

    Only what changed is embedded. A document that was removed from a folder
    disappears from the store.
    """
    console = Console(stderr=True)
    if beside and (paths or rebuild):
        raise typer.BadParameter("--beside takes all that was ingested, and stands alone.")
    try:
        with _progress(console) as progress:
            report = _carry_out(paths or [], rebuild, beside, progress)
    except (KnowledgeError, IngestError, ValidationError) as error:
        console.print(str(error), style="red", markup=False, highlight=False, soft_wrap=True)
        raise typer.Exit(2) from error
    if as_json:
        typer.echo(json.dumps(report.to_json(), ensure_ascii=False, indent=2))
    elif isinstance(report, Built):
        _show_built(report)
    else:
        _show(report, Console())
    raise typer.Exit(report.exit_code)


def _carry_out(
    paths: list[str], rebuild: bool, beside: bool, progress: OnProgress
) -> IngestReport | Built:
    settings = IngestSettings()
    if beside:
        return build_beside(settings, progress)
    return ingest(paths, settings, progress, rebuild=rebuild)


@contextmanager
def _progress(console: Console) -> Iterator[OnProgress]:
    """A bar on standard error for every stage that reports itself."""
    bars = Progress(
        TextColumn("{task.description:<24}"),
        BarColumn(),
        TextColumn("{task.percentage:>3.0f} %"),
        TimeElapsedColumn(),
        console=console,
        transient=True,
        disable=not console.is_terminal,
    )
    tasks: dict[str, TaskID] = {}

    def advance(stage: str, share: float) -> None:
        if stage not in tasks:
            tasks[stage] = bars.add_task(stage, total=1.0)
        bars.update(tasks[stage], completed=share)

    with bars:
        yield advance


def _show(report: IngestReport, console: Console) -> None:
    """The report as a table, with what failed below it."""
    table = Table("added", "updated", "unchanged", "removed", "failed", "passages", "embedded")
    changes = report.changes
    counts = (changes.added, changes.updated, changes.unchanged, changes.removed)
    table.add_row(*map(str, (*counts, len(report.failed), report.passages, report.embedded)))
    console.print(table)
    rate = report.embedded / report.seconds if report.seconds else 0.0
    told = f", {rate:.1f} embedded a second" if rate else ""
    console.print(f"{report.answers} verified answers, {report.seconds:.1f} s{told}")
    _show_list(console, "[yellow]warning[/yellow]", report.warnings)
    _show_list(console, "[red]failed[/red]", report.failed)


def _show_built(built: Built) -> None:
    """What was built, and what can be done with it."""
    name = built.collection
    typer.echo(
        f"collection {name}: {built.passages} passages, {built.answers} verified answers, "
        f"{built.embedded} embedded, {built.seconds:.1f} s\n"
        f"Try it: TECHFORCE_COLLECTION={name} techforce eval run\n"
        f"Make it live: techforce collections switch {name}"
    )


def _show_list(console: Console, label: str, failures: tuple[Failure, ...]) -> None:
    for failure in failures:
        text = f"{label} {escape(failure.origin)}: {escape(failure.reason)}"
        console.print(text, highlight=False, soft_wrap=True)


app = typer.Typer(rich_markup_mode="rich", add_completion=False)
app.command("ingest", epilog=EPILOG)(ingest_command)
