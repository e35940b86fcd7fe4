"""The values Failure and IngestReport: what an ingestion did."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Failure:
    """One file, page, line or paragraph that was left out, and why."""

    origin: str
    reason: str

    def to_json(self) -> dict[str, str]:
        """As it stands in the report."""
        return {"origin": self.origin, "reason": self.reason}


@dataclass(frozen=True, slots=True)
class Changes:
    """How many Documents an ingestion added, updated, left and removed."""

    added: int = 0
    updated: int = 0
    unchanged: int = 0
    removed: int = 0


@dataclass(frozen=True, slots=True)
class IngestReport:
    """What one ingestion did; `passages` is the total stored, `embedded` the vectors computed."""

    changes: Changes
    failed: tuple[Failure, ...]
    warnings: tuple[Failure, ...]
    passages: int
    embedded: int
    answers: int
    seconds: float
    written: tuple[str, ...] = ()
    """The ids of the Documents that were added or updated."""

    @property
    def exit_code(self) -> int:
        """0 where everything was ingested, 1 where something failed."""
        return 1 if self.failed else 0

    def to_json(self) -> dict[str, object]:
        """The report as `techforce ingest --json` prints it."""
        return {
            "added": self.changes.added,
            "updated": self.changes.updated,
            "unchanged": self.changes.unchanged,
            "removed": self.changes.removed,
            "failed": [failure.to_json() for failure in self.failed],
            "warnings": [warning.to_json() for warning in self.warnings],
            "passages": self.passages,
            "embedded": self.embedded,
            "answers": self.answers,
            "seconds": round(self.seconds, 3),
        }
