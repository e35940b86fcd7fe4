"""The measures over all replies of a Run, each with its interval and its limit."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from assistant.answer import Reason, Status
from evals import bootstrap
from evals.bootstrap import Interval
from evals.calibration import area_under_risk, calibration_error, claims, risk_coverage
from evals.floors import Limit
from evals.judge import Result, Scores
from evals.metrics import f1, mean, percentile, share

ABSTENTION_SUITES = frozenset({"answers", "abstention"})
FEWEST_CLAIMS = 100
"""With fewer replies the calibration error says more about chance than about the confidence."""
_MEANS: Mapping[str, Callable[[Scores], float | None]] = {
    "outcome_accuracy": lambda scores: scores.outcome,
    "facts_found": lambda scores: scores.facts,
    "citation_precision": lambda scores: scores.citation_precision,
    "sentence_precision": lambda scores: scores.sentence_precision,
    "recall@5": lambda scores: scores.ranking.recall_at_5,
    "ndcg@10": lambda scores: scores.ranking.ndcg_at_10,
}


@dataclass(frozen=True, slots=True)
class Figure:
    """One measure; None where it is undefined."""

    name: str
    value: float | None
    interval: Interval | None = None
    limit: Limit | None = None

    @property
    def met(self) -> bool:
        """Whether the value keeps its limit, where there is one."""
        return self.limit is None or self.limit.allows(self.value)


def measure(results: Sequence[Result], limits: Mapping[str, Limit]) -> tuple[Figure, ...]:
    """Every measure over these Results."""
    asked = [r for r in results if r.case.expect.status]
    found = [
        *(_mean(name, [score(r.scores) for r in results]) for name, score in _MEANS.items()),
        *_abstention(asked),
        *_alarms(asked),
        *_confidence(asked),
        *_latency(asked),
    ]
    return tuple(replace(figure, limit=limits.get(figure.name)) for figure in found)


def _mean(name: str, values: Iterable[float | None]) -> Figure:
    defined = [value for value in values if value is not None]
    return Figure(name, mean(defined), bootstrap.of_mean(defined) if defined else None)


def _abstention(asked: Sequence[Result]) -> list[Figure]:
    """Whether what cannot be answered is left unanswered, and nothing else is.

    Cases that may be answered or not are left out. An error counts as the wrong choice. Defined
    only where both Suites were run.
    """
    names = ("abstention_precision", "abstention_recall", "abstention_f1")
    cases = [r for r in asked if r.case.suite in ABSTENTION_SUITES and not _open(r)]
    if {r.case.suite for r in cases} != ABSTENTION_SUITES:
        return [Figure(name, None) for name in names]
    pairs = [(_is_gap(r), _abstained(r)) for r in cases]
    right, missed, wrong, rest = (
        pairs.count(pair) for pair in ((True, True), (True, False), (False, True), (False, False))
    )

    def f1s(drawn: np.ndarray) -> np.ndarray:
        hits, either = 2 * drawn[:, 0], 2 * drawn[:, 0] + drawn[:, 1] + drawn[:, 2]
        # A resample without any gap, found or claimed, has nothing wrong in it.
        found: np.ndarray = np.divide(hits, either, out=np.ones(len(drawn)), where=either > 0)
        return found

    interval = bootstrap.of_counts((right, missed, wrong, rest), f1s)
    return [
        Figure(names[0], share(right, right + wrong)),
        Figure(names[1], share(right, right + missed)),
        Figure(names[2], f1(right, missed, wrong), interval),
    ]


def _statuses(result: Result) -> set[str]:
    expect = result.case.expect
    return {outcome.partition("/")[0] for outcome in (*expect.outcomes, *expect.also)}


def _open(result: Result) -> bool:
    statuses = _statuses(result)
    return Status.UNANSWERED in statuses and len(statuses) > 1


def _is_gap(result: Result) -> bool:
    return result.case.expect.status is Status.UNANSWERED


def _abstained(result: Result) -> bool:
    if result.observed.error:
        return not _is_gap(result)
    return result.observed.status == Status.UNANSWERED


def _alarms(asked: Sequence[Result]) -> list[Figure]:
    """How many questions that nobody needs to decline are declined all the same."""
    clean = [r for r in asked if Status.DECLINED not in _statuses(r)]
    declined = [r.observed.reason for r in clean if r.observed.status == Status.DECLINED]
    off_topic = declined.count(Reason.OFF_TOPIC)
    counts = {"false_alarms": len(declined) - off_topic, "off_topic_alarms": off_topic}
    return [
        Figure(name, share(count, len(clean)), bootstrap.of_share(count, len(clean)))
        for name, count in counts.items()
    ]


def _confidence(asked: Sequence[Result]) -> list[Figure]:
    told = claims(asked)
    error, interval = calibration_error(told)
    if len(told) < FEWEST_CLAIMS:
        error = None
    return [
        Figure("calibration_error", error, interval if error is not None else None),
        Figure("area_under_risk", area_under_risk(risk_coverage(told))),
    ]


def _latency(asked: Sequence[Result]) -> list[Figure]:
    turns = [seen for r in asked for seen in (*r.observed.earlier, r.observed)]
    latencies = [seen.latency_ms for seen in turns if not seen.error]
    return [
        Figure("latency_p50_ms", percentile(latencies, 0.50)),
        Figure("latency_p95_ms", percentile(latencies, 0.95)),
    ]
