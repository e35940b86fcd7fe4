"""The verdict on a drafted sentence: whether the passages that it cites prove it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from assistant.answer import Citation, Evidence
from assistant.decision import Decision
from assistant.verify.anchors import AnchorReader
from assistant.verify.attribution import misattributed
from assistant.verify.joined import renamed, torn
from assistant.verify.links import addresses
from assistant.verify.names import Mention, NameReader
from assistant.verify.proof import (
    Proof,
    closest,
    narrowed,
    prove,
    told_by_others,
    with_sources,
)
from assistant.verify.stance import Stance
from assistant.verify.stated import Piece, Reader, Stated, whole
from assistant.verify.support import features, half_true, told_elsewhere
from assistant.verify.usual import Usual
from assistant.verify.values import Values
from knowledge.document import Language
from knowledge.embedder import Vectors
from knowledge.modality import Modality

_LABEL = re.compile(r"\s*\[\d+(?:\s*,\s*\d+)*\]")
_WORD = re.compile(r"[^\W\d_]{2,}")
_ENOUGH_WORDS = 4  # fewer do not show a language
_TELLING = 2  # content words, the fewest of a statement without a figure
_DOUBT = 0.15  # of the support by meaning, for a sentence that another check rejects
Features = tuple[float, ...]
Detect = Callable[[str, Language], Language]
"""The language of a text, or the given one where it could be several."""


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
class Verdict:
    """Whether a sentence is proven; if not, by which check it fell.

    `score` tells how well it is supported, 0 to 1: by meaning, and less where a check fails.
    `narrowed` are the exact words behind a proven sentence, one Citation for each label that it
    needs.
    """

    supported: bool
    check: Check
    score: float = 0.0
    narrowed: tuple[Citation, ...] = ()


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


class Verifier:
    """Verifies sentences against Evidence."""

    def __init__(self, checks: Checks, detect: Detect) -> None:
        self._checks = checks
        self._detect = detect

    def over(self, evidence: Iterable[Evidence]) -> Verification:
        """A Verification over these passages, read once: some 40 ms each where they are new."""
        return Verification(self._checks, self._detect, {e.label: e for e in evidence})

    def verdict(
        self,
        sentence: str,
        labels: Sequence[int],
        evidence: Mapping[int, Evidence],
        language: Language,
    ) -> Verdict:
        """Whether the passages with these labels prove a sentence in this language."""
        cited = [evidence[label] for label in labels if label in evidence]
        return self.over(cited).verdict(sentence, labels, language)


class Verification:
    """Verdicts on the sentences of one answer."""

    def __init__(self, checks: Checks, detect: Detect, evidence: Mapping[int, Evidence]) -> None:
        self._checks = checks
        self._detect = detect
        self._evidence = dict(evidence)
        self._pieces = {n: checks.reader.pieces(n, e) for n, e in evidence.items()}
        pieces = [p for each in self._pieces.values() for p in each]
        for piece in pieces:
            checks.names.learn(piece)
            checks.values.learn(piece)
            addresses(piece.text)
        checks.usual.prepare({piece.stated.language for piece in pieces})

    def verdict(self, sentence: str, labels: Sequence[int], language: Language) -> Verdict:
        """Whether the passages with these labels prove a sentence in this language."""
        text = _LABEL.sub("", sentence).strip()
        if not labels or any(label not in self._evidence for label in labels):
            return _fallen(Check.LABELS)
        pieces = [p for label in dict.fromkeys(labels) for p in self._pieces[label]]
        if not addresses(text) <= frozenset[str]().union(*(addresses(p.text) for p in pieces)):
            return _fallen(Check.LINKS)
        if not self._speaks(text, language):
            return _fallen(Check.LANGUAGE)
        claim = self._checks.reader.read(text, language)
        if not pieces:
            return _fallen(Check.MEANING)
        if self._checks.values.foreign(text, [t for p in pieces for t in (p.text, p.imprint)]):
            return _fallen(Check.VALUES, self._score(claim, closest(claim, pieces)))
        return self._compared(claim, pieces, labels)

    def features(self, sentence: str, labels: Sequence[int], language: Language) -> Features | None:
        """What the decision on the meaning of a sentence goes by; None where it does not come to
        that, because an earlier check fails."""
        pieces = [p for label in labels for p in self._pieces.get(label, ())]
        claim = self._checks.reader.read(_LABEL.sub("", sentence).strip(), language)
        found = self._proofs(claim, pieces) if pieces else Check.LABELS
        if isinstance(found, Check) or self._stance(claim, found):
            return None
        return self._features(claim, found[0])

    def _compared(self, claim: Stated, pieces: Sequence[Piece], labels: Sequence[int]) -> Verdict:
        """What is left when the cheap checks hold. Of several proofs the one counts that bears the
        claim best, and none of them may turn it round."""
        found = self._proofs(claim, pieces)
        if isinstance(found, Check):
            return _fallen(found, self._score(claim, closest(claim, pieces)))
        score, place = max((self._score(claim, p), -n) for n, p in enumerate(found))
        if fallen := self._stance(claim, found):
            return _fallen(fallen, score)
        proof = found[-place]
        others = [p for n, own in self._pieces.items() if n not in labels for p in own]
        compared, usual = self._compared_by(claim, proof)
        borne_out = score >= self._checks.decision.threshold and not (
            half_true(claim, compared, usual)
            or told_elsewhere(claim, compared, self._checks.usual, others)
        )
        if not borne_out or not self._states(claim):
            return _fallen(Check.MEANING, score)
        return Verdict(True, Check.PASSED, score, narrowed(proof, self._evidence))

    def _score(self, claim: Stated, proof: Proof) -> float:
        return self._checks.decision.probability(self._features(claim, proof))

    def _features(self, claim: Stated, proof: Proof) -> Features:
        return features(claim, *self._compared_by(claim, proof))

    def _compared_by(self, claim: Stated, proof: Proof) -> tuple[Proof, Vectors]:
        """The proof without the words that need none, and how near any sentence comes."""
        free = self._checks.names.free(claim) | self._checks.modality.linking
        linked = {n for n, word in enumerate(claim.words.texts) if word in free}
        usual = self._checks.usual.near(claim.words, proof.pieces[0].stated.language)
        return replace(proof, apart=proof.apart | linked), usual

    def _stance(self, claim: Stated, proofs: Sequence[Proof]) -> Check | None:
        stance, apart = self._checks.stance, proofs[0].apart
        told = list(dict.fromkeys(s for proof in proofs for s in proof.stated))
        if stance.turned(claim, told, apart):
            return Check.NEGATION
        return Check.MODALITY if stance.overstated(claim, told, apart) else None

    def _proofs(self, claim: Stated, pieces: Sequence[Piece]) -> list[Proof] | Check:
        """Sentences that hold the values and names of a claim; else the check that fails."""
        checks = self._checks
        found = checks.anchors.read(claim, pieces, self._evidence)
        anchors, proven = found.anchors, frozenset[str]().union(*found.held)
        if any(value not in proven for value in anchors.values):
            return Check.VALUES
        if checks.names.missing(claim, pieces) or torn(claim, pieces, checks.names):
            return Check.NAMES
        if renamed(claim, found.told, pieces, checks.names):
            return Check.NAMES
        if told_by_others(claim, found, pieces):
            return Check.NAMES
        possible = prove(claim, found.pieces, anchors, found.held)
        if not possible:
            return Check.NAMES if anchors.names else Check.VALUES
        if misattributed(anchors.values, found.named, found.pieces, found.held):
            return Check.NAMES
        sourced = (with_sources(proof, claim, found, checks.usual) for proof in possible)
        proofs = [proof for proof in sourced if proof]
        fallen = [self._differs(claim, found.told, proof) for proof in proofs]
        holding = [p for p, check in zip(proofs, fallen, strict=True) if check is None]
        return holding or next(iter(fallen), None) or Check.NAMES

    def _differs(self, claim: Stated, told: Sequence[Mention], proof: Proof) -> Check | None:
        """Which of the values and names a proof has otherwise than the claim."""
        checks = self._checks
        if any(checks.modality.unproven_figures(claim.plain, whole(proof.stated))):
            return Check.VALUES
        if checks.values.foreign(
            claim.text, [t for p in proof.pieces for t in (p.text, p.imprint)]
        ):
            return Check.VALUES
        exchanged = (
            checks.names.exchanged(claim, told, stated, checks.values.proving(claim, stated))
            for stated in proof.stated
        )
        return Check.NAMES if any(exchanged) else None

    def _states(self, claim: Stated) -> bool:
        """Whether a claim states anything: it does not ask, and is more than a name or two."""
        free = self._checks.names.free(claim) | self._checks.modality.linking
        telling = sum(word not in free for word in claim.words.texts)
        return not claim.text.endswith("?") and (telling >= _TELLING or bool(claim.values))

    def _speaks(self, text: str, language: Language) -> bool:
        """Whether a sentence is in a language, as far as its words show it."""
        if len(_WORD.findall(text)) < _ENOUGH_WORDS:
            return True
        return self._detect(text, language) == language


def _fallen(check: Check, score: float = 0.0) -> Verdict:
    return Verdict(False, check, score if check is Check.MEANING else score * _DOUBT)
