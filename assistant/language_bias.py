"""What a question and a text owe to their languages alone, taken off their similarity.

A multilingual embedding model puts texts of one language nearer to each other than to texts that
say the same in another, so that a passage in the reader's language wins over the one that answers:
language bias (Roy et al. 2020, LAReQA). The few directions in which the languages differ are
learned from texts that exist in all of them, the wordings of the verified answers, and a question
is searched for without its part in them, as Yang et al. 2021 do ("A Simple and Effective Method To
Eliminate the Self Language Bias in Multilingual Representations"). What it gives:
docs/adr/0026-language-bias.md.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from knowledge.document import Passage
from knowledge.embedder import Vectors


@dataclass(frozen=True, slots=True, eq=False)
class LanguageBias:
    """The directions in which languages differ, and each language's usual place along them."""

    directions: Vectors
    """Orthonormal, shape (languages - 1, dimension); no rows where nothing was learned."""
    places: Mapping[str, Vectors] = field(default_factory=dict)

    @classmethod
    def learned(cls, wordings: Sequence[Passage], vectors: Vectors) -> LanguageBias:
        """From wordings, shape (wordings, dimension); each answer counts once in each language.

        Answers without wordings in one of the languages are left out, so that no subject is taken
        for a language in which it is asked about more often.
        """
        means = _means(wordings, vectors)
        if len(means) < 2:
            return cls(np.zeros((0, vectors.shape[1]), dtype=np.float32))
        stacked = np.stack(list(means.values()))
        apart = stacked - stacked.mean(axis=0)
        directions = np.linalg.svd(apart, full_matrices=False)[2][: len(means) - 1]
        return cls(directions, {language: directions @ mean for language, mean in means.items()})

    def without(self, question: Vectors) -> Vectors:
        """A question's vector without its language; shorter than 1."""
        return question - np.asarray((self.directions @ question) @ self.directions)

    def shared(self, question: Vectors, language: str) -> float:
        """What a question's cosine with a text in this language owes to the language, on average;
        0 for a language that nothing was learned about."""
        place = self.places.get(language)
        return 0.0 if place is None else float(self.directions @ question @ place)


def _means(wordings: Sequence[Passage], vectors: Vectors) -> dict[str, Vectors]:
    groups: dict[str, dict[str, list[int]]] = {}
    for row, wording in enumerate(wordings):
        groups.setdefault(wording.source_id, {}).setdefault(wording.language, []).append(row)
    languages = sorted({wording.language for wording in wordings})
    whole = [rows for rows in groups.values() if len(rows) == len(languages)]
    if not whole:
        return {}
    return {
        each: np.mean([vectors[rows[each]].mean(axis=0) for rows in whole], axis=0)
        for each in languages
    }
