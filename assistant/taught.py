"""What questions are matched with, brought in line with verified answers that were just written.

An ingestion fits everything anew, which takes minutes. Until then an answer that it has not seen
gets a row of its own in the classifier, within a second (knowledge/grow.py).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence, Set
from dataclasses import dataclass

import numpy as np

from knowledge.classifier import Classifier
from knowledge.document import Passage
from knowledge.embedder import Embedder, Vectors
from knowledge.grow import with_label
from knowledge.verified import VerifiedAnswer
from knowledge.wordings import wordings

_CLOSE = 500  # wordings of other answers, and
_ANY = 2000  # of all, that a new answer is told from
_Asked = tuple[str, str, str]  # answer, language and text: what tells wordings apart


@dataclass(frozen=True, slots=True, eq=False)
class Taught:
    """Wordings with their vectors, one row each, and the classifier that was fitted to them.

    `unknown` holds vectors of questions that no verified answer covers, shape (n, dimension).
    """

    wordings: tuple[Passage, ...]
    vectors: Vectors
    classifier: Classifier | None
    unknown: Vectors

    def with_answers(self, answers: Iterable[VerifiedAnswer], embedder: Embedder) -> Taught:
        """With exactly the wordings of these answers; those that are known already cost nothing."""
        by_id = {answer.id: answer for answer in answers}
        wanted = {answer_id: _asked_of(answer) for answer_id, answer in by_id.items()}
        taught = self._without(set().union(*wanted.values()))
        known = set(map(_asked, taught.wordings))
        for answer_id, own in wanted.items():
            if own <= known:  # the rule: Passages are made of new wordings alone
                continue
            new = [w for w in wordings(by_id[answer_id]) if _asked(w) not in known]
            taught = taught.with_wordings(
                answer_id, new, embedder.embed_queries([w.text for w in new])
            )
        return taught

    def _without(self, kept: Set[_Asked]) -> Taught:
        """Without the wordings that are not `kept`."""
        rows = [n for n, w in enumerate(self.wordings) if _asked(w) in kept]
        if len(rows) == len(self.wordings):
            return self
        left = tuple(self.wordings[n] for n in rows)
        return Taught(left, self.vectors[rows], self.classifier, self.unknown)

    def with_wordings(self, answer_id: str, new: Sequence[Passage], vectors: Vectors) -> Taught:
        """With more wordings of an answer, which the classifier learns where it does not take
        them for that answer's already."""
        all_vectors = np.vstack([self.vectors, vectors])
        all_wordings = (*self.wordings, *new)
        classifier = self.classifier
        if classifier and not all(_likeliest(classifier, v) == answer_id for v in vectors):
            own = np.array([w.source_id == answer_id for w in all_wordings])
            others = _others(all_vectors[~own], all_vectors[own])
            unknown = _still_unknown(self.unknown, all_vectors[own])
            others = np.vstack([others, unknown]) if len(unknown) else others
            classifier = with_label(classifier, answer_id, all_vectors[own], others)
        return Taught(all_wordings, all_vectors, classifier, self.unknown)


def _asked_of(answer: VerifiedAnswer) -> set[_Asked]:
    return {(answer.id, code, text) for code, own in answer.questions.items() for text in own}


def _asked(wording: Passage) -> _Asked:
    return wording.source_id, wording.language, wording.text


def _others(vectors: Vectors, own: Vectors) -> Vectors:
    """Vectors that an answer is told from: those close to it, and some of all."""
    close = np.argsort(-(vectors @ own.mean(axis=0)))[:_CLOSE]
    spread = np.arange(0, len(vectors), max(1, len(vectors) // _ANY))
    chosen: Vectors = vectors[np.union1d(close, spread)]
    return chosen


def _still_unknown(unknown: Vectors, own: Vectors) -> Vectors:
    """Without the questions that an answer of these wordings is for: they are as near to one of
    them as half of the wordings are to another."""
    if not len(unknown) or len(own) < 2:
        return unknown
    alike = own @ own.T
    np.fill_diagonal(alike, -1.0)
    near = np.median(alike.max(axis=1))
    kept: Vectors = unknown[(unknown @ own.T).max(axis=1) < near]
    return kept


def _likeliest(classifier: Classifier, vector: Vectors) -> str:
    return classifier.labels[int(np.argmax(classifier.logits(vector)))]
