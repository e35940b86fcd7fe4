"""A Run as tables on the console."""

from __future__ import annotations

from rich.table import Table
from rich.text import Text

from evals.measures import Figure
from evals.run import Run
from evals.summary import Rate, Summary


def percent(value: float | None) -> str:
    """A share as it is shown."""
    return "–" if value is None else f"{100 * value:.1f} %"


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
            f"[{colour}]{percent(rate.share)}[/]",
            percent(rate.floor),
            f"{percent(low)} to {percent(high)}",
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
    """The measures over all Cases with their limits, and the shares by slice."""
    table = Table(title="Measures", title_justify="left")
    table.add_column("measure")
    table.add_column("value", justify="right")
    table.add_column("95 % interval")
    table.add_column("limit")
    for figure in summary.figures:
        table.add_row(*_row(figure, summary.metrics[figure.name]))
    table.add_row("invariants_broken", str(len(summary.invariants_broken)), "", "none")
    for name in ("language", "outcome"):
        for rate in summary.slices[name]:
            table.add_row(f"{name}: {rate.name}", _of(rate))
    return table


def _row(figure: Figure, shown: float | None) -> tuple[str, str, str, str]:
    span = "" if figure.interval is None else "{:.3f} to {:.3f}".format(*figure.interval)
    value = "–" if shown is None else f"{shown:g}"
    if figure.limit:
        value = f"[{'green' if figure.met else 'red'}]{value}[/]"
    return figure.name, value, span, str(figure.limit or "")


def _of(rate: Rate) -> str:
    return f"{rate.passed} of {rate.cases}"
