"""The charts of the report as plain geometry; the templates draw them as SVG."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from evals.calibration import Bin, Point
from evals.run import Run

WIDTH, HEIGHT = 400, 280
_BOUNDS_MS = (5, 10, 20, 40, 70, 100, 200, 500)
_LOWEST_TOP = 0.05  # a curve of hardly any risk must not fill the chart
_ROWS = 10


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar of a histogram; `share` is of the longest."""

    label: str
    count: int
    share: float


@dataclass(frozen=True, slots=True)
class Mark:
    """A point of a chart in its coordinates, with the figures behind it."""

    x: float
    y: float
    bin: Bin


@dataclass(frozen=True, slots=True)
class Curve:
    """A line through points; `top` is the value at the upper edge."""

    path: str
    top: float
    rows: tuple[Point, ...]
    """Some of its points, for the table behind it."""


def reliability(bins: Sequence[Bin]) -> list[Mark]:
    """Confidence to the right, share of right replies upwards, both from 0 to 1."""
    return [Mark(_x(b.confidence), _y(b.right, 1.0), b) for b in bins]


def risk_curve(points: Sequence[Point]) -> Curve | None:
    """Coverage to the right, risk upwards; None without points."""
    if not points:
        return None
    top = min(1.0, max(_LOWEST_TOP, math.ceil(20 * max(p.risk for p in points)) / 20))
    path = " ".join(f"{_x(p.coverage)},{_y(p.risk, top)}" for p in points)
    wanted = (n / _ROWS for n in range(1, _ROWS + 1))
    rows = (next(p for p in points if p.coverage >= share - 1e-9) for share in wanted)
    return Curve(path, top, tuple(dict.fromkeys(rows)))


def latencies(run: Run) -> list[Bar]:
    """How many turns took how long."""
    turns = [seen for r in run.results for seen in (*r.observed.earlier, r.observed)]
    known = [seen.latency_ms for seen in turns if seen.status and not seen.error]
    edges = [0.0, *_BOUNDS_MS, math.inf]
    counts = [
        (low, high, sum(low <= ms < high for ms in known))
        for low, high in zip(edges, edges[1:], strict=False)
    ]
    most = max((count for _, _, count in counts), default=0)
    return [Bar(_span(low, high), count, count / most) for low, high, count in counts if count]


def _x(share: float) -> float:
    return round(WIDTH * share, 1)


def _y(value: float, top: float) -> float:
    return round(HEIGHT * (1 - value / top), 1)


def _span(low: float, high: float) -> str:
    return f"{low:g} ms and more" if high == math.inf else f"{low:g} to {high:g} ms"
