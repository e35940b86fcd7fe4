"""A Run as results.json and a self-contained report.html, and as tables on the console."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from rich.table import Table
from rich.text import Text

from evals.record import as_json, write_record
from evals.run import Run
from evals.summary import Rate, Summary

_TEMPLATES = Path(__file__).parent / "templates"
_BOUNDS_MS = (5, 10, 20, 40, 70, 100, 200, 500)


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar of a histogram; `share` is of the longest."""

    label: str
    count: int
    share: float


def write_report(run: Run, summary: Summary, problems: Sequence[str], folder: Path) -> Path:
    """Write results.json and report.html into the folder; returns the page's path."""
    folder.mkdir(parents=True, exist_ok=True)
    write_record(folder, as_json(run, summary))
    page = folder / "report.html"
    page.write_text(render(run, summary, problems), encoding="utf-8")
    return page


def render(run: Run, summary: Summary, problems: Sequence[str]) -> str:
    """The HTML page of a Run: figures, failing Cases, passing Cases, configuration."""
    environment = Environment(
        loader=FileSystemLoader(_TEMPLATES), autoescape=True, undefined=StrictUndefined
    )
    return environment.get_template("report.html").render(
        run=run,
        problems=problems,
        overall=summary.overall,
        suites=list(summary.suites),
        slices=summary.slices,
        metrics=summary.metrics,
        broken=summary.invariants_broken,
        histogram=_histogram(run),
        failing=[result for result in run.results if not result.passed],
        passing=[result for result in run.results if result.passed],
        percent=_percent,
    )


def suite_table(summary: Summary) -> Table:
    """Suites with their figures and floors."""
    table = Table(title="Evaluation", title_justify="left")
    table.add_column("suite")
    for name in ("cases", "passed", "share", "floor"):
        table.add_column(name, justify="right")
    table.add_column("95 % interval")
    for rate in [*summary.suites, summary.overall]:
        low, high = rate.interval
        colour = "green" if rate.met else "red"
        table.add_row(
            rate.name,
            str(rate.cases),
            str(rate.passed),
            f"[{colour}]{_percent(rate.share)}[/]",
            _percent(rate.floor),
            f"{_percent(low)} to {_percent(high)}",
        )
    return table


def failing_table(run: Run) -> Table:
    """Every failing Case with its question and the first reason why."""
    table = Table(title="Failing cases", title_justify="left")
    table.add_column("case", no_wrap=True)
    table.add_column("question", overflow="fold")
    table.add_column("why", overflow="fold")
    for result in run.results:
        if not result.passed:
            why = Text(result.why_not[0])
            table.add_row(result.case.id, Text(result.case.turns[-1]), why)
    return table


def metric_table(summary: Summary) -> Table:
    """The measures over all Cases, and the shares by slice."""
    table = Table(title="Measures", title_justify="left")
    table.add_column("measure")
    table.add_column("value", justify="right")
    for name, value in summary.metrics.items():
        table.add_row(name, "–" if value is None else f"{value:g}")
    table.add_row("invariants_broken", str(len(summary.invariants_broken)))
    for name in ("language", "outcome"):
        for rate in summary.slices[name]:
            table.add_row(f"{name}: {rate.name}", _of(rate))
    return table


def _histogram(run: Run) -> list[Bar]:
    turns = [seen for r in run.results for seen in (*r.observed.earlier, r.observed)]
    latencies = [seen.latency_ms for seen in turns if not seen.error]
    edges = [0.0, *_BOUNDS_MS, float("inf")]
    counts = [
        (low, high, sum(low <= ms < high for ms in latencies))
        for low, high in zip(edges, edges[1:], strict=False)
    ]
    most = max((count for _, _, count in counts), default=0)
    return [Bar(_span(low, high), count, count / most) for low, high, count in counts if count]


def _span(low: float, high: float) -> str:
    return f"{low:g} ms and more" if high == float("inf") else f"{low:g} to {high:g} ms"


def _of(rate: Rate) -> str:
    return f"{rate.passed} of {rate.cases}"


def _percent(value: float | None) -> str:
    return "–" if value is None else f"{100 * value:.1f} %"
