"""Whether a confidence of 0.9 means that nine in ten such replies are right.

Only replies that claim something are looked at: answered, and unanswered because the Sources are
silent. The calibration error is the mean distance between confidence and share of right replies
over bins of equal mass: confidences crowd near 1, where bins of equal width would be one bin.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from assistant.answer import Reason, Status
from evals.bootstrap import Interval, of_rows
from evals.judge import Result

BINS = 10
CLAIMS = frozenset({Status.ANSWERED.value, f"{Status.UNANSWERED}/{Reason.NOT_STATED}"})
"""Outcomes of replies that claim something."""


@dataclass(frozen=True, slots=True)
class Claim:
    """One reply: how sure it was, and whether it was right."""

    confidence: float
    right: bool


@dataclass(frozen=True, slots=True)
class Bin:
    """A tenth of the replies, by confidence."""

    replies: int
    confidence: float
    right: float
    """The share of right replies."""


@dataclass(frozen=True, slots=True)
class Point:
    """If only replies at least this confident were given: their share, and how many are wrong."""

    confidence: float
    coverage: float
    risk: float


def claims(results: Iterable[Result]) -> list[Claim]:
    """The replies that claim something, the surest first."""
    found = [
        Claim(r.observed.confidence, r.passed)
        for r in results
        if r.observed.outcome in CLAIMS and r.observed.confidence is not None
    ]
    return sorted(found, key=lambda claim: -claim.confidence)


def bins(told: Sequence[Claim]) -> list[Bin]:
    """The replies in bins of equal mass, the least sure first; fewer bins for fewer replies."""
    groups = [[told[i] for i in part] for part in _parts(len(told))]
    return [
        Bin(
            replies=len(group),
            confidence=sum(c.confidence for c in group) / len(group),
            right=sum(c.right for c in group) / len(group),
        )
        for group in reversed(groups)
    ]


def calibration_error(told: Sequence[Claim]) -> tuple[float | None, Interval]:
    """The expected calibration error with its interval; undefined without replies."""
    if not told:
        return None, (0.0, 1.0)
    distances = ((b.replies, abs(b.confidence - b.right)) for b in bins(told))
    error = sum(n * distance for n, distance in distances) / len(told)
    confidence = np.array([c.confidence for c in told])
    right = np.array([c.right for c in told], dtype=float)
    edges = [int(part[0]) for part in _parts(len(told))]

    def errors(rows: np.ndarray) -> np.ndarray:
        # Positions in ascending order are confidences in descending order.
        drawn = np.sort(rows, axis=1)
        gaps = np.add.reduceat(confidence[drawn] - right[drawn], edges, axis=1)
        found: np.ndarray = np.abs(gaps).sum(axis=1) / len(told)
        return found

    return error, of_rows(len(told), errors)


def risk_coverage(told: Sequence[Claim]) -> list[Point]:
    """The share of wrong replies among the surest, for every confidence that occurs."""
    points: list[Point] = []
    wrong = 0
    for place, claim in enumerate(told, 1):
        wrong += not claim.right
        if place == len(told) or told[place].confidence < claim.confidence:
            points.append(Point(claim.confidence, place / len(told), wrong / place))
    return points


def area_under_risk(points: Sequence[Point]) -> float | None:
    """The mean risk over all coverages; undefined without replies."""
    if not points:
        return None
    before = 0.0
    area = 0.0
    for point in points:
        area += point.risk * (point.coverage - before)
        before = point.coverage
    return area


def _parts(replies: int) -> list[np.ndarray]:
    """The positions of each bin."""
    return np.array_split(np.arange(replies), min(BINS, replies)) if replies else []
