"""What the Jobs of a running server do: one ingestion each, with the server's own limits."""

from __future__ import annotations

from ingest.aside import out_of_the_way
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
            with out_of_the_way(task.replaced) as aside:
                report = ingest(task.paths, guarded, progress, embedder=embedder)
            if not report.failed:
                for path in aside:
                    path.unlink(missing_ok=True)
            return report
        return apply_overrides(guarded, progress, embedder=embedder)

    return carry_out
