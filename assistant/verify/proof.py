"""Which sentences of the cited passages a claim rests on."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import accumulate

import numpy as np

from assistant.alignment import Words
from assistant.answer import Citation, Evidence
from assistant.verify.anchors import Anchored, Anchors
from assistant.verify.stated import Piece, Stated
from assistant.verify.usual import Usual
from knowledge.embedder import Vectors

_STACKS = 64  # sets of passages that are compared at one time
_TELLING = 3  # words of a clause that is proven by a sentence of its own
_AS_MUCH = 0.5  # of what the best sentence has, the share that one of a named publisher must have
_ENOUGH = 0.25  # how far beyond what is usual it is found where it says as much in any case
_BETTER = 0.02  # how much better several sentences must fit than one
_THEIRS = 0.03  # how much better a sentence fits that others than the one named have published
Holds = Callable[[Piece], frozenset[str]]
"""Which values and names of a claim a sentence holds."""


@dataclass(frozen=True, slots=True, eq=False)
class Proof:
    """The sentences that prove a claim; `best` and `anywhere` tell how near the counterpart of
    each of its words is, in the sentence that proves its clause and in all that is cited;
    `apart` are the words, by number, that need none: who published it, the subject of all."""

    pieces: tuple[Piece, ...]
    best: Vectors
    anywhere: Vectors
    apart: frozenset[int] = frozenset()

    @property
    def stated(self) -> list[Stated]:
        """The sentences as they are compared."""
        return [piece.stated for piece in self.pieces]


@dataclass(frozen=True, slots=True)
class _Part:
    """A clause that says something, with what goes with it: its words and its anchors."""

    words: tuple[int, ...]
    needed: frozenset[str]


def prove(
    claim: Stated, pieces: Sequence[Piece], anchors: Anchors, held: Sequence[frozenset[str]]
) -> list[Proof]:
    """The one sentence that holds all values and names of a claim and fits it best, and the
    sentences that fit its clauses best, where these are others: what fits better comes first.
    Empty where values and names are joined that no sentence holds together."""
    near, weights = nearest(claim.words, pieces), anchors.weights(claim)
    anywhere = near.max(axis=0)
    alone = [n for n in range(len(pieces)) if anchors.all <= held[n]]
    one = max(alone, key=lambda n: float(near[n] @ weights), default=None)
    parts = _parts(claim, anchors)
    several = _by_part(parts, near, weights, held)
    found = [] if one is None else [Proof((pieces[one],), near[one], anywhere, anchors.apart)]
    if several is None or not _together(several, parts, anchors, held) or {*several} == {one}:
        return found
    chosen = tuple(pieces[n] for n in dict.fromkeys(several))
    best = np.max([near[n] for n in several], axis=0)
    for part, n in zip(parts, several, strict=True):
        best[list(part.words)] = near[n, list(part.words)]
    joined = Proof(chosen, best, anywhere, anchors.apart)
    fits = sum(
        float(near[n, list(p.words)] @ weights[list(p.words)])
        for p, n in zip(parts, several, strict=True)
    )
    better = one is None or fits >= float(near[one] @ weights) + _BETTER
    return [joined, *found] if better else [*found, joined]


def closest(claim: Stated, pieces: Sequence[Piece]) -> Proof:
    """The sentence that fits a claim best, whatever values and names it holds."""
    near = nearest(claim.words, pieces)
    best = int(np.argmax(near @ claim.words.weights))
    return Proof((pieces[best],), near[best], near.max(axis=0))


def with_sources(proof: Proof, claim: Stated, found: Anchored, usual: Usual) -> Proof | None:
    """The proof with a sentence of every publisher that the claim names; None where one of them
    does not say as much."""
    chosen, weights = list(proof.pieces), found.anchors.weights(claim)
    for attribution in found.named:
        if any(piece.label in attribution.labels for piece in chosen):
            continue
        own = [p for p in found.pieces if p.label in attribution.labels]
        near = nearest(claim.words, own)
        best = int(np.argmax(near @ weights))
        theirs = usual.over(near[best], claim.words, weights, own[best].stated.language)
        whole = usual.over(proof.best, claim.words, weights, proof.pieces[0].stated.language)
        if theirs < min(_AS_MUCH * whole, _ENOUGH):
            return None
        chosen.append(own[best])
    return replace(proof, pieces=tuple(chosen))


def told_by_others(claim: Stated, found: Anchored, pieces: Sequence[Piece]) -> bool:
    """Whether a claim that names publishers is rather told by another one that is cited."""
    theirs = {id(piece) for piece in found.pieces}
    others = [piece for piece in pieces if id(piece) not in theirs]
    if not found.named or not found.pieces or not others:
        return False
    weights = found.anchors.weights(claim)
    best, here = ((nearest(claim.words, ps) @ weights).max() for ps in (others, found.pieces))
    return bool(best > here + _THEIRS)


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


def _parts(claim: Stated, anchors: Anchors) -> list[_Part]:
    """The clauses that say something; what says hardly more than a name goes with its neighbour."""
    found: list[_Part] = []
    waiting = _Part((), frozenset())
    for clause in claim.clauses:
        words = tuple(range(clause.first, clause.last))
        here = _Part(waiting.words + words, waiting.needed | anchors.inside(clause))
        said = len({*words} - anchors.bare)
        telling = said >= _TELLING or bool(said and found and anchors.inside(clause))
        waiting = _Part((), frozenset()) if telling or found else here
        if telling:
            found.append(here)
        elif found:
            found[-1] = _Part(found[-1].words + here.words, found[-1].needed | here.needed)
    return found


def _by_part(
    parts: Sequence[_Part], near: Vectors, weights: Vectors, held: Sequence[frozenset[str]]
) -> list[int] | None:
    """For each part the sentence that fits best of those which hold its values and names."""
    if len(parts) < 2:
        return None
    chosen = []
    for part in parts:
        able = [n for n in range(len(near)) if part.needed <= held[n]]
        if not able:
            return None
        words = list(part.words)
        fits = near[np.ix_(able, words)] @ weights[words]
        chosen.append(able[int(np.argmax(fits))])
    return chosen


def _together(
    chosen: Sequence[int],
    parts: Sequence[_Part],
    anchors: Anchors,
    held: Sequence[frozenset[str]],
) -> bool:
    """Whether every name stands in one sentence with every value of the claim, but for values that
    are told of another name, and who says it in all of them."""
    names = anchors.names.keys() - anchors.sayers
    return all(anchors.sayers <= held[n] for n in chosen) and all(
        name in part.needed or names & part.needed or any({name, value} <= held[n] for n in chosen)
        for part in parts
        for value in part.needed & anchors.values.keys()
        for name in anchors.names
    )


def nearest(words: Words, pieces: Sequence[Piece]) -> Vectors:
    """For each sentence, how near its nearest token is to each word."""
    rows, starts = _stacked(tuple(pieces))
    found: Vectors = np.maximum.reduceat(rows @ words.states.T, starts, axis=0)
    return found


@lru_cache(maxsize=_STACKS)
def _stacked(pieces: tuple[Piece, ...]) -> tuple[Vectors, list[int]]:
    """The token states of sentences below each other, and the row where each begins."""
    rows = [piece.stated.states.states for piece in pieces]
    return np.concatenate(rows), list(accumulate(map(len, rows[:-1]), initial=0))
