"""Evaluation: past runs, one run, a new one, and two side by side."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Annotated, Any, Literal

from fastapi import Depends, Form, Query, Request
from starlette.exceptions import HTTPException
from starlette.responses import HTMLResponse, Response

from api.accounts.access import Editor, Reader, TheAccounts
from api.console.evaluation_files import suites_of_cases
from api.console.evaluation_runs import (
    EvaluationError,
    EvaluationRuns,
    InvalidSuite,
    RunRunning,
    RunState,
    UnknownRun,
)
from api.console.frame import Frame, TheFrame, page_router
from knowledge.settings import KnowledgeSettings

router = page_router()
EVALUATION = "/console/evaluation"
PAGE = 25
# The report holds its own styles and no scripts; nothing in it may act for who looks at it.
_REPORT_POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; sandbox"
_STATUS: dict[type[EvaluationError], int] = {UnknownRun: 404, RunRunning: 409, InvalidSuite: 400}
_Page = Annotated[int, Query(ge=1, le=10_000)]
_Run = Annotated[str, Query(max_length=60)]


def runs(request: Request) -> EvaluationRuns:
    """One for all requests: a single evaluation runs at a time."""
    kept: EvaluationRuns | None = getattr(request.app.state, "evaluation_runs", None)
    if kept is None:
        kept = EvaluationRuns(KnowledgeSettings().data_dir.resolve())
        request.app.state.evaluation_runs = kept
    return kept


TheRuns = Annotated[EvaluationRuns, Depends(runs)]


@contextmanager
def refusals() -> Iterator[None]:
    """What goes wrong with runs, as HTTP errors."""
    try:
        yield
    except EvaluationError as error:
        raise HTTPException(_STATUS.get(type(error), 503), str(error)) from error


@router.get(EVALUATION)
def evaluation_page(frame: TheFrame, me: Reader, runs: TheRuns, page: _Page = 1) -> Response:
    """Past runs, and the form for a new one."""
    return _evaluation_page(frame, runs, page)


@router.post(EVALUATION)
def begin(
    frame: TheFrame,
    me: Editor,
    accounts: TheAccounts,
    runs: TheRuns,
    sure: Annotated[Literal["yes"], Form()],
    suites: Annotated[list[str] | None, Form()] = None,
) -> Response:
    """Begin a run."""
    try:
        name = runs.begin(suites or [], me.who)
    except EvaluationError as error:
        return _evaluation_page(frame, runs, 1, _STATUS[type(error)], error=str(error))
    accounts.audit.record(me.who, "evaluation.begin", name, suites=suites or [])
    return frame.go(f"{EVALUATION}/run/{name}")


@router.get(EVALUATION + "/run/{run_id}")
def run_page(frame: TheFrame, me: Reader, runs: TheRuns, run_id: str) -> Response:
    """One run with its figures."""
    with refusals():
        run = runs.get(run_id)
    others = [other for other in runs.all() if other.cases and other.id != run_id][:50]
    follows = run.state is RunState.RUNNING
    return frame.page("evaluation_run.html", run=run, others=others, follows=follows)


@router.get(EVALUATION + "/run/{run_id}/report")
def report(me: Reader, runs: TheRuns, run_id: str) -> Response:
    """The report that a run has written."""
    with refusals():
        page = runs.report(run_id)
    return HTMLResponse(page, headers={"Content-Security-Policy": _REPORT_POLICY})


@router.get(EVALUATION + "/compare")
def compare_page(
    frame: TheFrame, me: Reader, runs: TheRuns, old: _Run = "", new: _Run = ""
) -> Response:
    """What changed from one run to another."""
    with refusals():
        compared = runs.compare(old, new)
        pair = runs.get(old), runs.get(new)
    return frame.page("evaluation_compare.html", compared=compared, old=pair[0], new=pair[1])


def _evaluation_page(
    frame: Frame, runs: EvaluationRuns, page: int, status: int = 200, **context: Any
) -> Response:
    every = runs.all()
    asked = {name for run in every for name in run.figures.get("suites", {})}
    return frame.page(
        "evaluation.html",
        status,
        runs=every[(page - 1) * PAGE : page * PAGE],
        total=len(every),
        page=page,
        pages=max(1, -(-len(every) // PAGE)),
        suites=sorted(asked | suites_of_cases()),
        running=runs.running,
        comparable=[run for run in every if run.cases][:50],
        **context,
    )
