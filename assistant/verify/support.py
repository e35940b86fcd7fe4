"""How well the words of a claim are found in the evidence, by meaning."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from math import log

import numpy as np

from assistant.verify.proof import Proof, nearest
from assistant.verify.stated import Piece, Stated
from assistant.verify.usual import Usual, above
from knowledge.embedder import Vectors

FEATURES = (
    "covered", "weakest", "weak", "pooled", "shared", "unfound", "whole", "length",
    "clause", "abroad", "covered_abroad", "weak_abroad", "pooled_abroad", "above", "above_clause",
)  # fmt: skip
_TELLING = 0.6  # of the weight of the most telling word
_ENOUGH = 3  # content words of a clause
_SOME = 2  # the same where what is usual is known
_AT_HOME = ((0.3, 0.2), (0.4, 0.4))
"""How far beyond what is usual the words of a clause must be found where another clause is found so
much farther, so that the one was only joined to the other."""
_ABROAD = ((0.25, 0.2), (0.35, 0.4))
"""The same where all of the proof is in another language."""
_HARDLY = 0.45  # how far beyond what is usual a clause is found that is hardly said
_FAR = 0.15  # how much farther it is found where it is said
_APART = 0.2  # how much farther another clause is found, that it may have been joined to
_FOUND = 0.82  # how near a counterpart is


def features(claim: Stated, proof: Proof, usual: Vectors) -> tuple[float, ...]:
    """The values of FEATURES for a claim and the sentences that prove it; `usual` tells how near
    any sentence comes to each word."""
    kept = [i for i in range(len(claim.words.texts)) if i not in proof.apart]
    if not kept:
        return (0.0,) * len(FEATURES)
    weights, best = claim.words.weights[kept], proof.best[kept]
    share = weights / weights.sum()
    telling = np.sort(best[weights >= weights.max() * _TELLING])
    pooled = max(float(claim.states.pooled @ p.stated.states.pooled) for p in proof.pieces)
    abroad = float(all(p.stated.language != claim.language for p in proof.pieces))
    over = above(best, usual[kept], weights)
    covered, weak = float(share @ best), float(telling[: max(1, len(telling) // 3)].mean())
    return (
        covered,
        float(telling[0]),
        weak,
        pooled,
        _shared(claim, proof),
        float(share[best < _FOUND].sum()),
        float(share @ proof.anywhere[kept]),
        log(len(weights)),
        min(_clauses(claim, proof), default=covered),
        abroad,
        covered * abroad,
        weak * abroad,
        pooled * abroad,
        over,
        min((o for _, o in _above(claim, proof, usual)), default=over),
    )


def half_true(claim: Stated, proof: Proof, usual: Vectors) -> bool:
    """Whether a clause says what nothing in the proof is near to, however near the others are."""
    abroad = all(p.stated.language != claim.language for p in proof.pieces)
    over = [o for words, o in _above(claim, proof, usual) if words >= _ENOUGH]
    if len(over) < 2:
        return False
    least, apart = min(over), max(over) - min(over)
    return any(least < low and apart >= gap for low, gap in (_ABROAD if abroad else _AT_HOME))


def _clauses(claim: Stated, proof: Proof) -> Iterator[float]:
    """How well each clause is covered that says enough to be covered or not."""
    for kept, weights in _kept(claim, proof, _ENOUGH):
        yield float(weights @ proof.best[kept] / weights.sum())


def _shared(claim: Stated, proof: Proof) -> float:
    """The share of the claim's stems that its proof holds in the same language."""
    same: Sequence[Stated] = [p.stated for p in proof.pieces if p.stated.language == claim.language]
    held = frozenset[str]().union(*(s.stems for s in same))
    return len(claim.stems & held) / max(1, len(claim.stems))


def _above(claim: Stated, proof: Proof, usual: Vectors) -> Iterator[tuple[int, float]]:
    """Of each clause, how many words of it need proof, and how far they are found beyond what is
    usual."""
    for kept, weights in _kept(claim, proof, _SOME):
        yield len(kept), above(proof.best[kept], usual[kept], weights)


def told_elsewhere(claim: Stated, proof: Proof, usual: Usual, others: Sequence[Piece]) -> bool:
    """Whether a clause that its proof hardly says is said by a sentence of `others`, which the
    claim does not cite."""
    common = usual.near(claim.words, proof.pieces[0].stated.language)
    clauses = [(k, w, above(proof.best[k], common[k], w)) for k, w in _kept(claim, proof, 1)]
    if not others or all(here >= _HARDLY or len(kept) < _SOME for kept, _, here in clauses):
        return False
    rows = nearest(claim.words, others)
    spoken = {p.stated.language for p in others}
    ordinary = {language: usual.near(claim.words, language) for language in spoken}
    over = []
    for kept, weights, here in clauses:
        there = (
            above(row[kept], ordinary[piece.stated.language][kept], weights)
            for row, piece in zip(rows, others, strict=True)
        )
        over.append((len(kept), here, max(there)))
    best = max((here for _, here, _ in over), default=0.0)
    return any(
        words >= _SOME
        and here < _HARDLY
        and (there - here >= _FAR or (there >= here and best - here >= _APART))
        for words, here, there in over
    )


def _kept(claim: Stated, proof: Proof, least: int) -> Iterator[tuple[list[int], Vectors]]:
    """Of each clause the words that need proof, where there are enough, with their weights."""
    for clause in claim.clauses:
        kept = [i for i in range(clause.first, clause.last) if i not in proof.apart]
        if len(kept) >= least:
            yield kept, claim.words.weights[kept]
