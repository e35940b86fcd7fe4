"""What the Jobs of a running server do: one ingestion each, with the server's own limits."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from ingest.jobs import JobAction, Task, Work
from ingest.report import IngestReport
from ingest.settings import IngestSettings
from knowledge.embedder import Embedder, Progress


def work(settings: IngestSettings, embedder: Embedder | None = None) -> Work:
    """Ingests what a Task names. Pages are fetched from the public internet alone, unless the
    settings say otherwise."""
    guarded = settings.guarded

    def carry_out(task: Task, progress: Progress) -> IngestReport:
        from ingest.run import apply_overrides, ingest  # LangChain, in a server that never ingests

        if task.paths or task.action is JobAction.PROJECT:
            with _out_of_the_way(task.replaced):
                return ingest(task.paths, guarded, progress, embedder=embedder)
        return apply_overrides(guarded, progress, embedder=embedder)

    return carry_out


@contextmanager
def _out_of_the_way(paths: Sequence[str]) -> Iterator[None]:
    """Files that others take the place of get another name, and their own again where that fails:
    what is served came from them."""
    renamed = {Path(path): Path(f"{path}.replaced") for path in paths}
    for path, aside in renamed.items():
        path.replace(aside)
    try:
        yield
    except BaseException:
        for path, aside in renamed.items():
            aside.replace(path)
        raise
