"""The verdict on a drafted sentence: whether the passages that it cites prove it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from assistant.answer import Citation, Evidence
from assistant.decision import Decision
from assistant.verify.attribution import Attribution, attributed, attributions, misattributed
from assistant.verify.links import addresses
from assistant.verify.names import NameReader
from assistant.verify.proof import Anchors, Proof, closest, narrowed, prove, with_sources
from assistant.verify.stance import Stance
from assistant.verify.stated import Piece, Reader, Stated, whole
from assistant.verify.support import features
from assistant.verify.values import Values
from knowledge.document import Language
from knowledge.modality import Modality

_LABEL = re.compile(r"\s*\[\d+(?:\s*,\s*\d+)*\]")
_WORD = re.compile(r"[^\W\d_]{2,}")
_ENOUGH_WORDS = 4  # fewer do not show a language
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
    stance: Stance
    modality: Modality
    decision: Decision


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
        for piece in (p for pieces in self._pieces.values() for p in pieces):
            checks.names.learn(piece)
            checks.values.learn(piece)

    def verdict(self, sentence: str, labels: Sequence[int], language: Language) -> Verdict:
        """Whether the passages with these labels prove a sentence in this language."""
        text = _LABEL.sub("", sentence).strip()
        if not labels or any(label not in self._evidence for label in labels):
            return _fallen(Check.LABELS)
        pieces = [p for label in dict.fromkeys(labels) for p in self._pieces[label]]
        if not addresses(text) <= addresses(" \n ".join(p.text for p in pieces)):
            return _fallen(Check.LINKS)
        if not self._speaks(text, language):
            return _fallen(Check.LANGUAGE)
        claim = self._checks.reader.read(text, language)
        if not pieces:
            return _fallen(Check.MEANING)
        if self._checks.values.foreign(text, [t for p in pieces for t in (p.text, p.imprint)]):
            return _fallen(Check.VALUES, self._score(claim, closest(claim, pieces)))
        return self._compared(claim, pieces)

    def features(self, sentence: str, labels: Sequence[int], language: Language) -> Features | None:
        """What the decision on the meaning of a sentence goes by; None where it does not come to
        that, because an earlier check fails."""
        pieces = [p for label in labels for p in self._pieces.get(label, ())]
        claim = self._checks.reader.read(_LABEL.sub("", sentence).strip(), language)
        found = self._proof(claim, pieces) if pieces else Check.LABELS
        if isinstance(found, Check) or self._stance(claim, found.stated):
            return None
        return self._features(claim, found)

    def _compared(self, claim: Stated, pieces: Sequence[Piece]) -> Verdict:
        """What is left when the cheap checks hold."""
        found = self._proof(claim, pieces)
        if isinstance(found, Check):
            return _fallen(found, self._score(claim, closest(claim, pieces)))
        score = self._score(claim, found)
        if fallen := self._stance(claim, found.stated):
            return _fallen(fallen, score)
        if score < self._checks.decision.threshold:
            return _fallen(Check.MEANING, score)
        return Verdict(True, Check.PASSED, score, narrowed(found, self._evidence))

    def _score(self, claim: Stated, proof: Proof) -> float:
        return self._checks.decision.probability(self._features(claim, proof))

    def _features(self, claim: Stated, proof: Proof) -> Features:
        apart = proof.apart | self._checks.names.free(claim)
        return features(claim, replace(proof, apart=apart))

    def _stance(self, claim: Stated, proof: Sequence[Stated]) -> Check | None:
        stance = self._checks.stance
        if stance.turned(claim, proof):
            return Check.NEGATION
        return Check.MODALITY if stance.overstated(claim, proof) else None

    def _proof(self, claim: Stated, pieces: Sequence[Piece]) -> Proof | Check:
        """The sentences that hold the values and names of a claim; else the check that fails."""
        checks = self._checks
        anchors, named, held = self._anchors(claim, pieces)
        proven = frozenset[str]().union(*held)
        if any(value not in proven for value in anchors.values):
            return Check.VALUES
        if checks.names.missing(claim, pieces):
            return Check.NAMES
        found = prove(claim, pieces, anchors, held)
        if found is None:
            return Check.NAMES if anchors.names else Check.VALUES
        if misattributed(anchors.values, named, pieces, held):
            return Check.NAMES
        found = with_sources(found, claim, named, pieces)
        if any(checks.modality.unproven_figures(claim.plain, whole(found.stated))):
            return Check.VALUES
        quotes = [t for p in found.pieces for t in (p.text, p.imprint)]
        if checks.values.foreign(claim.text, quotes):
            return Check.VALUES
        if any(
            checks.names.exchanged(claim, p, checks.values.proving(claim, p)) for p in found.stated
        ):
            return Check.NAMES
        return found

    def _anchors(
        self, claim: Stated, pieces: Sequence[Piece]
    ) -> tuple[Anchors, list[Attribution], list[frozenset[str]]]:
        """The values and names of a claim, who it says them from, and which each sentence holds."""
        values, names = self._checks.values, self._checks.names
        cited = {p.label: self._evidence[p.label] for p in pieces}
        mentions = names.named(claim, pieces)
        named = list(attributions(mentions, claim.text, cited))
        places = {a.place for a in named}
        dated = {v for p in pieces for v in values.dated(claim, p.imprint)}
        own = [v for v in claim.values if v not in dated or not attributed(v, named)]
        told = [m for m in mentions if m.start not in places]
        anchors = Anchors(
            {f"v{v.start}": v.start for v in own}, {f"n{m.key}": m.start for m in told}
        )
        held = []
        for piece in pieces:
            missing = set(values.missing(claim, piece.stated)) - dated
            here = {f"n{m.key}" for m in told if names.held(m, claim, piece)}
            held.append(frozenset({f"v{v.start}" for v in own if v not in missing} | here))
        return anchors, named, held

    def _speaks(self, text: str, language: Language) -> bool:
        """Whether a sentence is in a language, as far as its words show it."""
        if len(_WORD.findall(text)) < _ENOUGH_WORDS:
            return True
        return self._detect(text, language) == language


def _fallen(check: Check, score: float = 0.0) -> Verdict:
    return Verdict(False, check, score if check is Check.MEANING else score * _DOUBT)
