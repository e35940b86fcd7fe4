"""A Run as results.json and a self-contained report.html."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from evals.calibration import bins, claims, risk_coverage
from evals.charts import HEIGHT, WIDTH, latencies, reliability, risk_curve
from evals.record import as_json, write_record
from evals.run import Run
from evals.summary import Summary
from evals.tables import percent

_TEMPLATES = Path(__file__).parent / "templates"


def write_report(run: Run, summary: Summary, problems: Sequence[str], folder: Path) -> Path:
    """Write results.json and report.html into the folder; returns the page's path."""
    folder.mkdir(parents=True, exist_ok=True)
    write_record(folder, as_json(run, summary))
    page = folder / "report.html"
    page.write_text(render(run, summary, problems), encoding="utf-8")
    return page


def render(run: Run, summary: Summary, problems: Sequence[str]) -> str:
    """The HTML page of a Run: figures, charts, failing Cases, passing Cases, configuration."""
    environment = Environment(
        loader=FileSystemLoader(_TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.globals.update(percent=percent, width=WIDTH, height=HEIGHT)
    told = claims(r for r in run.results if r.case.expect.status)
    return environment.get_template("report.html").render(
        run=run,
        problems=problems,
        overall=summary.overall,
        suites=list(summary.suites),
        slices=summary.slices,
        suite_slices=summary.suite_slices,
        figures=summary.figures,
        metrics=summary.metrics,
        broken=summary.invariants_broken,
        claims=len(told),
        reliability=reliability(bins(told)),
        risk=risk_curve(risk_coverage(told)),
        histogram=latencies(run),
        failing=[result for result in run.results if not result.passed],
        passing=[result for result in run.results if result.passed],
    )
