"""What the Jobs of a running server do: one ingestion each, with the server's own limits."""

from __future__ import annotations

from ingest.job import JobAction, Task, Work
from ingest.report import IngestReport
from ingest.settings import IngestSettings
from knowledge.embedder import Embedder, Progress


def work(settings: IngestSettings, embedder: Embedder | None = None) -> Work:
    """Ingests what a Task names. Pages are fetched from the public internet alone, unless the
    settings say otherwise, and nothing is handed to a cluster: a process that loses one is ended
    by Ray, and this one serves visitors."""
    guarded = settings.guarded.model_copy(update={"ray_address": ""})

    def carry_out(task: Task, progress: Progress) -> IngestReport:
        from ingest.run import apply_overrides, ingest  # LangChain, in a server that never ingests

        if task.paths or task.action is JobAction.PROJECT:
            return ingest(task.paths, guarded, progress, embedder=embedder, replaced=task.replaced)
        return apply_overrides(guarded, progress, embedder=embedder)

    return carry_out
