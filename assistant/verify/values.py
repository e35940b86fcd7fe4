"""Whether the numbers of a claim are those of its evidence, whatever the notation."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from functools import lru_cache
from math import isclose

from assistant.verify.stated import Piece, Stated
from knowledge.dates import dates
from knowledge.figures import figures
from knowledge.lexical import stems
from knowledge.modality import Modality
from knowledge.opposites import Opposites
from knowledge.values import Bound, Value, ValueKind

_CACHED = 8192
_SAME_THING = 0.84  # how near the states of two names for one thing are
_SAME_THING_ABROAD = 0.80  # the same across languages
_MONTH, _YEAR = 31, 364
_ABOUT = 0.02  # how far an approximate number may be from the one it stands for
_AT_LEAST = {Bound.LEAST, Bound.OVER}


class Values:
    """Compares the values of claims with those of their evidence."""

    def __init__(self, modality: Modality, opposites: Opposites) -> None:
        self._modality = modality
        self._opposites = opposites
        self._bounded = lru_cache(maxsize=_CACHED)(self._read_bounded)

    def foreign(self, claim: str, proof: Sequence[str]) -> frozenset[str]:
        """The figures of a claim that none of the texts holds in any notation."""
        return _bare_figures(claim) - frozenset[str]().union(*map(_figures, proof))

    def learn(self, piece: Piece) -> None:
        """Read a sentence of evidence beforehand, for speed."""
        _figures(piece.text)
        _figures(piece.imprint)

    def missing(self, claim: Stated, proof: Stated) -> list[Value]:
        """The values of a claim that a sentence does not hold with unit, period and limit."""
        wanted = self._bounded(claim)
        held = self._bounded(proof) if wanted else ()
        return [v for v in wanted if not self._held(v, held, claim, proof)]

    def proving(self, claim: Stated, proof: Stated) -> list[Value]:
        """The values of a sentence that the claim repeats."""
        return [
            v for v in proof.values if any(_same_unit(c, v) and _fits(c, v) for c in claim.values)
        ]

    def dated(self, claim: Stated, imprint: str) -> list[Value]:
        """The dates of a claim on which something was published."""
        held = _dates(imprint)
        told = (v for v in claim.values if not _MONTH <= v.high - v.low < _YEAR)  # no season
        return [v for v in told if any(v.kind is d.kind and _fits(v, d) for d in held)]

    def _read_bounded(self, stated: Stated) -> Sequence[Value]:
        """The values, limited by what `modality.yaml` knows of limits as well."""
        found = []
        for value in stated.values:
            exact = value.bound is Bound.EXACT and value.low == value.high
            if value.kind is ValueKind.COUNT and self._modality.tallies.search(
                stated.plain[: value.start]
            ):
                value = replace(value, noun=(0, 0))
            if value.kind is not ValueKind.DATE and exact:
                before, behind = stated.plain[: value.start], stated.plain[value.end :]
                bound = self._modality.bound(before, behind)
                value = replace(value, bound=bound)
            found.append(value)
        return found

    def _held(self, value: Value, held: Sequence[Value], claim: Stated, proof: Stated) -> bool:
        like = [v for v in held if _same_unit(value, v)]
        if value.kind is ValueKind.COUNT:
            like = [v for v in like if self._same_thing(value, v, claim, proof)]
        if any(_fits(value, v) for v in like):
            return True
        if value.kind is ValueKind.DATE or value.low == value.high:
            return False
        ends = {v.low for v in like if v.low == v.high}  # told one by one
        return all(any(isclose(e, end) for e in ends) for end in (value.low, value.high))

    def _same_thing(self, value: Value, other: Value, claim: Stated, proof: Stated) -> bool:
        """Whether two counts are of the same; a claim that names nothing counts anything.

        What is counted is named by the first of the words behind a number, or by one behind that
        where others describe it: one side's first word must be among the other's.
        """
        if value.noun == (0, 0) or other.kind is not ValueKind.COUNT:
            return value.noun == (0, 0)
        here = _content(claim, *value.noun)
        bare = other.noun == (0, 0)  # the proof names it elsewhere: "a maximum of two"
        there = _content(proof, 0, len(proof.text)) if bare else _content(proof, *other.noun)
        if not here or not there:
            return not here
        if bare:
            return self._alike(claim, here, proof, there)
        first = self._alike(claim, here[:1], proof, there)
        return first or self._alike(claim, here, proof, there[:1])

    def _alike(
        self, claim: Stated, here: Sequence[int], proof: Stated, there: Sequence[int]
    ) -> bool:
        """Whether any of some words of a claim means the same as any of some of its proof."""
        words = [claim.words.texts[i] for i in here]
        others = [proof.words.texts[i] for i in there]
        if claim.language == proof.language and _stems(words, claim) & _stems(others, proof):
            return True
        if self._opposites.kin(words) & self._opposites.kin(others):
            return True
        needed = _SAME_THING if claim.language == proof.language else _SAME_THING_ABROAD
        nearest = claim.words.states[list(here)] @ proof.words.states[list(there)].T
        return float(nearest.max()) >= needed


_bare_figures = lru_cache(maxsize=_CACHED)(figures)
_dates = lru_cache(maxsize=_CACHED)(dates)


@lru_cache(maxsize=_CACHED)
def _figures(text: str) -> frozenset[str]:
    """The figures of a text, and the months of its dates: "in May" is one, "may" is none."""
    days = (date.fromordinal(int(v.low)) for v in _dates(text) if v.high - v.low < _MONTH)
    return _bare_figures(text) | {f"month-{day.month}" for day in days}


@lru_cache(maxsize=_CACHED)
def _content(stated: Stated, start: int, end: int) -> Sequence[int]:
    """Which of the content words stand in a part of a sentence."""
    part = set(stems(stated.text[start:end], stated.language))
    return [i for i, w in enumerate(stated.words.texts) if part & set(stems(w, stated.language))]


def _stems(words: Sequence[str], stated: Stated) -> set[str]:
    return {stem for word in words for stem in stems(word, stated.language)}


def _same_unit(value: Value, other: Value) -> bool:
    """Whether a value may be told by another: of its kind, or without a unit of its own."""
    if value.kind is ValueKind.COUNT and value.noun == (0, 0):
        return other.kind is not ValueKind.DATE
    if value.kind is not other.kind:
        return False
    if value.kind is not ValueKind.MONEY:
        return True
    (currency, per), (told, period) = value.unit.split("/"), other.unit.split("/")
    return currency in ("", told) and per in ("", period)


def _fits(value: Value, other: Value) -> bool:
    """Whether what a value says follows from another of its kind and unit."""
    if value.kind is ValueKind.DATE:
        return _within(other, value)
    if value.low < value.high:
        return _equal(value.low, other.low, value) and _equal(value.high, other.high, value)
    if other.low < other.high:
        end = other.high if value.bound is Bound.MOST else other.low
        return value.bound is not Bound.EXACT and _equal(value.low, end, value)
    return _equal(value.low, other.low, value) and _bound_follows(value, other)


def _bound_follows(value: Value, other: Value) -> bool:
    """Whether a limit follows from a limit: "at least 18" is told as "18", "more than" is not."""
    if value.bound is other.bound:
        return True
    if {value.bound, other.bound} <= _AT_LEAST:
        return True
    if value.bound is Bound.EXACT:
        return other.bound is Bound.LEAST or bool(value.slack)
    return False


def _equal(number: float, other: float, value: Value) -> bool:
    return isclose(number, other, rel_tol=_ABOUT if value.slack else 1e-6)


def _within(inner: Value, outer: Value) -> bool:
    """Whether a date lies in another, which may tell it less exactly."""
    low, high = inner.low, inner.high
    if outer.high <= 366 < inner.low:
        low, high = _without_year(inner.low), _without_year(inner.high)
    return outer.low <= low and high <= outer.high


def _without_year(ordinal: float) -> float:
    """The day of a leap year on which a day falls."""
    return date.fromordinal(int(ordinal)).replace(year=4).timetuple().tm_yday
