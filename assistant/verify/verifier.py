"""The verdict on a drafted sentence: whether the passages that it cites prove it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from assistant.answer import Citation, Evidence
from assistant.verify.alike import alike, misdated, repeats
from assistant.verify.grounds import Check, Checks, parted, proofs
from assistant.verify.links import addresses
from assistant.verify.proof import Proof, closest, narrowed
from assistant.verify.shares import Share, names_several, shares, undisputed
from assistant.verify.stated import Piece, Stated
from assistant.verify.support import features, half_true, told_elsewhere
from knowledge.document import Language
from knowledge.embedder import Vectors

_LABEL = re.compile(r"\s*\[\d+(?:\s*,\s*\d+)*\]")
_WORD = re.compile(r"[^\W\d_]{2,}")
_ENOUGH_WORDS = 4  # fewer do not show a language
_TELLING = 2  # content words, the fewest of a statement without a figure
_DOUBT = 0.15  # of the support by meaning, for a sentence that another check rejects
Features = tuple[float, ...]
Detect = Callable[[str, Language], Language]
"""The language of a text, or the given one where it could be several."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether a sentence is proven; if not, by which check it fell.

    `score` tells how well it is supported, 0 to 1: by meaning, and less where a check fails.
    `narrowed` are the exact words behind a proven sentence, a Citation for each label that it or
    its shares need.
    """

    supported: bool
    check: Check
    score: float = 0.0
    narrowed: tuple[Citation, ...] = ()


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

    def verdict(
        self, sentence: str, labels: Sequence[int], language: Language, before: str = ""
    ) -> Verdict:
        """Whether the passages with these labels prove a sentence in this language; `before` is
        the one just before it, where that was proven: others may be said to tell the same."""
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
        verdict = self._compared(claim, pieces, labels)
        if verdict.supported:
            return verdict
        return self._shared(claim, pieces, labels, before) or verdict

    def _shared(
        self, claim: Stated, pieces: Sequence[Piece], labels: Sequence[int], before: str
    ) -> Verdict | None:
        """The verdict on a claim by what each of its publishers is said to tell; None where that
        shows nothing, or one does not bear its share."""
        publishers = {self._evidence[piece.label].source.publisher for piece in pieces}
        same = before and self._checks.modality.same_told.search(claim.plain)
        if not (same or names_several(claim, publishers)):
            return None
        if not parted(claim, pieces, self._checks):
            return None
        verdicts = list[Verdict]()
        for share in self._parts(claim, pieces, before):
            own = [p for p in pieces if p.label in share.labels]
            verdict = self._compared(share.claim, own, labels)
            if not verdict.supported:
                return None
            verdicts.append(verdict)
        if not verdicts:
            return None
        cited = tuple(dict.fromkeys(c for v in verdicts for c in v.narrowed))
        return Verdict(True, Check.PASSED, min(v.score for v in verdicts), cited)

    def _parts(self, claim: Stated, pieces: Sequence[Piece], before: str) -> Sequence[Share]:
        """What of a claim, or of the sentence before, each of its publishers is said to tell."""
        anchors, modality = self._checks.anchors, self._checks.modality
        found = anchors.read(claim, pieces, self._evidence)
        same = repeats(claim, found, modality)
        if not same and (parts := shares(claim, found, modality)):
            return parts
        several = len({a.labels for a in found.named}) > 1
        if not (before if same else several) or modality.differing.search(claim.plain):
            return ()
        if misdated(claim, found, pieces, self._checks.values, every=same):
            return ()
        if not same:
            return alike(claim, found, found)
        told = self._checks.reader.read(before, claim.language)
        every = [piece for own in self._pieces.values() for piece in own]
        return alike(told, anchors.read(told, every, self._evidence), found)

    def features(self, sentence: str, labels: Sequence[int], language: Language) -> Features | None:
        """What the decision on the meaning of a sentence goes by; None where it does not come to
        that, because an earlier check fails."""
        pieces = [p for label in labels for p in self._pieces.get(label, ())]
        claim = self._checks.reader.read(_LABEL.sub("", sentence).strip(), language)
        found = self._grounds(claim, pieces) if pieces else Check.LABELS
        if isinstance(found, Check) or self._stance(claim, found):
            return None
        return features(claim, *self._compared_by(claim, found[0]))

    def _compared(self, claim: Stated, pieces: Sequence[Piece], labels: Sequence[int]) -> Verdict:
        """What is left when the cheap checks hold. Of several proofs the one counts that bears the
        claim best, and none of them may turn it round."""
        found = self._grounds(claim, pieces)
        if isinstance(found, Check):
            return _fallen(found, self._score(claim, closest(claim, pieces)))
        told = [self._compared_by(claim, proof) for proof in found]
        scores = [self._probability(claim, *each) for each in told]
        score = max(scores)
        if fallen := self._stance(claim, found):
            return _fallen(fallen, score)
        proof, (compared, usual) = found[scores.index(score)], told[scores.index(score)]
        others = [p for n, own in self._pieces.items() if n not in labels for p in own]
        borne_out = score >= self._checks.decision.threshold and not (
            half_true(claim, compared, usual)
            or undisputed(claim, pieces, self._checks.modality)
            or told_elsewhere(claim, compared, self._checks.usual, others)
        )
        if not borne_out or not self._states(claim):
            return _fallen(Check.MEANING, score)
        return Verdict(True, Check.PASSED, score, narrowed(proof, self._evidence))

    def _grounds(self, claim: Stated, pieces: Sequence[Piece]) -> list[Proof] | Check:
        return proofs(claim, pieces, self._evidence, self._checks)

    def _score(self, claim: Stated, proof: Proof) -> float:
        return self._probability(claim, *self._compared_by(claim, proof))

    def _probability(self, claim: Stated, proof: Proof, usual: Vectors) -> float:
        return self._checks.decision.probability(features(claim, proof, usual))

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
