"""Evaluation runs as JSON."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import Path, Query

from api.accounts.access import Editor, Reader, TheAccounts
from api.admin import documents_schemas as schemas
from api.admin.route import admin_router
from api.console.evaluation import PAGE, TheRuns, refusals

router = admin_router()
_Name = Annotated[str, Query(max_length=60)]
_Page = Annotated[int, Query(ge=1, le=10_000)]


@router.get("/runs")
def evaluation_runs(_: Reader, runs: TheRuns, page: _Page = 1) -> schemas.EvaluationRuns:
    """Evaluations, the latest first."""
    every = runs.all()
    shown = every[(page - 1) * PAGE : page * PAGE]
    return schemas.EvaluationRuns(
        runs=tuple(schemas.to_run(run, whole=False) for run in shown), total=len(every), page=page
    )


@router.post("/runs", status_code=202)
def begin_run(
    me: Editor, accounts: TheAccounts, runs: TheRuns, asked: schemas.RunRequest
) -> schemas.EvaluationRun:
    """Begin an evaluation."""
    with refusals():
        name = runs.begin(asked.suites, me.who)
    accounts.audit.record(me.who, "evaluation.begin", name, suites=list(asked.suites))
    return schemas.to_run(runs.get(name), whole=False)


@router.get("/runs/compare")
def compare_runs(_: Reader, runs: TheRuns, old: _Name, new: _Name) -> dict[str, Any]:
    """What changed from one evaluation to another, as `techforce eval compare --json` prints it."""
    with refusals():
        return runs.compare(old, new)


@router.get("/runs/{run_id}")
def evaluation_run(
    _: Reader, runs: TheRuns, run_id: Annotated[str, Path(max_length=60)]
) -> schemas.EvaluationRun:
    """One evaluation with its figures."""
    with refusals():
        return schemas.to_run(runs.get(run_id), whole=True)
