"""Words in opposition: what a statement says of something, and what sets two statements apart."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from knowledge.errors import InvalidKnowledge
from knowledge.folding import fold, plain
from knowledge.values import Value, ValueKind
from knowledge.yaml_file import read_yaml

Pattern = re.Pattern[str]
_CLAUSE = re.compile(r"[,;:.()]|\b(?:but|mais|pero|sino)\b")
_WORDS_BEFORE = 5  # a negation further from a word does not turn it


@dataclass(frozen=True, slots=True)
class _Scale:
    negatable: bool
    describes: bool
    poles: tuple[Pattern, ...]


@dataclass(frozen=True, slots=True)
class Opposites:
    """The tables of `opposites.yaml`; knows no corpus."""

    scales: Mapping[str, _Scale]
    contrasts: Mapping[str, tuple[Pattern, ...]]
    marks: Mapping[str, Pattern]
    alike: Mapping[str, Pattern]
    negation: Pattern
    no_negation: Pattern
    reporting: Pattern
    topics: Mapping[str, Mapping[str, str]]
    sides: tuple[Mapping[str, str], ...]

    @classmethod
    def load(cls, path: Path) -> Opposites:
        """Raises InvalidKnowledge where the file is not what it should be."""
        try:
            return cls._read(read_yaml(path))
        except (KeyError, TypeError, AttributeError, re.error) as error:
            raise InvalidKnowledge([f"{path.name}: {error!r}"]) from error

    @classmethod
    def _read(cls, data: Mapping[str, Any]) -> Opposites:
        return cls(
            scales={
                name: _Scale(
                    bool(scale["negatable"]),
                    bool(scale["describes"]),
                    tuple(map(_any, scale["poles"])),
                )
                for name, scale in data["scales"].items()
            },
            contrasts={name: tuple(map(_any, sides)) for name, sides in data["contrasts"].items()},
            marks={name: _any(words) for name, words in data["marks"].items()},
            alike={name: _any(words) for name, words in data["alike"].items()},
            negation=_any(data["negations"]),
            no_negation=_any(data["not_negations"]),
            reporting=re.compile("|".join(data["reporting"])),
            topics=data["topics"],
            sides=tuple(data["sides"]),
        )

    def stands(self, text: str) -> list[Value]:
        """Where the text stands on each scale that it speaks of: pole 0 or 1."""
        folded = self._plain(text)
        return sorted(self._stands(folded), key=lambda v: v.start)

    def _stands(self, folded: str) -> Iterator[Value]:
        for name, scale in self.scales.items():
            for pole, pattern in enumerate(scale.poles):
                for match in pattern.finditer(folded):
                    turned = scale.negatable and self._negated_before(folded, match.start())
                    side = float(pole ^ turned)
                    yield Value(ValueKind.SCALE, name, side, side, match.start(), match.end())

    def side(self, text: str) -> Value:
        """Whether the text as a whole is said (0) or denied (1)."""
        denied = float(bool(self.negation.search(self._plain(text))))
        return Value(ValueKind.POLARITY, "", denied, denied, 0, len(text))

    def sided(self, value: Value) -> bool:
        """Whether a negation turns the value, so that its words alone do not show it."""
        scale = value.kind is ValueKind.SCALE and self.scales[value.unit].negatable
        return scale or value.kind is ValueKind.POLARITY

    def describes(self, value: Value) -> bool:
        """Whether the words beside a value on a scale say of whom it tells."""
        return self.scales[value.unit].describes

    def side_name(self, value: Value, language: str) -> str:
        """Yes or no, for a value that is sided."""
        return self.sides[int(value.low)][language]

    def apart(self, one: str, other: str) -> bool:
        """Whether qualifications of two statements set them apart: first and second year, the
        minimum and the maximum, a part and the whole."""
        first, second = fold(one), fold(other)
        for sides in self.contrasts.values():
            here = {n for n, side in enumerate(sides) if side.search(first)}
            there = {n for n, side in enumerate(sides) if side.search(second)}
            if here and there and not here & there:
                return True
        return any(bool(m.search(first)) != bool(m.search(second)) for m in self.marks.values())

    def kin(self, words: Iterable[str]) -> frozenset[str]:
        """The groups of words for much the same thing that any of these words is in."""
        return frozenset(n for n, group in self.alike.items() for w in words if group.fullmatch(w))

    def without_reporting(self, text: str) -> str:
        """The text with who reports it, and when, blanked out; of the same length."""
        return _blank(self.reporting, plain(text), text)

    def topic(self, value: Value, language: str) -> str:
        """What two differing values are about, in the reader's language."""
        name = value.unit if value.kind is ValueKind.SCALE else value.kind.value
        return self.topics[name][language]

    def _negated_before(self, folded: str, position: int) -> bool:
        clause = _CLAUSE.split(folded[:position])[-1]
        near = " ".join(clause.split()[-_WORDS_BEFORE:])
        next_word = re.split(r"[,;:.()]", folded[position:])[0].split()[1:2]
        return bool(self.negation.search(near)) or bool({"not", "pas", "no"} & set(next_word))

    def _plain(self, text: str) -> str:
        """Folded, with what only looks like a negation blanked out."""
        folded = plain(text)
        return _blank(self.no_negation, folded, folded)


def _any(words: Iterable[str]) -> Pattern:
    longest_first = sorted(words, key=len, reverse=True)
    return re.compile(r"(?<![\w-])(?:" + "|".join(longest_first) + r")(?!\w)")


def _blank(pattern: Pattern, where: str, text: str) -> str:
    for match in pattern.finditer(where):
        text = text[: match.start()] + " " * (match.end() - match.start()) + text[match.end() :]
    return text
