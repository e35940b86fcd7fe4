"""`techforce eval`: test questions, retrieval benchmarks, and what changed between two Runs."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.console import Console
from rich.table import Table

from assistant.errors import ChatUnavailable
from evals.errors import EvalError
from knowledge.errors import KnowledgeError

if TYPE_CHECKING:
    from evals.compare import Change, Comparison, Difference

GATE_SHUT, WRONG_USE = 1, 2
_EPILOG = "Exit codes: 0 fine, 1 the gate is shut, 2 wrong use or bad input."
app = typer.Typer(
    add_completion=False,
    name="eval",
    help="Put test questions to the assistant and gate changes on the figures.",
    no_args_is_help=True,
    rich_markup_mode="rich",
)
_Json = Annotated[bool, typer.Option("--json", help="Print JSON instead of tables.")]


@app.command(name="run", epilog=_EPILOG)
def run_command(
    suites: Annotated[
        list[str] | None, typer.Argument(metavar="SUITE", help="Default: all suites.")
    ] = None,
    url: Annotated[str | None, typer.Option(help="Drive a running server instead.")] = None,
    report: Annotated[
        Path | None, typer.Option(help="Folder of the report; default: reports/<time>.")
    ] = None,
    baseline: Annotated[
        Path | None, typer.Option(help="Earlier results.json: fail when a case got worse.")
    ] = None,
    as_json: _Json = False,
) -> None:
    """Ask every case, judge the replies, write a report, and fail under the floors.

    Examples:

      techforce eval run

      techforce eval run answers multi-turn --json

      techforce eval run --url http://127.0.0.1:8000 --baseline reports/last/results.json
    """
    from evals.build import run_gate
    from evals.report import write_report

    folder = report or Path("reports") / f"{datetime.now(UTC):%Y%m%d-%H%M%S}"
    with _told_apart():
        verdict = run_gate(suites or [], url, baseline, Console(stderr=True))
        page = write_report(verdict.run, verdict.summary, verdict.problems, folder)
    if as_json:
        _print_json(verdict.as_json(page))
    else:
        verdict.show(Console(), page)
    if verdict.problems:
        raise typer.Exit(GATE_SHUT)


@app.command(name="retrieval", epilog=_EPILOG)
def retrieval_command(
    corpus: Annotated[Path, typer.Option(help="JSONL: id, text, and title and lang if known.")],
    queries: Annotated[Path, typer.Option(help="JSONL: id, text, and lang and history if any.")],
    qrels: Annotated[Path, typer.Option(help="TSV with a header: query-id, corpus-id, score.")],
    as_json: _Json = False,
) -> None:
    """Measure lexical, dense and fused search on BEIR-style files, of any corpus.

    Example:

      techforce eval retrieval --corpus corpus.jsonl --queries queries.jsonl --qrels qrels.tsv
    """
    from evals.build import run_retrieval

    with _told_apart():
        figures = run_retrieval(corpus, queries, qrels, Console(stderr=True))
    if as_json:
        _print_json(figures.as_json())
        return
    table = Table(title=f"{figures.questions} questions, {figures.passages} passages")
    for name in ("search", "nDCG@10", "recall@5"):
        table.add_column(name)
    for mode, ranking in figures.by_mode.items():
        table.add_row(mode, f"{ranking.ndcg_at_10:.3f}", f"{ranking.recall_at_5:.3f}")
    Console().print(table)


@app.command(name="support", epilog=_EPILOG)
def support_command(
    benchmarks: Annotated[
        Path, typer.Option(help="Folder of public data with `support`; without it, own pairs only.")
    ] = Path("../shared/benchmarks"),
    as_json: _Json = False,
) -> None:
    """Measure how well supported claims are told from unsupported ones, beside two baselines.

    Example:

      techforce eval support --json
    """
    from evals.support import run_support

    with _told_apart():
        figures = run_support(benchmarks)
    if as_json:
        _print_json(figures.as_json())
        return
    for table in figures.tables():
        Console().print(table)


@app.command(name="drafts", epilog=_EPILOG)
def drafts_command(
    drafts: Annotated[int, typer.Option(min=1, help="How many scripted drafts.")] = 300,
    model: Annotated[
        str | None, typer.Option(help="Put questions to this chat model instead, such as local.")
    ] = None,
    questions: Annotated[int, typer.Option(min=1, help="How many questions it is asked.")] = 300,
    report: Annotated[
        Path, typer.Option(help="Folder of its answers and of what is shown of them.")
    ] = Path("reports/drafts"),
    as_json: _Json = False,
) -> None:
    """Let a chat model say what is wrong, and fail where a reader would see it.

    Examples:

      techforce eval drafts --json

      techforce eval drafts --model local --questions 300
    """
    from evals.drafts_build import run_model, run_scripted

    console = Console(stderr=True)
    with _told_apart():
        figures = (
            run_model(model, questions, report, console) if model else run_scripted(drafts, console)
        )
    if as_json:
        _print_json(figures.as_json())
    else:
        Console().print(figures.table())
        for problem in figures.problems:
            Console().print(problem, style="red", markup=False, highlight=False)
    if figures.problems:
        raise typer.Exit(GATE_SHUT)


@app.command(name="compare", epilog=_EPILOG)
def compare_command(
    run_a: Annotated[Path, typer.Argument(help="Earlier results.json, or its folder.")],
    run_b: Annotated[Path, typer.Argument(help="Later results.json, or its folder.")],
    as_json: _Json = False,
) -> None:
    """Show what changed between two runs, and whether it is beyond noise.

    Example:

      techforce eval compare reports/monday reports/tuesday
    """
    from evals.compare import compare
    from evals.record import read_record

    with _told_apart():
        comparison = compare(read_record(run_a), read_record(run_b))
    if as_json:
        _print_json(comparison.as_json())
    else:
        _show_comparison(comparison, Console())


@contextmanager
def _told_apart() -> Iterator[None]:
    """Errors raised on purpose become their message and exit code 2."""
    try:
        yield
    except (EvalError, KnowledgeError, ChatUnavailable) as error:
        Console(stderr=True).print(str(error), style="red", markup=False, highlight=False)
        raise typer.Exit(WRONG_USE) from error


def _print_json(content: dict[str, Any]) -> None:
    typer.echo(json.dumps(content, ensure_ascii=False, indent=2))


def _show_comparison(comparison: Comparison, console: Console) -> None:
    overall = comparison.overall
    console.print(
        f"{overall.cases} cases compared: {overall.before} passed before, {overall.after} after."
    )
    _show_differences([*comparison.suites, overall], console)
    _show_changes("Fixed", comparison.fixed, console)
    _show_changes("Broken", comparison.broken, console)
    _show_changes("Another outcome", comparison.other, console)
    rest = [
        ("edited", comparison.edited),
        ("only in the first", comparison.only_before),
        ("only in the second", comparison.only_after),
    ]
    for name, ids in rest:
        if ids:
            console.print(f"Not compared, {name}: {', '.join(ids)}")
    verdict = "beyond noise" if comparison.beyond_noise else "within noise"
    console.print(
        f"The difference is {verdict} (exact McNemar test, p = {comparison.p_value:.3f})."
    )


def _show_differences(differences: Sequence[Difference], console: Console) -> None:
    table = Table(title="Passed", title_justify="left")
    for name in ("suite", "cases", "before", "after", "difference", "95 % interval"):
        table.add_column(name, justify="left" if name == "suite" else "right")
    for d in differences:
        low, high = (f"{100 * bound:+.1f}" for bound in d.interval)
        counts = (str(n) for n in (d.cases, d.before, d.after))
        table.add_row(d.name, *counts, f"{100 * d.change:+.1f} points", f"{low} to {high}")
    console.print(table)


def _show_changes(title: str, changes: Sequence[Change], console: Console) -> None:
    if not changes:
        return
    table = Table(title=f"{title} ({len(changes)})", title_justify="left")
    for name in ("case", "before", "after"):
        table.add_column(name)
    for change in changes:
        table.add_row(change.id, change.before, change.after)
    console.print(table)
