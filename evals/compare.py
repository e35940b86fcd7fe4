"""What changed between two Runs, and whether it is more than chance."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from evals import bootstrap
from evals.bootstrap import Interval
from evals.metrics import mcnemar
from evals.record import Record

SIGNIFICANT = 0.05


@dataclass(frozen=True, slots=True)
class Change:
    """One Case that came out differently."""

    id: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Difference:
    """How far the shares of passed Cases lie apart, over Cases that are the same in both Runs."""

    name: str
    cases: int
    before: int
    after: int
    interval: Interval
    """The 95 % interval of the difference: each Case is compared with itself."""

    @property
    def change(self) -> float:
        """The later share minus the earlier one."""
        return (self.after - self.before) / self.cases if self.cases else 0.0


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two Runs over the Cases that are the same in both."""

    overall: Difference
    suites: tuple[Difference, ...]
    fixed: tuple[Change, ...]
    broken: tuple[Change, ...]
    other: tuple[Change, ...]
    """Another outcome, and still right or still wrong."""
    edited: tuple[str, ...]
    """Cases whose question or expectation is another now: not compared."""
    only_before: tuple[str, ...]
    only_after: tuple[str, ...]

    @property
    def p_value(self) -> float:
        """Exact McNemar test on the Cases that were fixed or broken."""
        return mcnemar(len(self.fixed), len(self.broken))

    @property
    def beyond_noise(self) -> bool:
        """Whether chance alone would hardly make such a difference."""
        return self.p_value < SIGNIFICANT

    def as_json(self) -> dict[str, Any]:
        """What `eval compare --json` prints."""
        return {
            "compared": self.overall.cases,
            "passed": {"before": self.overall.before, "after": self.overall.after},
            "difference": _difference_json(self.overall),
            "suites": {d.name: _difference_json(d) for d in self.suites},
            "fixed": _as_json(self.fixed),
            "broken": _as_json(self.broken),
            "other_outcome": _as_json(self.other),
            "edited": list(self.edited),
            "only_before": list(self.only_before),
            "only_after": list(self.only_after),
            "p_value": round(self.p_value, 6),
            "beyond_noise": self.beyond_noise,
        }


def compare(before: Record, after: Record) -> Comparison:
    """What changed from one Run to the other."""
    shared = [i for i in before.outcomes if i in after.outcomes]
    same = [i for i in shared if before.outcomes[i].question == after.outcomes[i].question]
    pairs = [(i, before.outcomes[i], after.outcomes[i]) for i in same]
    by_suite: defaultdict[str, list[tuple[bool, bool]]] = defaultdict(list)
    for _, a, b in pairs:
        by_suite[b.suite].append((a.passed, b.passed))
    changes = [(Change(i, a.outcome, b.outcome), a.passed, b.passed) for i, a, b in pairs]
    return Comparison(
        overall=_difference("overall", [(a.passed, b.passed) for _, a, b in pairs]),
        suites=tuple(_difference(name, passed) for name, passed in by_suite.items()),
        fixed=tuple(c for c, a, b in changes if b and not a),
        broken=tuple(c for c, a, b in changes if a and not b),
        other=tuple(c for c, a, b in changes if a == b and c.before != c.after),
        edited=tuple(i for i in shared if i not in set(same)),
        only_before=tuple(i for i in before.outcomes if i not in after.outcomes),
        only_after=tuple(i for i in after.outcomes if i not in before.outcomes),
    )


def _difference(name: str, passed: Sequence[tuple[bool, bool]]) -> Difference:
    fixed, broken = passed.count((False, True)), passed.count((True, False))
    cases = len(passed)
    interval = (
        (0.0, 0.0)
        if not cases
        else bootstrap.of_counts(
            (fixed, broken, cases - fixed - broken),
            lambda drawn: (drawn[:, 0] - drawn[:, 1]) / cases,
        )
    )
    before = sum(a for a, _ in passed)
    return Difference(name, cases, before, before + fixed - broken, interval)


def _difference_json(difference: Difference) -> dict[str, Any]:
    return {
        "cases": difference.cases,
        "before": difference.before,
        "after": difference.after,
        "change": round(difference.change, 4),
        "interval": [round(bound, 4) for bound in difference.interval],
    }


def _as_json(changes: Sequence[Change]) -> list[dict[str, str]]:
    return [{"id": c.id, "before": c.before, "after": c.after} for c in changes]
