"""What is measured of each system, and how two of them compare."""

from __future__ import annotations

import math
import statistics
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

Figures = Mapping[str, float]
"""Values by the name of what was measured."""

CLIENTS = (1, 8, 64)


@dataclass(frozen=True, slots=True)
class Measure:
    """Something that is measured, how it is written, and whether more of it is better."""

    name: str
    label: str
    unit: str
    more: bool = False
    aim: float | None = None
    """How many times better than the LangChain build this project wants to be."""


MEASURES = (
    Measure("start_s", "process start to first answer", "s", aim=5.0),
    Measure("ingested_per_s", "passages ingested", "a second", more=True, aim=3.0),
    Measure("query_p50_ms", "question, p50", "ms", aim=5.0),
    Measure("query_p95_ms", "question, p95", "ms"),
    *(Measure(f"rate_{n}", f"answers, {n} clients", "a second", more=True) for n in CLIENTS),
    Measure("memory_mb", "memory after the first answer", "MB", aim=2.0),
    Measure("peak_mb", "most memory, answering", "MB"),
    Measure("ingestion_peak_mb", "most memory, ingesting", "MB"),
)
NAMED = {measure.name: measure for measure in MEASURES}


@dataclass(frozen=True, slots=True)
class Spread:
    """The middle of several values, the least and the greatest."""

    middle: float
    low: float
    high: float


def spread(values: Sequence[float]) -> Spread | None:
    """The spread of the values; None without any."""
    if not values:
        return None
    return Spread(statistics.median(values), min(values), max(values))


def share(values: Sequence[float], part: float) -> float | None:
    """The least value that this part of all is not above; None without any."""
    if not values:
        return None
    return sorted(values)[max(0, math.ceil(part * len(values)) - 1)]


def times_better(
    measure: Measure, ours: Sequence[Figures], other: Sequence[Figures]
) -> list[float]:
    """How many times better ours is, round by round: what else the machine does slows both.

    Rounds in which either has no value above zero are left out.
    """
    found = []
    for mine, its in zip(ours, other, strict=False):
        better, worse = (mine, its) if measure.more else (its, mine)
        top, base = better.get(measure.name, 0.0), worse.get(measure.name, 0.0)
        if top > 0 and base > 0:
            found.append(top / base)
    return found
