"""Questions that lean on the one before: examples, and the form in which both are read together."""

from __future__ import annotations

import random
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from knowledge.classifier import fitted_on
from knowledge.document import LANGUAGES, Passage
from knowledge.errors import InvalidKnowledge
from knowledge.examples import UNKNOWN, examples_for
from knowledge.yaml_file import read_yaml

FOLDER = "follow_ups"
_SEED = 20261122
_CHANGES = 1500  # questions that stand alone behind another one: the topic may change


@dataclass(frozen=True, slots=True)
class FollowUp:
    """What is asked after a verified answer, and the verified answer (or UNKNOWN) it wants."""

    after: str
    wants: str
    language: str
    text: str


def joined(before: str, question: str) -> str:
    """A question behind the one that it leans on."""
    return f"{before.rstrip(' ?.!')} — {question}"


def read_follow_ups(folder: Path) -> list[FollowUp]:
    """The examples of `follow_ups/*.yaml`, which may be missing; raises InvalidKnowledge."""
    found: list[FollowUp] = []
    for path in sorted((folder / FOLDER).glob("*.yaml")):
        try:
            found.extend(f for entry in read_yaml(path) for f in _read(entry))
        except (KeyError, TypeError, AttributeError) as error:
            raise InvalidKnowledge([f"{FOLDER}/{path.name}: not follow-ups: {error}"]) from error
    return found


def _read(entry: dict[str, Any]) -> Iterator[FollowUp]:
    for language in LANGUAGES:
        for text in entry[language]:
            yield FollowUp(str(entry["after"]), str(entry["wants"]), language, str(text))


def follow_up_examples(
    follow_ups: Iterable[FollowUp], wordings: Sequence[Passage]
) -> list[tuple[str, str]]:
    """(label, text) pairs: each follow-up behind a wording of what was told before, and questions
    that stand alone behind any other one. The same data give the same pairs."""
    chance = random.Random(_SEED)
    by_answer: dict[tuple[str, str], list[str]] = {}
    for wording in wordings:
        by_answer.setdefault((wording.source_id, wording.language), []).append(wording.text)
    known = {answer_id for answer_id, _ in by_answer} | {UNKNOWN}
    pairs = [
        (f.wants, joined(chance.choice(by_answer[f.after, f.language]), f.text))
        for f in follow_ups
        if (f.after, f.language) in by_answer and f.wants in known
    ]
    if pairs:
        for _ in range(_CHANGES):
            asked = chance.choice(wordings)
            before = chance.choice(wordings)
            pairs.append((asked.source_id, joined(before.text, asked.text)))
    return pairs


@dataclass(frozen=True, slots=True)
class Lessons:
    """What classifiers are fitted on beside the wordings: (label, text) pairs of both sorts."""

    examples: list[tuple[str, str]]
    leaning: list[tuple[str, str]]

    def key(self, wordings: Sequence[Passage], embedder: str) -> str:
        """Changes with anything that the classifiers are fitted on."""
        return fitted_on(wordings, embedder, [*self.examples, *self.leaning])


def lessons(folder: Path, wordings: Iterable[Passage], passages: Iterable[Passage]) -> Lessons:
    """The examples of a knowledge folder; raises InvalidKnowledge."""
    asked = sorted(wordings, key=lambda w: w.id)
    leaning = follow_up_examples(read_follow_ups(folder), asked)
    return Lessons(examples_for(folder, passages), leaning)
