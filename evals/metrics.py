"""What is measured, as pure functions; undefined is None, never zero."""

from __future__ import annotations

import math
from collections.abc import Collection, Iterable, Sequence


def share(part: int, whole: int) -> float | None:
    """part of whole; None where there is nothing to be a share of."""
    return part / whole if whole else None


def mean(values: Iterable[float | None]) -> float | None:
    """The mean of the defined values; None where none is."""
    defined = [value for value in values if value is not None]
    return sum(defined) / len(defined) if defined else None


def citation_precision(cited: Collection[str], expected: Collection[str]) -> float | None:
    """Share of the cited Sources that state the facts; None where none is cited or expected."""
    if not expected:
        return None
    return share(len(set(cited) & set(expected)), len(set(cited)))


def sentence_precision(
    sentences: Sequence[Collection[str]], expected: Collection[str]
) -> float | None:
    """Share of the sentences, each given by the Sources it cites, that cite an expected one."""
    if not expected:
        return None
    return share(sum(bool(set(cited) & set(expected)) for cited in sentences), len(sentences))


def f1(right: int, missed: int, wrong: int) -> float | None:
    """Harmonic mean of precision and recall; None where there was nothing to find or say."""
    return share(2 * right, 2 * right + missed + wrong)


def wilson(passed: int, cases: int, z: float = 1.959964) -> tuple[float, float]:
    """The 95 % interval of a pass rate, good for small numbers and for rates near 1."""
    if not cases:
        return (0.0, 1.0)
    rate, square = passed / cases, z * z
    middle = (rate + square / (2 * cases)) / (1 + square / cases)
    spread = math.sqrt(rate * (1 - rate) / cases + square / (4 * cases * cases))
    half = z * spread / (1 + square / cases)
    return (max(0.0, middle - half), min(1.0, middle + half))


def percentile(values: Iterable[float], share_below: float) -> float | None:
    """The value below which that share lies (between neighbours, linearly); None for no values."""
    ranked = sorted(values)
    if not ranked:
        return None
    place = share_below * (len(ranked) - 1)
    low = math.floor(place)
    high = min(low + 1, len(ranked) - 1)
    return ranked[low] + (ranked[high] - ranked[low]) * (place - low)


def mcnemar(fixed: int, broken: int) -> float:
    """How likely a difference at least this uneven is by chance: exact, two-sided.

    Only the Cases that changed count; without a difference it is 1.
    """
    changed, fewer = fixed + broken, min(fixed, broken)
    ways: int = sum(math.comb(changed, k) for k in range(fewer + 1))
    halves: int = 2**changed
    return min(1.0, 2 * ways / halves)
