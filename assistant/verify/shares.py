"""What each of the publishers that a claim names is said to tell, as claims of their own.

"The Herald (4 March) counts 20 rooms and The Tribune 30" has two shares. A share that gives little
but another value ("and at 30 by The Tribune") goes with the words of the first one.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import combinations

from assistant.verify.anchors import Anchored
from assistant.verify.portion import Span, inside, within, without
from assistant.verify.stated import Piece, Stated
from knowledge.lexical import stems
from knowledge.modality import Modality
from knowledge.names import phrase
from knowledge.values import Value, comparable, disagree

_IN_BRACKETS = re.compile(r"\([^()]{0,60}$")
_BESIDE = re.compile(r" *(?:(?:and|et|y|e)\b(?: [^\W\d]{1,3}\b['’]?)*)? *")
"""Between two publishers that tell the same: "the Herald and a Tribune podcast"."""
_STOP = re.compile(r"[:;,.](?!\d)")
_FEW = 2  # content words; a share with fewer goes with those of the first one


@dataclass(frozen=True, slots=True, eq=False)
class Share:
    """A part of a claim that reads as a claim, and the passages that must prove it."""

    claim: Stated
    labels: frozenset[int]


@dataclass(frozen=True, slots=True)
class _Group:
    """Publishers that are named together at [start:stop], and the part of the claim they tell."""

    start: int
    stop: int
    labels: frozenset[int]
    told: Span = (0, 0)


def shares(claim: Stated, found: Anchored, modality: Modality) -> list[Share]:
    """The shares of a claim, first what is said before any of them; none where it does not name
    publishers of several passages, each with something of its own.

    That they differ is no share: it must show in the values of two of them."""
    differing = _differing(claim, modality)
    telling = _Telling(claim, found, differing)
    groups = _groups(claim, found)
    if len(groups) < 2:
        return []
    if telling(groups[-1].stop, len(claim.text)):
        groups, head = _leading(claim, groups, telling)
    else:
        groups, head = _trailing(groups, telling), (0, 0)
    if len({g.labels for g in groups}) < 2:
        return []
    every = frozenset(label for g in groups for label in g.labels)
    parts = [Share(within(claim, telling.outside([head])), every)] if telling(*head) else []
    for group in groups:
        spans = telling.outside([group.told])
        if group is not groups[0] and telling.words(*group.told) < _FEW:
            spans = sorted([*telling.lent(groups[0], group), *spans])
        parts.append(Share(within(claim, spans), group.labels))
    if differing and not _disagree([telling.own(*g.told) for g in groups]):
        return []
    return parts


def names_several(claim: Stated, publishers: Iterable[str]) -> bool:
    """Whether a claim may name two of the publishers; quick."""
    words = {word for word in phrase(claim.text).split() if stems(word, claim.language)}
    return sum(not words.isdisjoint(phrase(name).split()) for name in {*publishers}) > 1


def undisputed(claim: Stated, pieces: Sequence[Piece], modality: Modality) -> bool:
    """Whether a claim says behind its first clause that sources differ, though it cites but one
    and no sentence of that says so."""
    found = modality.differing.search(claim.plain, claim.clauses[0].end if claim.clauses else 0)
    told = any(modality.differing.search(piece.stated.plain) for piece in pieces)
    return bool(found) and not told and len({piece.imprint for piece in pieces}) < 2


def _differing(claim: Stated, modality: Modality) -> list[Span]:
    """The clause that says that the sources differ."""
    found = modality.differing.search(claim.plain)
    if not found:
        return []
    start = max((c.start for c in claim.clauses if c.start <= found.start()), default=0)
    end = _STOP.search(claim.plain, found.end())
    return [(start, end.end() if end else len(claim.text))]


def _disagree(told: Sequence[Sequence[Value]]) -> bool:
    """Whether two of several give values that cannot both be true."""
    return any(
        comparable(a, b) and disagree(a, b)
        for one, other in combinations(told, 2)
        for a in one
        for b in other
    )


class _Telling:
    """Knows where a claim tells something, and where only who tells it."""

    def __init__(self, claim: Stated, found: Anchored, apart: Sequence[Span]) -> None:
        self._claim = claim
        self._credits = [(a.start, a.stop) for a in found.named]
        self._apart = apart
        own = set(found.anchors.values.values())
        self._values = [v for v in claim.values if v.start in own]
        numbers = [(v.start, v.noun[0] or v.end) for v in claim.values]
        idle = [*self._credits, *apart, *numbers]
        self._words = [
            at
            for n, at in enumerate(claim.places)
            if n not in found.anchors.apart and not inside(at, idle)
        ]

    def __call__(self, start: int, stop: int) -> bool:
        """Whether a stretch tells anything."""
        return self.words(start, stop) > 0 or bool(self.own(start, stop))

    def words(self, start: int, stop: int) -> int:
        """How many content words it tells something with, beside its values."""
        return sum(start <= at < stop for at in self._words)

    def outside(self, spans: Sequence[Span]) -> list[Span]:
        """The stretches without what is left out of all of them."""
        return without(spans, self._apart)

    def lent(self, first: _Group, other: _Group) -> list[Span]:
        """The words of the first share that go with another one: without who tells it, and without
        the values in whose place the other one has its own."""
        kinds = {v.kind for v in self.own(*other.told)}
        theirs = (v for v in self.own(*first.told) if v.kind in kinds)
        spans = without([first.told], self._credits)
        return without(self.outside(spans), [(v.start, v.noun[0] or v.end) for v in theirs])

    def own(self, start: int, stop: int) -> list[Value]:
        """The values that it tells."""
        return [v for v in self._values if start <= v.start < stop]


def _groups(claim: Stated, found: Anchored) -> list[_Group]:
    """The publishers in order, each with its brackets; those that tell the same are one."""
    groups = list[_Group]()
    for credit in sorted(found.named, key=lambda a: a.place):
        start, stop = credit.start, max(credit.stop, credit.end)
        opened = _IN_BRACKETS.search(claim.plain[:start])
        closed = claim.plain.find(")", stop)
        if opened and closed >= 0:
            start, stop = opened.start(), closed
        if claim.plain[stop : stop + 1] == ")":
            stop += 1
        group = _Group(start, stop, credit.labels)
        if groups and _BESIDE.fullmatch(claim.plain[groups[-1].stop : start]):
            last = groups.pop()
            group = _Group(last.start, stop, last.labels | credit.labels)
        groups.append(group)
    return groups


def _leading(
    claim: Stated, groups: Sequence[_Group], telling: _Telling
) -> tuple[list[_Group], Span]:
    """What follows each of the groups, and what stands before the first of them."""
    begins = [_begin(claim, g, groups[n - 1].stop if n else 0) for n, g in enumerate(groups)]
    head = (0, begins[0])
    found: list[_Group] = []
    start, labels = begins[0], frozenset[int]()
    for group, stop in zip(groups, [*begins[1:], len(claim.text)], strict=True):
        labels |= group.labels
        if not found and not telling(start, stop) and telling(*head):
            start, head = 0, (0, 0)  # told before: "It is open, according to the Herald, and …"
        if telling(start, stop):
            found.append(_Group(group.start, group.stop, labels, (start, stop)))
            start, labels = stop, frozenset()
    return found, head


def _trailing(groups: Sequence[_Group], telling: _Telling) -> list[_Group]:
    """What stands before each of the groups."""
    found: list[_Group] = []
    start = 0
    for group in groups:
        if telling(start, group.stop) or not found:
            found.append(_Group(group.start, group.stop, group.labels, (start, group.stop)))
        else:
            last = found.pop()
            labels, told = last.labels | group.labels, (last.told[0], group.stop)
            found.append(_Group(last.start, group.stop, labels, told))
        start = group.stop
    return found


def _begin(claim: Stated, group: _Group, least: int) -> int:
    """Where the clause begins that a group stands at the head of."""
    starts = [c.start for c in claim.clauses if least <= c.start <= group.start]
    return max(starts, default=group.start if least else 0)
