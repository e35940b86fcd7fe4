"""Whether a claim turns its evidence round: denies it, or is surer, stricter or wider than it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache

from assistant.verify.names import NameReader
from assistant.verify.stated import Clause, Stated, whole
from knowledge.embedder import Vectors
from knowledge.modality import Modality
from knowledge.opposites import Opposites

# Of the contrasts of `opposites.yaml` those that hold for a whole sentence.
_CONTRASTS = frozenset({"extreme", "ordinal", "person", "sex", "season", "days", "tax", "clock"})
_AS_NEAR = 0.02  # clauses that fit a claim so much worse than the best may be meant as well
_DENIED_AS_NEAR = 0.01  # the same for a clause that is denied or sure
_SAME = 0.84  # how well a clause must fit for its negation to count
_DENIED = 0.0  # the same for a clause that is denied
_SUBJECT = 2  # words at the beginning of a clause that tell what it is about
_SAME_ABROAD = 0.80  # the same across languages
_CACHED = 4096
_COMPARED = 256  # pairs of sentences, and of a clause and a sentence


class Stance:
    """Compares what claims and their evidence say of the same things."""

    def __init__(self, modality: Modality, opposites: Opposites, names: NameReader) -> None:
        self._modality = modality
        self._opposites = opposites
        self._names = names
        self._stands = lru_cache(maxsize=_CACHED)(opposites.stands)
        self._is_denied = lru_cache(maxsize=_CACHED)(self._read_denied)

    def turned(self, claim: Stated, proof: Sequence[Stated], apart: frozenset[int]) -> bool:
        """Whether a negation or one of two opposites is exchanged; `apart` are the words of the
        claim, by number, that only say who tells it."""
        told = whole(proof)
        return (
            self._contradicted(claim, proof, apart)
            or any(self._modality.turned(claim.plain, told))
            or self._opposed(claim, proof)
        )

    def _contradicted(self, claim: Stated, proof: Sequence[Stated], apart: frozenset[int]) -> bool:
        """Whether one side denies what the other says."""
        affirms = not any(self._denied(clause) is not False for clause in claim.clauses)
        if affirms and any(
            self._denied(part) and not self._of_others(part, claim, stated)
            for part, stated in _repeated(claim, proof)
        ):
            return True
        for clause in _telling(claim, apart):
            if affirms and self._denied_of_someone(clause, claim, proof):
                return True
            denied = self._denied(clause, alone=len(claim.clauses) == 1)
            least = _DENIED if denied else None  # a denial must be found, a plain word is anywhere
            fitting = [
                self._denied(part)
                and self._of_same(part, clause, claim, stated, denied=bool(denied))
                for part, stated in self._fitting(clause, claim, proof, least)
            ]
            if denied is not None and fitting and all(f is (not denied) for f in fitting):
                return True
        return False

    def _denied_of_someone(self, clause: Clause, claim: Stated, proof: Sequence[Stated]) -> bool:
        """Whether all that a clause says of nobody by name is found best in a clause that is
        denied: "it is a partner" where The Herald is not a partner."""
        inside = (clause.start <= m.start < clause.end for m in self._names.mentions(claim.text))
        if any(inside) or self._modality.several.match(clause.plain):
            return False
        for stated in proof:
            near = _near(claim, stated)[clause.first : clause.last]
            needed = _SAME_ABROAD if stated.language != claim.language else _SAME
            found = [_covered(clause, near[:, p.first : p.last].T) for p in stated.clauses]
            best = max(found, default=0.0)
            if best >= needed - _AS_NEAR and self._denied(stated.clauses[found.index(best)]):
                return True
        return False

    def overstated(self, claim: Stated, proof: Sequence[Stated], apart: frozenset[int]) -> bool:
        """Whether a reservation is left out, or a strong word is not borne out."""
        told = whole(proof)
        if any(self._modality.overstated(claim.plain, told)):
            return True
        if self._modality.mentions.search(claim.plain):
            return False
        for clause in _telling(claim, apart):
            fitting = [part for part, _ in self._fitting(clause, claim, proof, 0.0)]
            if fitting and all(self._unhedged(claim, c) for c in fitting):
                return True
        return False

    def _unhedged(self, claim: Stated, clause: Clause) -> bool:
        modality = self._modality
        return any(modality.unhedged(claim.plain, clause.plain)) or modality.ahead_of(
            claim.plain, clause.plain
        )

    def _fitting(
        self, clause: Clause, claim: Stated, proof: Sequence[Stated], least: float | None = None
    ) -> Iterator[tuple[Clause, Stated]]:
        """The clauses of the proof, with their sentences, that say most likely what a clause of the
        claim says."""
        scored = [
            (fit, part, stated)
            for stated in proof
            for fit, part in zip(_fits(clause, claim, stated), stated.clauses, strict=True)
        ]
        if not self._modality.asides.search(clause.plain):
            telling = [s for s in scored if not self._modality.asides.search(s[1].plain)]
            scored = telling or scored
        best = max(map(_score, scored), default=0.0)
        margin = _AS_NEAR if least is None else _DENIED_AS_NEAR
        for score, part, stated in scored:
            abroad = stated.language != claim.language
            needed = (_SAME_ABROAD if abroad else _SAME) if least is None else least
            if score >= needed and score >= best - margin:
                yield part, stated

    def _of_same(
        self, part: Clause, clause: Clause, claim: Stated, stated: Stated, *, denied: bool
    ) -> bool:
        """Whether a clause that is denied may be so of what a clause of the claim tells of; one
        thing that is denied of a name is not denied of "them"."""
        others = self._of_others(part, claim, stated)
        return not others or (denied and not self._modality.several.match(clause.plain))

    def _of_others(self, part: Clause, claim: Stated, stated: Stated) -> bool:
        """Whether a clause begins with a name that the claim does not tell of."""
        mine = {m.key for m in self._names.mentions(claim.text)}
        return any(
            m.key not in mine and len(stated.plain[part.start : m.start].split()) < _SUBJECT
            for m in self._names.mentions(stated.text)
            if part.start <= m.start < part.end
        )

    def _denied(self, clause: Clause, *, alone: bool = False) -> bool | None:
        """Whether a clause is denied; None where that can be put either way, as of a condition."""
        return self._is_denied(clause.plain, alone)

    def _read_denied(self, plain: str, alone: bool) -> bool | None:
        if not alone and self._modality.conditions.search(plain):
            return None
        text = self._modality.without_mere(plain)
        if self._modality.contrasted.search(text) or self._modality.differing.search(text):
            return None  # says the one and denies the other
        return self._modality.denied(text, negated=bool(self._opposites.side(text).low))

    def _opposed(self, claim: Stated, proof: Sequence[Stated]) -> bool:
        """Whether the claim stands on the other side of a scale or contrast of `opposites.yaml`."""
        there = [v for p in proof for v in self._stands(p.text)]
        for value in self._stands(claim.text):
            same = [v for v in there if v.unit == value.unit]
            sided = self._opposites.sided(value)
            if same and not sided and all(v.low != value.low for v in same):
                return True
        told = whole(proof)
        for name in _CONTRASTS & self._opposites.contrasts.keys():
            sides = self._opposites.contrasts[name]
            mine = {n for n, side in enumerate(sides) if side.search(claim.plain)}
            other = {n for n, side in enumerate(sides) if side.search(told)} if mine else mine
            if other and not mine & other:
                return True
        return False


def _score(scored: tuple[float, Clause, Stated]) -> float:
    return scored[0]


def _telling(claim: Stated, apart: frozenset[int]) -> Iterator[Clause]:
    """The clauses of a claim that say more than who tells it."""
    return (c for c in claim.clauses if not apart.issuperset(range(c.first, c.last)))


@lru_cache(maxsize=_COMPARED)
def _near(claim: Stated, stated: Stated) -> Vectors:
    """How near each word of a claim is to each word of a sentence."""
    near: Vectors = claim.words.states @ stated.words.states.T
    return near


@lru_cache(maxsize=_COMPARED)
def _fits(clause: Clause, claim: Stated, stated: Stated) -> Sequence[float]:
    """How well a clause of a claim fits each clause of a sentence, each of their words."""
    near = _near(claim, stated)[clause.first : clause.last]
    parts = [(part, near[:, part.first : part.last]) for part in stated.clauses]
    return [(_covered(clause, own.T) + _covered(part, own)) / 2 for part, own in parts]


def _covered(clause: Clause, near: Vectors) -> float:
    """How well the words of a clause, the columns, are found among those of the rows."""
    if not near.size:
        return 0.0
    return float(near.max(axis=0) @ clause.words.weights / clause.words.weights.sum())


def _repeated(claim: Stated, proof: Sequence[Stated]) -> Iterator[tuple[Clause, Stated]]:
    """The clauses of the proof that the claim repeats, all of their words, and their sentences."""
    for stated in proof:
        needed = _SAME_ABROAD if stated.language != claim.language else _SAME
        near = _near(claim, stated)
        for part in stated.clauses:
            if _covered(part, near[:, part.first : part.last]) >= needed:
                yield part, stated
