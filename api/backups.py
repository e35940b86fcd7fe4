"""`techforce backup` and `techforce restore`."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from knowledge.backup import Backup
    from knowledge.embedder import Progress

_UNTOLD = frozenset({"user_session", "one_time_link"})  # who was signed in signs in again


def backup(
    file: Annotated[Path, typer.Argument(help="Where to write it.")],
    force: Annotated[
        bool, typer.Option("--force", help="Replace the file where there is one.")
    ] = False,
) -> None:
    """Write everything that is kept to one file, also while the server runs."""
    from api.console.evaluation_runs import FOLDER as RUNS
    from api.version import program_version
    from ingest.earlier_uploads import FOLDER as UPLOADS
    from knowledge.backup import Scope, back_up
    from knowledge.settings import KnowledgeSettings

    scope = Scope((UPLOADS, RUNS), _UNTOLD)
    with _shown() as progress:
        done = back_up(file, KnowledgeSettings(), scope, program_version(), progress, force=force)
    typer.echo(f"{_told(done)} written to {file}. It holds what visitors asked: keep it safe.")


def restore(
    file: Annotated[Path, typer.Argument(exists=True, dir_okay=False, help="A backup.")],
    force: Annotated[bool, typer.Option("--force", help="Replace what is there.")] = False,
) -> None:
    """Put back what a backup holds, into an empty data directory and database."""
    from ingest.records import Records
    from knowledge.restore import restore as put_back
    from knowledge.settings import KnowledgeSettings

    settings = KnowledgeSettings()
    with _shown() as progress:
        # A record manager makes its own table.
        done = put_back(file, settings, lambda e: Records("", e), progress, force=force)
    typer.echo(f"{_told(done)} put back into {settings.data_dir}.")


def _told(backup: Backup) -> str:
    ingested, published = backup.about.generations
    return (
        f"Ingestion {ingested} and publication {published} of {backup.about.made_at}, "
        f"{backup.bytes / 1_000_000:.1f} MB unpacked,"
    )


@contextmanager
def _shown() -> Iterator[Progress]:
    """A line on standard error for every stage, at a terminal."""
    from rich.console import Console
    from rich.progress import Progress as Bars
    from rich.progress import TaskID

    console, tasks = Console(stderr=True), dict[str, TaskID]()
    with Bars(console=console, transient=True, disable=not console.is_terminal) as bars:

        def advance(stage: str, share: float) -> None:
            if stage not in tasks:
                tasks[stage] = bars.add_task(stage, total=1.0)
            bars.update(tasks[stage], completed=share)

        yield advance
