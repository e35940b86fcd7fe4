"""`techforce collections`: which collections there are, and which of them is live."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Annotated

import typer
from pydantic import ValidationError
from rich.console import Console
from rich.table import Table

from ingest.beside import UNTOLD
from ingest.errors import IngestError
from ingest.settings import IngestSettings
from ingest.switch import Listed, State
from ingest.switch import listed as all_listed
from ingest.switch import remove as remove_collection
from ingest.switch import switch as switch_to
from knowledge.errors import KnowledgeError

_MB = 1_000_000
app = typer.Typer(
    help="List collections, switch between them, and remove them.",
    add_completion=False,
    rich_markup_mode="rich",
    pretty_exceptions_show_locals=False,
)
_Name = Annotated[str, typer.Argument(help="Name of the collection.")]


def _examples(*lines: str) -> str:
    return "[bold]Examples[/bold]\n\n" + "\n\n".join(lines)


@app.callback(invoke_without_command=True)
def _group(context: typer.Context) -> None:
    """List collections, switch between them, and remove them."""
    if context.invoked_subcommand is None:
        list_command()


@app.command("list", epilog=_examples("techforce collections list"))
def list_command(
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """List all collections: what they are made with, how large they are, which one is live."""
    with _explained():
        found = all_listed(IngestSettings())
    if as_json:
        told = [one.to_json() for one in found]
        typer.echo(json.dumps(told, ensure_ascii=False, indent=2))
    else:
        _show(found)
    if State.LIVE not in {one.state for one in found}:
        typer.echo(UNTOLD, err=True)


@app.command(epilog=_examples("techforce collections switch 3f9a1c2e"))
def switch(name: _Name) -> None:
    """Make a collection the live one. The one that was live before stays, to switch back to."""
    with _explained():
        switch_to(name, IngestSettings())
    typer.echo(f"{name} is live; servers that run follow within seconds.")


@app.command(epilog=_examples("techforce collections remove first"))
def remove(name: _Name) -> None:
    """Delete a collection that is not live."""
    with _explained():
        remove_collection(name, IngestSettings())
    typer.echo(f"{name} was removed.")


@contextmanager
def _explained() -> Iterator[None]:
    """What is refused is printed, with exit code 2."""
    try:
        yield
    except (KnowledgeError, IngestError, ValidationError) as error:
        console = Console(stderr=True)
        console.print(str(error), style="red", markup=False, highlight=False, soft_wrap=True)
        raise typer.Exit(2) from error


def _show(found: list[Listed]) -> None:
    table = Table("name", "state", "model", "splitter", "passages", "wordings", "MB")
    for one in found:
        made_with = one.collection.made_with
        size = "" if one.bytes is None else f"{one.bytes / _MB:.1f}"
        counts = (str(one.passages), str(one.wordings), size)
        table.add_row(
            one.collection.name, one.state.value, made_with.model, made_with.splitter, *counts
        )
    Console().print(table)
