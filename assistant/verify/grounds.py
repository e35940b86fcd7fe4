"""The sentences that may prove a claim, as far as its values, names and publishers go."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from assistant.answer import Evidence
from assistant.decision import Decision
from assistant.verify.anchors import AnchorReader
from assistant.verify.attribution import misattributed
from assistant.verify.joined import renamed, strange, torn
from assistant.verify.names import Mention, NameReader
from assistant.verify.proof import Proof, prove, told_by_others, with_sources
from assistant.verify.stance import Stance
from assistant.verify.stated import Piece, Reader, Stated, whole
from assistant.verify.usual import Usual
from assistant.verify.values import Values
from knowledge.modality import Modality


class Check(StrEnum):
    """The checks in their order; what a verdict names is the one that failed."""

    LABELS = "labels"
    LINKS = "links"
    LANGUAGE = "language"
    VALUES = "values"
    NAMES = "names"
    NEGATION = "negation"
    MODALITY = "modality"
    MEANING = "meaning"
    PASSED = "passed"


@dataclass(frozen=True, slots=True)
class Checks:
    """What sentences are compared by."""

    reader: Reader
    values: Values
    names: NameReader
    anchors: AnchorReader
    stance: Stance
    modality: Modality
    decision: Decision
    usual: Usual


def proofs(
    claim: Stated, pieces: Sequence[Piece], evidence: Mapping[int, Evidence], checks: Checks
) -> list[Proof] | Check:
    """Sentences that hold the values and names of a claim; else the check that fails."""
    found = checks.anchors.read(claim, pieces, evidence)
    anchors, proven = found.anchors, frozenset[str]().union(*found.held)
    if any(value not in proven for value in anchors.values):
        return Check.VALUES
    if checks.names.missing(claim, pieces) or strange(claim, pieces, checks.names):
        return Check.NAMES
    if torn(claim, pieces, checks.names) or renamed(claim, found.told, pieces, checks.names):
        return Check.NAMES
    if told_by_others(claim, found, pieces):
        return Check.NAMES
    possible = prove(claim, found.pieces, anchors, found.held)
    if not possible:
        return Check.NAMES if anchors.names else Check.VALUES
    if misattributed(anchors.values, found.named, found.pieces, found.held):
        return Check.NAMES
    sourced = (with_sources(proof, claim, found, checks.usual) for proof in possible)
    credited = [proof for proof in sourced if proof]
    fallen = [_differs(claim, found.told, proof, checks) for proof in credited]
    holding = [p for p, check in zip(credited, fallen, strict=True) if check is None]
    return holding or next(iter(fallen), None) or Check.NAMES


def parted(claim: Stated, pieces: Sequence[Piece], checks: Checks) -> bool:
    """Whether a claim may be proven share by share: all of its names are there, each as one."""
    named = checks.names.named(claim, pieces)
    return not (
        checks.names.missing(claim, pieces)
        or strange(claim, pieces, checks.names)
        or torn(claim, pieces, checks.names)
        or renamed(claim, named, pieces, checks.names)
    )


def _differs(claim: Stated, told: Sequence[Mention], proof: Proof, checks: Checks) -> Check | None:
    """Which of the values and names a proof has otherwise than the claim."""
    if any(checks.modality.unproven_figures(claim.plain, whole(proof.stated))):
        return Check.VALUES
    if checks.values.foreign(claim.text, [t for p in proof.pieces for t in (p.text, p.imprint)]):
        return Check.VALUES
    exchanged = (
        checks.names.exchanged(claim, told, stated, checks.values.proving(claim, stated))
        for stated in proof.stated
    )
    return Check.NAMES if any(exchanged) else None
