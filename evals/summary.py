"""Results -> figures per Suite, slice and Run, against their floors."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from evals.errors import InvalidCases
from evals.judge import Result
from evals.metrics import mean, percentile, wilson
from evals.ranking import average

FLOORS = Path(__file__).parent / "floors.yaml"


class Floors(BaseModel):
    """The least share of Cases that must pass."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    default: float = Field(default=0.95, ge=0.0, le=1.0)
    overall: float = Field(default=0.95, ge=0.0, le=1.0)
    suites: dict[str, float] = {}

    def of(self, suite: str) -> float:
        """The floor of one Suite."""
        return self.suites.get(suite, self.default)


@dataclass(frozen=True, slots=True)
class Rate:
    """How many of some Cases passed."""

    name: str
    cases: int
    passed: int
    failing: tuple[str, ...]
    floor: float | None = None

    @property
    def share(self) -> float:
        """Passed of all; errors and missing replies are in the denominator."""
        return self.passed / self.cases if self.cases else 1.0

    @property
    def interval(self) -> tuple[float, float]:
        """The 95 % interval of the share."""
        low, high = wilson(self.passed, self.cases)
        return (round(low, 4), round(high, 4))

    @property
    def met(self) -> bool:
        """Whether the share reaches the floor, where there is one."""
        return self.floor is None or self.share >= self.floor


@dataclass(frozen=True, slots=True)
class Summary:
    """The figures of a Run."""

    suites: tuple[Rate, ...]
    overall: Rate
    slices: Mapping[str, tuple[Rate, ...]]
    """By language, topic and expected outcome."""
    metrics: Mapping[str, float | None]
    invariants_broken: tuple[str, ...]
    """Ids of the Cases whose reply breaks one."""

    @property
    def problems(self) -> list[str]:
        """Why the gate is shut; empty when it is open."""
        low = [
            f"{rate.name}: {rate.share:.1%} of {rate.cases} cases, the floor is {rate.floor:.1%}"
            for rate in [*self.suites, self.overall]
            if not rate.met
        ]
        if self.invariants_broken:
            low.append(f"an invariant is broken by {', '.join(self.invariants_broken)}")
        return low


def read_floors(path: Path = FLOORS) -> Floors:
    """The floors of a file; raises InvalidCases."""
    try:
        return Floors.model_validate(yaml.safe_load(path.read_text(encoding="utf-8")))
    except (OSError, yaml.YAMLError, ValidationError) as error:
        raise InvalidCases([f"{path.name}: not a file of floors: {error}"]) from error


def summarise(results: Sequence[Result], floors: Floors) -> Summary:
    """The figures of these Results."""
    suites = [
        _rate(name, group, floors.of(name))
        for name, group in _groups(results, lambda r: r.case.suite).items()
    ]
    slices = {
        "language": _slice(results, lambda r: r.case.language),
        "topic": _slice(results, lambda r: r.case.topic),
        "outcome": _slice(results, expected_outcome),
        "turns": _slice(results, lambda r: "several" if len(r.case.turns) > 1 else "one"),
    }
    broken = tuple(r.case.id for r in results if r.broken)
    overall = _rate("overall", results, floors.overall)
    return Summary(tuple(suites), overall, slices, _metrics(results), broken)


def expected_outcome(result: Result) -> str:
    """Status and reason that the Case asks for, in one word."""
    expect = result.case.expect
    return f"{expect.status}/{expect.reasons[0]}" if expect.reasons else expect.status.value


def _metrics(results: Sequence[Result]) -> dict[str, float | None]:
    ranking = average([r.scores.ranking for r in results])
    turns = [seen for r in results for seen in (*r.observed.earlier, r.observed)]
    latencies = [seen.latency_ms for seen in turns if not seen.error]
    means = {
        "outcome_accuracy": mean(r.scores.outcome for r in results),
        "facts_found": mean(r.scores.facts for r in results),
        "citation_precision": mean(r.scores.citation_precision for r in results),
        "sentence_precision": mean(r.scores.sentence_precision for r in results),
        "recall@5": ranking.recall_at_5,
        "ndcg@10": ranking.ndcg_at_10,
    }
    latency = {
        "latency_p50_ms": percentile(latencies, 0.50),
        "latency_p95_ms": percentile(latencies, 0.95),
    }
    shown = {name: None if v is None else round(v, 4) for name, v in means.items()}
    return shown | {name: None if v is None else round(v, 1) for name, v in latency.items()}


def _slice(results: Iterable[Result], key: Callable[[Result], str]) -> tuple[Rate, ...]:
    return tuple(_rate(name, group) for name, group in sorted(_groups(results, key).items()))


def _groups(results: Iterable[Result], key: Callable[[Result], str]) -> dict[str, list[Result]]:
    groups: defaultdict[str, list[Result]] = defaultdict(list)
    for result in results:
        groups[key(result)].append(result)
    return dict(groups)


def _rate(name: str, results: Sequence[Result], floor: float | None = None) -> Rate:
    failing = tuple(r.case.id for r in results if not r.passed)
    return Rate(name, len(results), len(results) - len(failing), failing, floor)
