"""A Run as results.json, and what later Runs read of it."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, TypeAdapter, ValidationError

from evals.errors import InvalidRun
from evals.judge import Result
from evals.measures import Figure
from evals.run import Run
from evals.summary import Rate, Slices, Summary

FORMAT = 1
FILE = "results.json"
_result = TypeAdapter(Result)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What an earlier Run says of one Case; `question` tells whether the Case is still the same."""

    passed: bool
    outcome: str
    question: str
    suite: str = ""


@dataclass(frozen=True, slots=True)
class Record:
    """An earlier Run as far as it can be compared."""

    name: str
    outcomes: Mapping[str, Outcome]


def as_json(run: Run, summary: Summary) -> dict[str, Any]:
    """All that is known of a Run."""
    return {
        "format": FORMAT,
        "started_at": run.started_at.isoformat(timespec="seconds"),
        "seconds": round(run.seconds, 1),
        "target": run.target,
        "revision": run.revision,
        "configuration": dict(run.configuration),
        **figures_json(summary),
        "slices": _slices_json(summary.slices),
        "suite_slices": {name: _slices_json(s) for name, s in summary.suite_slices.items()},
        "results": [_result_json(result) for result in run.results],
    }


def figures_json(summary: Summary) -> dict[str, Any]:
    """The figures that `eval run --json` prints."""
    overall = rate_json(summary.overall) | summary.metrics
    return {
        "suites": {rate.name: rate_json(rate) for rate in summary.suites},
        "overall": overall | {"invariants_broken": list(summary.invariants_broken)},
        "measures": {f.name: _figure_json(f, summary.metrics[f.name]) for f in summary.figures},
    }


def rate_json(rate: Rate) -> dict[str, Any]:
    """Cases, passed, floor, interval, how that was found, and failing ids of one group."""
    return {
        "cases": rate.cases,
        "passed": rate.passed,
        "floor": rate.floor,
        "interval": list(rate.interval),
        "interval_by": rate.interval_by,
        "failing": list(rate.failing),
    }


def _slices_json(slices: Slices) -> dict[str, Any]:
    return {kind: {r.name: rate_json(r) for r in rates} for kind, rates in slices.items()}


def _figure_json(figure: Figure, value: float | None) -> dict[str, Any]:
    return {
        "value": value,
        "interval": None if figure.interval is None else [round(v, 4) for v in figure.interval],
        "limit": None if figure.limit is None else figure.limit.model_dump(exclude_none=True),
        "met": figure.met,
    }


def write_record(folder: Path, content: Mapping[str, Any]) -> Path:
    """Write results.json."""
    path = folder / FILE
    path.write_text(json.dumps(content, ensure_ascii=False, indent=1), encoding="utf-8")
    return path


class _Case(BaseModel):
    model_config = ConfigDict(extra="ignore")
    id: str
    suite: str = ""
    turns: list[str]
    expect: dict[str, Any]

    @property
    def asked(self) -> str:
        """Changes with the question and with what is expected, not with a new empty field."""
        expected = {key: value for key, value in self.expect.items() if value}
        return json.dumps([self.turns, expected], sort_keys=True)


class _Entry(BaseModel):
    model_config = ConfigDict(extra="ignore")
    case: _Case
    passed: bool
    outcome: str


class _File(BaseModel):
    model_config = ConfigDict(extra="ignore")
    format: int
    started_at: str
    results: list[_Entry]


def read_record(path: Path) -> Record:
    """The Run of a results.json, or of the folder that holds it; raises InvalidRun."""
    path = path / FILE if path.is_dir() else path
    try:
        file = _File.model_validate_json(path.read_bytes())
    except (OSError, ValidationError) as error:
        raise InvalidRun(f"{path}: not the {FILE} of `techforce eval run`: {error}") from error
    if file.format > FORMAT:
        raise InvalidRun(f"{path}: written by a newer version (format {file.format})")
    return Record(f"{path.parent.name} ({file.started_at})", _outcomes(file.results))


def record_of(run: Run) -> Record:
    """A Run of this process, to compare with an earlier one."""
    entries = [_Entry.model_validate(_result_json(result)) for result in run.results]
    return Record("this run", _outcomes(entries))


def _outcomes(entries: Sequence[_Entry]) -> dict[str, Outcome]:
    return {e.case.id: Outcome(e.passed, e.outcome, e.case.asked, e.case.suite) for e in entries}


def _result_json(result: Result) -> dict[str, Any]:
    content: dict[str, Any] = _result.dump_python(result, mode="json")
    scores = asdict(result.scores)
    scores |= result.scores.ranking.as_json()
    del scores["ranking"]
    verdict = {"passed": result.passed, "outcome": result.observed.outcome}
    return content | verdict | {"scores": scores}
