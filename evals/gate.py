"""Whether a Run may pass: floors, invariants, and nothing worse than in an earlier Run."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from rich.console import Console

from evals.compare import compare
from evals.floors import Floors
from evals.record import Record, figures_json, record_of
from evals.run import Run
from evals.summary import Summary, summarise
from evals.tables import failing_table, metric_table, suite_table


@dataclass(frozen=True, slots=True)
class Verdict:
    """A Run with its figures and why it does not pass; open where there is no problem."""

    run: Run
    summary: Summary
    regressions: tuple[str, ...]
    """Cases that passed in the earlier Run and fail now."""
    problems: tuple[str, ...]

    def as_json(self, page: Path) -> dict[str, Any]:
        """What `eval run --json` prints."""
        return {
            **figures_json(self.summary),
            "regressions": list(self.regressions),
            "problems": list(self.problems),
            "gate": "shut" if self.problems else "open",
            "report": str(page),
        }

    def show(self, console: Console, page: Path) -> None:
        """Print the tables, the problems and where the report is."""
        if self.summary.overall.failing:
            console.print(failing_table(self.run))
        console.print(suite_table(self.summary))
        console.print(metric_table(self.summary))
        for problem in self.problems:
            console.print(problem, style="red", markup=False, highlight=False)
        console.print("The gate is shut." if self.problems else "The gate is open.", style="bold")
        console.print(f"Report: {page}", markup=False, highlight=False, soft_wrap=True)


def decide(run: Run, floors: Floors, baseline: Record | None = None) -> Verdict:
    """The verdict on a Run."""
    summary = summarise(run.results, floors)
    worse = compare(baseline, record_of(run)).broken if baseline else ()
    regressions = tuple(change.id for change in worse)
    problems = summary.problems
    if baseline and regressions:
        problems.append(f"passed in {baseline.name} and fails now: {', '.join(regressions)}")
    return Verdict(run, summary, regressions, tuple(problems))
