"""What is said of an ingestion that somebody asked for: a Task, and the Job that carries it out."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from ingest.errors import IngestError
from ingest.report import IngestReport
from knowledge.embedder import Progress


class JobState(StrEnum):
    """How far a Job is; `refused` where another process had the data directory."""

    RUNNING = "running"
    DONE = "done"
    REFUSED = "refused"
    FAILED = "failed"
    INTERRUPTED = "interrupted"


class JobAction(StrEnum):
    """What a Job was begun for."""

    UPLOAD = "upload"
    ADDRESS = "address"
    AGAIN = "again"
    CHANGE = "change"
    REMOVE = "remove"
    RESTORE = "restore"
    PROJECT = "project"
    REPLACE = "replace"


class JobRunning(IngestError):
    """Another Job has not ended yet."""


class UnknownJob(IngestError):
    """No Job has that number."""


@dataclass(frozen=True, slots=True)
class Task:
    """What a Job is to do: `paths` are ingested; without any, only changes of Sources are put in
    force, or the project's own knowledge is ingested where that is the action. `replaced` are files
    that those take the place of."""

    action: JobAction
    subject: str
    paths: tuple[str, ...] = ()
    replaced: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Job:
    """One ingestion: for whom, how far it is, and what it did."""

    id: int
    task: Task
    who: str
    state: JobState
    began_at: datetime
    ended_at: datetime | None = None
    problem: str = ""
    report: Mapping[str, Any] | None = None
    changed: Mapping[str, Any] | None = None
    """Which of the latest questions are answered otherwise since, as `Watch` told it."""
    stage: str = ""
    share: float = 0.0

    def is_about(self, source_id: str) -> bool:
        """Whether it was begun for a Document, or wrote it."""
        return self.task.subject == source_id or source_id in (self.report or {}).get("written", ())


Work = Callable[[Task, Progress], IngestReport]
Watch = Callable[[Progress], Callable[[Progress], dict[str, Any] | None]]
"""Called before the work; what it returns is called after it, and tells what has changed."""


def unwatched(_: Progress) -> Callable[[Progress], None]:
    """Looks at nothing."""
    return lambda _: None
