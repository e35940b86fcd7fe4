"""How well the words of a claim are found in the evidence, by meaning."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from math import log

import numpy as np

from assistant.verify.proof import Proof
from assistant.verify.stated import Stated

FEATURES = (
    "covered", "weakest", "weak", "pooled", "shared", "unfound", "whole", "length",
    "clause", "abroad", "covered_abroad", "weak_abroad", "pooled_abroad",
)  # fmt: skip
_TELLING = 0.6  # of the weight of the most telling word
_ENOUGH = 3  # content words of a clause
_LEAST, _LEAST_ABROAD = 0.83, 0.80  # how near the words of a clause must be found
_APART = 0.04  # how much worse one clause is found than another where it was only joined to it
_FOUND = 0.82  # how near a counterpart is


def features(claim: Stated, proof: Proof) -> tuple[float, ...]:
    """The values of FEATURES for a claim and the sentences that prove it."""
    kept = [i for i in range(len(claim.words.texts)) if i not in proof.apart]
    if not kept:
        return (0.0,) * len(FEATURES)
    weights, best = claim.words.weights[kept], proof.best[kept]
    share = weights / weights.sum()
    telling = np.sort(best[weights >= weights.max() * _TELLING])
    pooled = max(float(claim.states.pooled @ p.stated.states.pooled) for p in proof.pieces)
    abroad = float(all(p.stated.language != claim.language for p in proof.pieces))
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
    )


def half_true(claim: Stated, proof: Proof) -> bool:
    """Whether a clause says what nothing in the proof is near to, however near the others are."""
    abroad = all(p.stated.language != claim.language for p in proof.pieces)
    covered = list(_clauses(claim, proof))
    if len(covered) < 2 or max(covered) - min(covered) < _APART:
        return False
    return min(covered) < (_LEAST_ABROAD if abroad else _LEAST)


def _clauses(claim: Stated, proof: Proof) -> Iterator[float]:
    """How well each clause is covered that says enough to be covered or not."""
    for clause in claim.clauses:
        kept = [i for i in range(clause.first, clause.last) if i not in proof.apart]
        if len(kept) >= _ENOUGH:
            weights = claim.words.weights[kept]
            yield float(weights @ proof.best[kept] / weights.sum())


def _shared(claim: Stated, proof: Proof) -> float:
    """The share of the claim's stems that its proof holds in the same language."""
    same: Sequence[Stated] = [p.stated for p in proof.pieces if p.stated.language == claim.language]
    held = frozenset[str]().union(*(s.stems for s in same))
    return len(claim.stems & held) / max(1, len(claim.stems))
