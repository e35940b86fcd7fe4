"""`techforce faq`: the verified answers in force as files, checked and listed."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from sqlalchemy import Engine

    from knowledge.settings import KnowledgeSettings

FAILED = 1
app = typer.Typer(
    help="Write verified answers to files, check and list them.",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode="rich",
    pretty_exceptions_show_locals=False,
)
_Json = Annotated[bool, typer.Option("--json", help="Print JSON.")]


def _examples(*lines: str) -> str:
    return "[bold]Examples[/bold]\n\n" + "\n\n".join(lines)


@app.callback()
def _group() -> None:
    """Write verified answers to files, check and list them."""


@app.command(epilog=_examples("techforce faq export", "techforce faq export backup"))
def export(
    folder: Annotated[
        Path | None,
        typer.Argument(help="Where to; default: `faq` in the knowledge folder."),
    ] = None,
    as_json: _Json = False,
) -> None:
    """Write the verified answers in force, one file a topic, and their test questions as cases."""
    from knowledge.catalogue import Catalogue
    from knowledge.faq_export import export_answers, export_tests
    from knowledge.versions import State, Versions

    with _database() as (settings, engine):
        target = folder or settings.knowledge_dir / "faq"
        answers = Catalogue(engine).answers()
        latest = Versions(engine).latest().values()
        files = export_answers(answers, target)
        cases = export_tests((v for v in latest if v.state is State.PUBLISHED), target)
    told = {
        "answers": len(answers),
        "files": list(map(str, files)),
        "cases": str(cases) if cases else None,
    }
    if as_json:
        typer.echo(json.dumps(told, indent=2))
    else:
        typer.echo(f"{len(answers)} answers in {len(files)} files below {target}")
        if cases:
            typer.echo(f"Their test questions: {cases}")


@app.command(epilog=_examples("techforce faq check", "techforce faq check backup --json"))
def check(
    folder: Annotated[
        Path | None,
        typer.Argument(help="Files to check; default: `faq` in the knowledge folder."),
    ] = None,
    as_json: _Json = False,
) -> None:
    """Check files of verified answers against the ingested documents: exit code 1 where wrong."""
    from knowledge.catalogue import Catalogue
    from knowledge.check import check_answers
    from knowledge.errors import InvalidKnowledge
    from knowledge.faq_file import read_verified_answers
    from knowledge.programme import read_names

    with _database() as (settings, engine):
        target = folder or settings.knowledge_dir / "faq"
        names = read_names(settings.knowledge_dir)
        try:
            answers = read_verified_answers(target)
            problems = check_answers(answers, Catalogue(engine).documents(), names)
        except InvalidKnowledge as error:
            answers, problems = [], list(error.problems)
    if not answers and not problems:
        problems = [f"{target}: no verified answers (*.yaml)"]
    if as_json:
        typer.echo(json.dumps({"answers": len(answers), "problems": problems}, ensure_ascii=False))
    else:
        for problem in problems:
            typer.echo(problem)
        typer.echo(f"{len(answers)} answers, {len(problems)} problems")
    if problems:
        raise typer.Exit(FAILED)


@app.command("list", epilog=_examples("techforce faq list", "techforce faq list --state stale"))
def list_answers(
    state: Annotated[
        str | None,
        typer.Option(help="Only served, stale, new, withdrawn, draft or submitted ones."),
    ] = None,
    as_json: _Json = False,
) -> None:
    """Print the verified answers: id, state, topic and review date."""
    from assistant.shelf import ShelfFilter, chosen, shelf
    from knowledge.catalogue import Catalogue
    from knowledge.programme import read_names
    from knowledge.publish import Publisher

    with _database() as (settings, engine):
        publisher = Publisher(engine, read_names(settings.knowledge_dir))
        every = shelf(publisher, Catalogue(engine), engine, date.today())
    rows = [
        {
            "id": one.answer.id,
            "state": one.open.state.value if one.open else one.standing.value,
            "topic": one.answer.topic,
            "review_by": one.answer.review_by.isoformat(),
        }
        for one in chosen(every, ShelfFilter(state), {})
    ]
    if as_json:
        typer.echo(json.dumps(rows, indent=2))
    else:
        for row in rows:
            typer.echo("\t".join(row.values()))


@contextmanager
def _database() -> Iterator[tuple[KnowledgeSettings, Engine]]:
    """The database that the settings name, while nobody ingests; raises KnowledgeError."""
    from knowledge.database import open_database
    from knowledge.engines import reading, require_store
    from knowledge.settings import KnowledgeSettings

    settings = KnowledgeSettings()
    require_store(settings)
    with reading(settings):
        engine = open_database(settings.database)
        try:
            yield settings, engine
        finally:
            engine.dispose()
