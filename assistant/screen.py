"""Messages that are declined before any search: by form, not by meaning."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import Any

from assistant.answer import Reason
from assistant.disguise import plain, readings, scrambled, visible
from assistant.forms import Form, Vocabulary
from assistant.personal_data import only_personal_data, redact
from knowledge.errors import InvalidKnowledge
from knowledge.yaml_file import read_yaml


@dataclass(frozen=True, slots=True)
class Screened:
    """A message made safe to store and search, and why it is declined, if it is.

    `name` is that of the canned text; None is the reason's own.
    """

    text: str
    reason: Reason | None
    name: str | None = None


@dataclass(frozen=True, slots=True)
class Rule:
    """What is declined under one name: by one form, one mark, or enough different signs."""

    name: str
    reason: Reason
    forms: tuple[Form, ...]
    marks: tuple[re.Pattern[str], ...]
    signs: tuple[Form, ...]
    enough: int
    unless: tuple[Form, ...]
    unless_marks: tuple[re.Pattern[str], ...] = ()

    def holds(self, said: Said, barred: frozenset[str] = frozenset()) -> bool:
        """Whether a reading of a message is declined under this name, and nothing bars it."""
        return self.name not in barred and self._found(said) and not self.bars(said)

    def bars(self, said: Said) -> bool:
        """Whether the reading says what makes its words mean something else."""
        return any(map(said.has, self.unless)) or said.marked(self.unless_marks)

    def _found(self, said: Said) -> bool:
        return (
            any(map(said.has, self.forms))
            or said.marked(self.marks)
            or (bool(self.signs) and sum(map(said.has, self.signs)) >= self.enough)
        )


class Said:
    """One reading of a message, with what is looked up for every form."""

    def __init__(self, text: str, vocabulary: Vocabulary, *, as_written: bool) -> None:
        self.text = text.lower()
        self._line = vocabulary.words(text, as_written=as_written)
        self._words = frozenset(self._line.split())
        self._lists = vocabulary.present(self._line)

    def has(self, form: Form) -> bool:
        """Whether the form is in the reading; most are ruled out without a search."""
        for need in form.needed:
            if self._words.isdisjoint(need.words) and self._lists.isdisjoint(need.lists):
                return False
        return form.pattern.search(self._line) is not None

    def marked(self, marks: Iterable[re.Pattern[str]]) -> bool:
        """Whether one of the expressions is in the reading as it is written, in lower case."""
        return any(mark.search(self.text) for mark in marks)


class Screen:
    """Applies the rules of `screening.yaml` in the order of the file."""

    def __init__(self, vocabulary: Vocabulary, rules: Sequence[Rule]) -> None:
        self._vocabulary = vocabulary
        self._rules = tuple(rules)

    @classmethod
    def load(cls, path: Path) -> Screen:
        """Raises InvalidKnowledge, naming what is wrong with the file."""
        try:
            data = read_yaml(path)
            vocabulary = Vocabulary(data["words"], data.get("misspelt", ()))
            return cls(vocabulary, [_rule(n, r, vocabulary) for n, r in data["declined"].items()])
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise InvalidKnowledge([f"{path.name}: {error}"]) from error

    def __call__(self, message: str) -> Screened:
        """The message without unseen characters and personal data, and the verdict."""
        seen = visible(message)
        text, kinds = redact(seen)
        first = Said(plain(seen), self._vocabulary, as_written=False)
        barred = frozenset(rule.name for rule in self._rules if rule.bars(first))
        for said in chain((first,), self._said(message, seen)):
            for rule in self._rules:
                if rule.holds(said, barred):
                    return Screened(text, rule.reason, rule.name)
        if kinds and only_personal_data(text):
            return Screened(text, Reason.PERSONAL_DATA, Reason.PERSONAL_DATA.value)
        return Screened(text, None)

    def _said(self, message: str, seen: str) -> Iterator[Said]:
        for reading in readings(message, seen):
            yield Said(reading, self._vocabulary, as_written=False)
        for reading in scrambled(seen):
            if self._vocabulary.tells(reading.lower()):
                yield Said(reading, self._vocabulary, as_written=True)


def screened_text(message: str) -> str:
    """A message as it is stored: without unseen characters and personal data."""
    return redact(visible(message))[0]


def _rule(name: str, data: Mapping[str, Any], vocabulary: Vocabulary) -> Rule:
    """Raises ValueError, naming the form that cannot be read."""
    try:
        return Rule(
            name,
            Reason(data["reason"]),
            tuple(_form(text, vocabulary) for text in data.get("forms", ())),
            _marks(data.get("marks", ())),
            tuple(_form(text, vocabulary) for text in data.get("signs", ())),
            int(data.get("enough", 2)),
            tuple(_form(text, vocabulary) for text in data.get("unless", ())),
            _marks(data.get("unless_marks", ())),
        )
    except re.error as error:
        raise ValueError(f"{name}: {error}") from error


def _marks(texts: Iterable[str]) -> tuple[re.Pattern[str], ...]:
    return tuple(map(re.compile, texts))


def _form(text: str, vocabulary: Vocabulary) -> Form:
    try:
        return vocabulary.compile(text)
    except (re.error, KeyError) as error:
        raise ValueError(f"{text!r} is no form: {error}") from error
