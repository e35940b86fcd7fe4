"""What is different between two texts, and between two versions of a verified answer."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum
from itertools import zip_longest

from knowledge.document import LANGUAGES
from knowledge.verified import VerifiedAnswer
from knowledge.versions import Tests

_TOKENS = re.compile(r"\d[\d.,]*(?<=\d)|\w+|\s+|[^\w\s]")  # an amount is one word
_WORDS = re.compile(r"\w+")
Step = tuple[str, int, int, int, int]
"""What became of which tokens, as SequenceMatcher tells it."""
_ALIKE = 0.4  # share of the words that two lines have in common where one became the other


class Mark(StrEnum):
    """What became of a piece of text."""

    SAME = "same"
    REMOVED = "removed"
    ADDED = "added"


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece of a text and what became of it."""

    mark: Mark
    text: str


@dataclass(frozen=True, slots=True)
class FieldChange:
    """The lines of one field that are different, and how many are not."""

    part: str
    """As the parts of `knowledge.check.Fault`, without the number of a sentence."""
    lines: tuple[tuple[Piece, ...], ...]
    same: int


def word_changes(old: str, new: str) -> tuple[Piece, ...]:
    """The words of both texts in order, each marked; neighbours with one mark are one piece."""
    before, after = _TOKENS.findall(old), _TOKENS.findall(new)
    steps = SequenceMatcher(None, before, after, autojunk=False).get_opcodes()
    return tuple(marked(before, after, steps))


def marked(before: Sequence[str], after: Sequence[str], steps: Iterable[Step]) -> Iterator[Piece]:
    """The tokens of two texts, by the steps of a SequenceMatcher: what was removed comes before
    what was added in its place."""
    for kind, i, j, k, m in steps:
        if kind == "equal":
            yield Piece(Mark.SAME, "".join(after[k:m]))
            continue
        if i < j:
            yield Piece(Mark.REMOVED, "".join(before[i:j]))
        if k < m:
            yield Piece(Mark.ADDED, "".join(after[k:m]))


def changed_lines(gone: str | None, added: str | None) -> Iterator[tuple[Piece, ...]]:
    """One line by words where a text was changed; two where another took its place."""
    if gone is not None and added is not None:
        words = (_WORDS.findall(gone), _WORDS.findall(added))
        if SequenceMatcher(None, *words, autojunk=False).ratio() >= _ALIKE:
            yield word_changes(gone, added)
            return
    if gone is not None:
        yield (Piece(Mark.REMOVED, gone),)
    if added is not None:
        yield (Piece(Mark.ADDED, added),)


def answer_changes(
    old: tuple[VerifiedAnswer, Tests], new: tuple[VerifiedAnswer, Tests]
) -> list[FieldChange]:
    """The fields of a verified answer, and of its test questions, that are different."""
    before, after = dict(_fields(*old)), dict(_fields(*new))
    found = []
    for part in dict.fromkeys([*before, *after]):
        lines, same = _line_changes(before.get(part, ()), after.get(part, ()))
        if lines:
            found.append(FieldChange(part, lines, same))
    return found


def _line_changes(
    old: Sequence[str], new: Sequence[str]
) -> tuple[tuple[tuple[Piece, ...], ...], int]:
    lines: list[tuple[Piece, ...]] = []
    same = 0
    for kind, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if kind == "equal":
            same += b - a
            continue
        for gone, added in zip_longest(old[a:b], new[c:d]):
            lines.extend(changed_lines(gone, added))
    return tuple(lines), same


def _fields(answer: VerifiedAnswer, tests: Tests) -> Iterator[tuple[str, Sequence[str]]]:
    yield "topic", [answer.topic]
    yield "kind", [answer.kind.value]
    for language in LANGUAGES:
        yield f"questions.{language}", answer.questions.get(language, ())
        sentences = answer.answer.get(language, ())
        yield f"answer.{language}", [_told(s.text, s.cite) for s in sentences]
        yield f"tests.{language}", tests.get(language, ())
    yield "citations", [f"[{key}] {c.source_id}: {c.quote}" for key, c in answer.citations.items()]
    yield (
        "conflicts",
        [
            _told(
                f"{conflict.topic.get('en', '')}: {'; '.join(version.value.values())}", version.cite
            )
            for conflict in answer.conflicts
            for version in conflict.versions
        ],
    )
    yield "as_of", [answer.as_of.isoformat()]
    yield "review_by", [answer.review_by.isoformat()]


def _told(text: str, cite: Sequence[str]) -> str:
    return " ".join([text, *(f"[{key}]" for key in cite)])
