"""95 % intervals by the percentile bootstrap: with one seed, so that equal Runs show equal figures.

All resamples are drawn at once: counts as multinomial draws, other values as rows of positions.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import lru_cache

import numpy as np

RESAMPLES = 2000
_SEED = 20251215
_BOUNDS = (2.5, 97.5)
Interval = tuple[float, float]
Statistic = Callable[[np.ndarray], np.ndarray]
"""From rows of resampled items to one value a row."""


def of_counts(counts: Sequence[int], statistic: Statistic) -> Interval:
    """The interval of a statistic of counts, such as right and wrong; `statistic` gets one row of
    counts a resample."""
    total = sum(counts)
    if not total:
        return (0.0, 1.0)
    drawn = _generator().multinomial(total, np.array(counts) / total, RESAMPLES)
    return _bounds(statistic(drawn.astype(float)))


def of_share(part: int, whole: int) -> Interval:
    """The interval of part of whole."""
    return of_counts((part, whole - part), lambda drawn: drawn[:, 0] / whole)


def of_mean(values: Sequence[float]) -> Interval:
    """The interval of a mean."""
    known = np.array(values)
    return of_rows(len(values), lambda rows: known[rows].mean(axis=1))


def of_rows(items: int, statistic: Statistic) -> Interval:
    """The interval of any statistic; it gets the positions of the drawn items, a row a resample."""
    return _bounds(statistic(_rows(items))) if items else (0.0, 1.0)


@lru_cache(maxsize=8)
def _rows(items: int) -> np.ndarray:
    return _generator().integers(items, size=(RESAMPLES, items), dtype=np.int32)


def _generator() -> np.random.Generator:
    return np.random.default_rng(_SEED)


def _bounds(values: np.ndarray) -> Interval:
    low, high = np.percentile(values, _BOUNDS)
    return (float(low), float(high))
