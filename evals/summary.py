"""Results -> figures per Suite, slice and Run, against their floors."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from evals import bootstrap
from evals.bootstrap import Interval
from evals.cases import PARITY
from evals.floors import Floors, SuiteFloors
from evals.judge import Result
from evals.measures import Figure, measure
from evals.metrics import wilson

Method = Literal["bootstrap", "wilson"]


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
    def interval_by(self) -> Method:
        """Where all pass, or none, a resample is always the same: then Wilson's interval."""
        return "bootstrap" if 0 < self.passed < self.cases else "wilson"

    @property
    def interval(self) -> Interval:
        """The 95 % interval of the share."""
        of_share = bootstrap.of_share if self.interval_by == "bootstrap" else wilson
        low, high = of_share(self.passed, self.cases)
        return (round(low, 4), round(high, 4))

    @property
    def met(self) -> bool:
        """Whether the share reaches the floor, where there is one."""
        return self.floor is None or self.share >= self.floor


Slices = Mapping[str, tuple[Rate, ...]]
"""Rates by kind of slice: language, topic, outcome and more."""


@dataclass(frozen=True, slots=True)
class Summary:
    """The figures of a Run."""

    suites: tuple[Rate, ...]
    overall: Rate
    slices: Slices
    """Over all Suites; the floors are on `suite_slices`."""
    suite_slices: Mapping[str, Slices]
    figures: tuple[Figure, ...]
    invariants_broken: tuple[str, ...]
    """Ids of the Cases whose reply breaks one."""

    @property
    def metrics(self) -> dict[str, float | None]:
        """The measures by name, rounded."""
        return {
            f.name: None if f.value is None else round(f.value, 1 if f.name.endswith("_ms") else 4)
            for f in self.figures
        }

    @property
    def problems(self) -> list[str]:
        """Why the gate is shut; empty when it is open."""
        low = [_under(rate.name, rate) for rate in [*self.suites, self.overall] if not rate.met]
        for suite, slices in self.suite_slices.items():
            for kind, rates in slices.items():
                low += [_under(f"{suite}, {kind} {r.name}", r) for r in rates if not r.met]
        low += [f"{f.name}: {f.value:.4f}, must be {f.limit}" for f in self.figures if not f.met]
        if self.invariants_broken:
            low.append(f"an invariant is broken by {', '.join(self.invariants_broken)}")
        return low


def summarise(results: Sequence[Result], floors: Floors) -> Summary:
    """The figures of these Results."""
    by_suite = _groups(results, lambda r: r.case.suite)
    sliced = {name: group for name, group in by_suite.items() if name != PARITY}
    return Summary(
        suites=tuple(_rate(n, group, floors.of(n).share) for n, group in by_suite.items()),
        overall=_rate("overall", results, floors.overall),
        slices=_slices([r for group in sliced.values() for r in group]),
        suite_slices={
            name: _with_floors(_slices(group), floors.of(name), floors.smallest_slice)
            for name, group in sliced.items()
        },
        figures=measure(results, floors.measures),
        invariants_broken=tuple(r.case.id for r in results if r.broken),
    )


def expected_outcome(result: Result) -> str:
    """Status and reason that the Case asks for, in one word."""
    return next(iter(result.case.expect.outcomes), "passages")


_KINDS: Mapping[str, Callable[[Result], str]] = {
    "language": lambda r: r.case.language,
    "topic": lambda r: r.case.topic,
    "outcome": expected_outcome,
    "turns": lambda r: "several" if len(r.case.turns) > 1 else "one",
    "trap": lambda r: r.case.trap or "none",
}


def _slices(results: Sequence[Result]) -> Slices:
    return {
        kind: tuple(_rate(name, group) for name, group in sorted(_groups(results, key).items()))
        for kind, key in _KINDS.items()
    }


def _with_floors(slices: Slices, floors: SuiteFloors, smallest: int) -> Slices:
    return {
        kind: tuple(
            replace(rate, floor=floors.of(kind) if rate.cases >= smallest else None)
            for rate in rates
        )
        for kind, rates in slices.items()
    }


def _groups(results: Iterable[Result], key: Callable[[Result], str]) -> dict[str, list[Result]]:
    groups: defaultdict[str, list[Result]] = defaultdict(list)
    for result in results:
        groups[key(result)].append(result)
    return dict(groups)


def _rate(name: str, results: Sequence[Result], floor: float | None = None) -> Rate:
    failing = tuple(r.case.id for r in results if not r.passed)
    return Rate(name, len(results), len(results) - len(failing), failing, floor)


def _under(name: str, rate: Rate) -> str:
    return f"{name}: {rate.share:.1%} of {rate.cases} cases, the floor is {rate.floor:.1%}"
