"""Which sentences of the cited passages a claim rests on."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import accumulate

import numpy as np

from assistant.alignment import Words
from assistant.answer import Citation, Evidence
from assistant.verify.attribution import Attribution
from assistant.verify.stated import Clause, Piece, Stated
from knowledge.embedder import Vectors
from knowledge.names import phrase

_STACKS = 64  # sets of passages that are compared at one time
_BETTER = 0.02  # how much better several sentences must fit than one
Holds = Callable[[Piece], frozenset[str]]
"""Which values and names of a claim a sentence holds."""


@dataclass(frozen=True, slots=True, eq=False)
class Proof:
    """The sentences that prove a claim; `best` and `anywhere` tell how near the counterpart of
    each of its words is, in the sentence that proves its clause and in all that is cited;
    `apart` are words that need none: who published it, and the subject of all."""

    pieces: tuple[Piece, ...]
    best: Vectors
    anywhere: Vectors
    apart: frozenset[str] = frozenset()

    @property
    def stated(self) -> list[Stated]:
        """The sentences as they are compared."""
        return [piece.stated for piece in self.pieces]


@dataclass(frozen=True, slots=True)
class Anchors:
    """The values and names of a claim, each with where it stands."""

    values: dict[str, int]
    names: dict[str, int]

    @property
    def all(self) -> frozenset[str]:
        """All of them."""
        return frozenset([*self.values, *self.names])

    def inside(self, clause: Clause) -> frozenset[str]:
        """Those that stand in a clause."""
        places = {**self.values, **self.names}
        return frozenset(a for a, at in places.items() if clause.start <= at < clause.end)


def prove(
    claim: Stated, pieces: Sequence[Piece], anchors: Anchors, held: Sequence[frozenset[str]]
) -> Proof | None:
    """The one sentence that holds all values and names of a claim and fits it best or, where the
    clauses of the claim each have their own, those; None where values and names are joined that
    no sentence holds together."""
    near = _near(claim.words, pieces)
    anywhere = near.max(axis=0)
    share = claim.words.weights / max(float(claim.words.weights.sum()), 1e-9)
    alone = [n for n in range(len(pieces)) if anchors.all <= held[n]]
    one = max(alone, key=lambda n: float(near[n] @ share), default=None)
    several = _by_clause(claim, near, anchors, held)
    if one is not None:
        fits = float(near[one] @ share)
        if several is None or _fit(claim, near, several) < fits + _BETTER:
            return Proof((pieces[one],), near[one], anywhere)
    if several is None or not _together(several, anchors, held):
        return None
    chosen = tuple(pieces[n] for n in dict.fromkeys(several))
    return Proof(chosen, np.max([near[n] for n in several], axis=0), anywhere)


def closest(claim: Stated, pieces: Sequence[Piece]) -> Proof:
    """The sentence that fits a claim best, whatever values and names it holds."""
    near = _near(claim.words, pieces)
    best = int(np.argmax(near @ claim.words.weights))
    return Proof((pieces[best],), near[best], near.max(axis=0))


def with_sources(
    proof: Proof, claim: Stated, named: Sequence[Attribution], pieces: Sequence[Piece]
) -> Proof:
    """The proof with a sentence of every publisher that the claim names; what names them and their
    dates stands apart."""
    if not named:
        return proof
    chosen = list(proof.pieces)
    for attribution in named:
        if not any(piece.label in attribution.labels for piece in chosen):
            own = [n for n, p in enumerate(pieces) if p.label in attribution.labels]
            fits = _near(claim.words, pieces)[own] @ claim.words.weights
            chosen.append(pieces[own[int(np.argmax(fits))]])
    apart = frozenset(w for p in chosen for w in phrase(p.imprint).split())
    return replace(proof, pieces=tuple(chosen), apart=apart)


def narrowed(proof: Proof, evidence: dict[int, Evidence]) -> tuple[Citation, ...]:
    """Of each passage of a proof the stretch that its sentences stand in."""
    found = []
    for label in dict.fromkeys(piece.label for piece in proof.pieces):
        mine = [piece for piece in proof.pieces if piece.label == label]
        start, end = min(p.start for p in mine), max(p.end for p in mine)
        cited = evidence[label]
        quote = cited.passage.text[start:end]
        found.append(Citation(label, cited.source, cited.passage.id, quote))
    return tuple(found)


def _by_clause(
    claim: Stated, near: Vectors, anchors: Anchors, held: Sequence[frozenset[str]]
) -> list[int] | None:
    """For each clause the sentence that fits best of those which hold its values and names."""
    if len(claim.clauses) < 2:
        return None
    chosen = []
    for clause in claim.clauses:
        needed = anchors.inside(clause)
        able = [n for n in range(len(near)) if needed <= held[n]]
        if not able:
            return None
        fits = near[able, clause.first : clause.last] @ clause.words.weights
        chosen.append(able[int(np.argmax(fits))])
    return chosen


def _together(chosen: Sequence[int], anchors: Anchors, held: Sequence[frozenset[str]]) -> bool:
    """Whether every name stands in one sentence with every value of the claim."""
    return all(
        any({name, value} <= held[n] for n in chosen)
        for name in anchors.names
        for value in anchors.values
    )


def _fit(claim: Stated, near: Vectors, chosen: Sequence[int]) -> float:
    """How well the clauses of a claim are covered, each by its own sentence."""
    fits = total = 0.0
    for clause, n in zip(claim.clauses, chosen, strict=True):
        fits += float(near[n, clause.first : clause.last] @ clause.words.weights)
        total += float(clause.words.weights.sum())
    return fits / total if total else 0.0


def _near(words: Words, pieces: Sequence[Piece]) -> Vectors:
    """For each sentence, how near its nearest token is to each word."""
    rows, starts = _stacked(tuple(pieces))
    nearest: Vectors = np.maximum.reduceat(rows @ words.states.T, starts, axis=0)
    return nearest


@lru_cache(maxsize=_STACKS)
def _stacked(pieces: tuple[Piece, ...]) -> tuple[Vectors, list[int]]:
    """The token states of sentences below each other, and the row where each begins."""
    rows = [piece.stated.states.states for piece in pieces]
    return np.concatenate(rows), list(accumulate(map(len, rows[:-1]), initial=0))
