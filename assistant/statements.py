"""What a sentence says: its typed values, what they are values of, and the words around them."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

from assistant.alignment import Rarity, Words, content_words
from assistant.frames import exchanged
from knowledge.dates import dates
from knowledge.embedder import TokenStates
from knowledge.folding import blanked
from knowledge.lexical import stems
from knowledge.listing import listing
from knowledge.opposites import Opposites
from knowledge.quantities import values_of
from knowledge.values import Value, ValueKind

_CACHED = 4096
_CLOSE = 12  # words on either side of a value that tell what it is about
_ADJECTIVE_FIRST = {"en"}
_SAME_THING = 0.84  # how near the states of two names for one thing are
_SAME_THING_ABROAD = 0.80  # the same across languages
_NAME = re.compile(r"\b[A-ZÀ-Þ][\w.&’-]*")
_WORD = re.compile(r"[^\W_]+(?:[’'-][^\W_]+)*")


@dataclass(frozen=True, slots=True, eq=False)
class Statement:
    """A sentence with its values; `rest` is the sentence with them, and with who reports it,
    blanked out, `words` are the content words of the rest."""

    text: str
    rest: str
    language: str
    values: tuple[Value, ...]
    words: Words
    states: TokenStates

    @property
    def dates(self) -> list[Value]:
        """The dates among its values."""
        return [v for v in self.values if v.kind is ValueKind.DATE]

    def phrase(self, value: Value) -> tuple[int, int]:
        """The words of a value with what they describe: "junior managers", "managers juniors"."""
        ahead = next(_WORD.finditer(self.text, value.end), None)
        behind = next(reversed(list(_WORD.finditer(self.text[: value.start]))), None)
        sides = (ahead, behind) if self.language in _ADJECTIVE_FIRST else (behind, ahead)
        for match in sides:
            if match and self._beside(match, value):
                return min(match.start(), value.start), max(match.end(), value.end)
        return value.start, value.end

    def around(self, value: Value) -> str:
        """The sentence without a value; all of it where the value is the sentence."""
        if value.kind is ValueKind.POLARITY:
            return self.text
        return _without(self.text, value)

    def _beside(self, match: re.Match[str], value: Value) -> bool:
        between = self.text[min(match.end(), value.end) : max(match.start(), value.start)]
        return not between.strip() and bool(stems(match[0], self.language))


class Statements:
    """Reads sentences; remembers those it has read."""

    def __init__(
        self, states: Callable[[str], TokenStates], rarity: Rarity, opposites: Opposites
    ) -> None:
        """`states` gives the token states of a text as a passage."""
        self._states = states
        self._rarity = rarity
        self._opposites = opposites
        self.values = lru_cache(maxsize=_CACHED)(self._values)
        self.read = lru_cache(maxsize=_CACHED)(self._read)

    def thing(self, statement: Statement, value: Value) -> Words | None:
        """What a value counts or describes; None where the sentence does not say it beside it."""
        start, end = value.noun
        if value.kind is ValueKind.SCALE and self._opposites.describes(value):
            start, end = statement.phrase(value)
        piece = _NAME.sub(lambda m: " " * len(m[0]) if m.start() else m[0], statement.rest)
        words = self._content(statement, piece, start, end)
        return words if words.texts else None

    def near(self, statement: Statement, value: Value) -> Words:
        """The content words of the rest close to a value; all where the statement is one."""
        if value.kind is ValueKind.POLARITY:
            return statement.words
        start, end = value.start, max(value.end, value.noun[1])
        before = [m.start() for m in _WORD.finditer(statement.text[:start])][-_CLOSE:]
        after = [m.end() for m in _WORD.finditer(statement.text, end)][:_CLOSE]
        return self._words(statement, before[0] if before else start, after[-1] if after else end)

    def same_thing(
        self, here: Statement, there: Statement, pair: tuple[Value, Value]
    ) -> bool | None:
        """Whether two values count or describe the same; None where one side does not tell."""
        first, second = self.thing(here, pair[0]), self.thing(there, pair[1])
        if first is None or second is None:
            return None
        same_stem = here.language == there.language and bool(
            _stems(first, here.language) & _stems(second, there.language)
        )
        near = _SAME_THING if here.language == there.language else _SAME_THING_ABROAD
        kin = pair[0].kind is ValueKind.COUNT
        return same_stem or self.alike(first, second, near, kin=kin)

    def exchanged(self, here: Statement, there: Statement, pair: tuple[Value, Value]) -> bool:
        """Whether two statements of one language are alike but for what they are about."""
        if here.language != there.language or pair[0].kind is ValueKind.POLARITY:
            return False
        return exchanged(self._sides(here, pair[0]), self._sides(there, pair[1]), here.language)

    def alike(self, first: Words, second: Words, near: float, *, kin: bool = True) -> bool:
        """Whether two names mean the same: by their states, or, with `kin`, as words for much the
        same."""
        if not first.texts or not second.texts:
            return False
        close = float((first.states @ second.states.T).max()) >= near
        groups = self._opposites.kin
        return close or (kin and bool(groups(first.texts) & groups(second.texts)))

    def _sides(self, statement: Statement, value: Value) -> tuple[Words, Words]:
        end = max(value.end, value.noun[1]) if value.noun[0] >= value.start else value.end
        before = self._words(statement, 0, value.start)
        return before, self._words(statement, end, len(statement.text))

    def _words(self, statement: Statement, start: int, end: int) -> Words:
        """The content words of a piece of a statement's rest."""
        return self._content(statement, statement.rest, start, end)

    def _content(self, statement: Statement, text: str, start: int, end: int) -> Words:
        """The content words of a piece of a text, with their states in the whole statement."""
        piece = " " * start + text[start:end]
        return content_words(piece, statement.states, self._rarity, statement.language)

    def _values(self, text: str, language: str) -> tuple[Value, ...]:
        """The typed values of a sentence: a full list of names counts as their number."""
        told = self._opposites.without_reporting(text)
        listed = listing(told)
        if listed:
            return (listed, *dates(told), *self._opposites.stands(told[: listed.start]))
        found = values_of(told, language)
        return (*found, *self._opposites.stands(told), self._opposites.side(told))

    def _read(self, text: str, language: str) -> Statement:
        values, states = self.values(text, language), self._states(text)
        rest = self._opposites.without_reporting(text)
        for value in values:
            if value.kind not in (ValueKind.DATE, ValueKind.POLARITY):
                rest = _without(rest, value)
        words = content_words(rest, states, self._rarity, language)
        return Statement(text, rest, language, values, words, states)


def _without(text: str, value: Value) -> str:
    """The text with a value blanked out, but not the name of what it counts."""
    end = value.noun[0] if value.noun[0] > value.start else value.end
    return blanked(text, [(value.start, end)])


def _stems(words: Words, language: str) -> set[str]:
    return {stem for word in words.texts for stem in stems(word, language)}
