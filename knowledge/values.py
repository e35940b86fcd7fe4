"""Typed values that statements hold, and whether two of them can both be true."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from math import isclose


class ValueKind(StrEnum):
    """What sort of thing a value tells."""

    MONEY = "money"
    COUNT = "count"
    PERCENT = "percent"
    DURATION = "duration"
    AGE = "age"
    DATE = "date"
    SCALE = "scale"
    """One of two opposites, such as junior and senior; the unit names the scale."""
    POLARITY = "polarity"
    """A statement as such, said or denied."""


class Bound(StrEnum):
    """How a quantity limits what it tells of."""

    EXACT = "exact"
    LEAST = "least"
    MOST = "most"
    OVER = "over"
    """More than so much, as a way of speaking: no limit that anyone set."""


@dataclass(frozen=True, slots=True)
class Value:
    """A value and where it stands in its sentence.

    Quantities lie between `low` and `high`; `slack` is the share by which an approximate one may
    be off. Dates are days since year 0, those without a year lie within year 0. `noun` is where
    the counted things are named, empty where they are not.
    """

    kind: ValueKind
    unit: str
    low: float
    high: float
    start: int
    end: int
    bound: Bound = Bound.EXACT
    slack: float = 0.0
    noun: tuple[int, int] = (0, 0)


_FAR = 10.0
_ROUNDING = 0.015
_SAME = {ValueKind.DURATION: 0.03}  # 24 months are 730.5 days


def comparable(one: Value, other: Value) -> bool:
    """Whether both are values of one kind and unit; money without a period fits any."""
    if one.kind is not other.kind:
        return False
    if one.kind is ValueKind.MONEY:
        (first, per), (second, other_per) = one.unit.split("/"), other.unit.split("/")
        return (first == second or "" in (first, second)) and (
            per == other_per or "" in (per, other_per)
        )
    if one.kind is ValueKind.DATE and _yearless(one) != _yearless(other):
        return False
    return one.unit == other.unit


def far_apart(one: Value, other: Value) -> bool:
    """Whether two quantities differ so much that they are hardly of the same point."""
    if one.kind not in (ValueKind.MONEY, ValueKind.COUNT, ValueKind.DURATION):
        return False
    low, high = sorted((one.high, other.high))
    return 0 < low * _FAR < high


def disagree(one: Value, other: Value) -> bool:
    """Whether two comparable values cannot both be true.

    Ranges differ where an end does; a limit is compared with a limit of its kind, and two
    "more than" never differ.
    """
    if Bound.EXACT not in (one.bound, other.bound):
        if one.bound is not other.bound or one.bound is Bound.OVER:
            return False
        return _apart(_limit(one), _limit(other), one, other)
    if one.kind is not ValueKind.DATE and _is_range(one) and _is_range(other):
        return _apart(one.low, other.low, one, other) or _apart(one.high, other.high, one, other)
    low, high = (one, other) if _limit(one) <= _limit(other) else (other, one)
    top, bottom = _highest(low), _lowest(high)
    if top >= bottom or low.bound in (Bound.LEAST, Bound.OVER):
        return False
    return high.bound is not Bound.MOST and _apart(top, bottom, low, high)


def _is_range(value: Value) -> bool:
    return value.bound is Bound.EXACT and value.low < value.high


def _limit(value: Value) -> float:
    return value.high if value.bound is Bound.MOST else value.low


def _highest(value: Value) -> float:
    return value.high * (1 + value.slack)


def _lowest(value: Value) -> float:
    return value.low * (1 - value.slack)


def _apart(first: float, second: float, one: Value, other: Value) -> bool:
    """Whether two numbers differ by more than rounding and the slack that is left."""
    near = max(_SAME.get(one.kind, 0.0), 1e-9)
    if one.kind is not ValueKind.DATE and _rounded(first, second):
        return False
    slack = max(one.slack, other.slack) if _is_range(one) and _is_range(other) else 0.0
    return not isclose(first, second, rel_tol=max(near, slack))


def _rounded(first: float, second: float) -> bool:
    """Whether the rounder of two numbers is the other one rounded: 25,000 for 25,312."""
    digits = sorted(len(f"{n:.0f}".rstrip("0")) for n in (first, second))
    return digits[1] - digits[0] >= 2 and isclose(first, second, rel_tol=_ROUNDING)


def _yearless(value: Value) -> bool:
    return value.high <= 366
