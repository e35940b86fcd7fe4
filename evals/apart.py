"""Whether the Cases are held apart from what the assistant learned from.

A Case measures what was not written down; in the same words it would measure a look-up.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from evals.cases import Case
from evals.errors import InvalidCases
from knowledge.names import phrase
from knowledge.verified import VerifiedAnswer

NEAR = 0.9
"""Share of words in common, of all words of both, from which a question is a copy."""
FEWEST_WORDS = 5
"""Shorter questions are copies only when they are the same."""


@dataclass(frozen=True, slots=True)
class Learned:
    """A text that the assistant knows, and where it stands."""

    text: str
    place: str


def learned_from(
    answers: Iterable[VerifiedAnswer], examples: Iterable[tuple[str, str]]
) -> list[Learned]:
    """All wordings of verified answers and all examples of the classifiers."""
    wordings = (
        Learned(wording, f"a wording of {answer.id}")
        for answer in answers
        for asked in answer.questions.values()
        for wording in asked
    )
    return [*wordings, *(Learned(text, f"an example of {label}") for label, text in examples)]


def check_apart(cases: Iterable[Case], learned: Iterable[Learned]) -> None:
    """Raises InvalidCases with every Case whose question is among the learned texts, or nearly."""
    index = _Index(learned)
    copies = ((case, index.copied(case.turns[-1])) for case in cases)
    problems = [
        f"{case.file}: {case.id}: its question is {found.place}: {found.text!r}"
        for case, found in copies
        if found
    ]
    if problems:
        raise InvalidCases(problems)


class _Index:
    """Finds near copies without comparing every text with every other."""

    def __init__(self, learned: Iterable[Learned]) -> None:
        self._same = {phrase(entry.text): entry for entry in learned}
        self._words = [(frozenset(text.split()), entry) for text, entry in self._same.items()]
        self._frequency = Counter(word for words, _ in self._words for word in words)
        self._holding: Mapping[str, list[int]] = defaultdict(list)
        for place, (words, _) in enumerate(self._words):
            for word in words:
                self._holding[word].append(place)

    def copied(self, question: str) -> Learned | None:
        """The text that the question copies; None where it is its own."""
        asked = phrase(question)
        if same := self._same.get(asked):
            return same
        words = frozenset(asked.split())
        if len(words) < FEWEST_WORDS:
            return None
        # Of a near copy all but a few words are there, so one of these few rarest must be.
        few = len(words) - math.ceil(NEAR * len(words)) + 1
        rarest = sorted(words, key=lambda word: (self._frequency[word], word))[:few]
        for place in (p for word in rarest for p in self._holding.get(word, ())):
            other, entry = self._words[place]
            if len(words & other) >= NEAR * len(words | other):
                return entry
        return None
