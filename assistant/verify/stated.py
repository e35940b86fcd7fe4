"""Claims and the sentences of Evidence, in the form in which they are compared."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from assistant.alignment import Rarity, Words, content_words
from assistant.answer import Evidence
from assistant.sentences import in_context, quotable
from knowledge.embedder import TokenStates
from knowledge.folding import blanked, fold, plain
from knowledge.lexical import stems
from knowledge.modality import Modality
from knowledge.quantities import values_of
from knowledge.values import Value

_WORD = re.compile(r"\w+")
_CACHED = 1024  # sentences, each with the states of its tokens at 1.5 kB
_FEWEST = 2  # content words of a clause
_PARAGRAPH = "\n\n"
_LONGEST = 700  # characters that are quoted together


@dataclass(frozen=True, slots=True, eq=False)
class Clause:
    """A part of a sentence that says one thing; `plain` is its text as tables are written.

    Its words are those of the sentence from `first` to before `last`.
    """

    start: int
    end: int
    plain: str
    words: Words
    first: int
    last: int


@dataclass(frozen=True, slots=True, eq=False)
class Stated:
    """A sentence with its values, its content words, its clauses and its token states."""

    text: str
    plain: str
    language: str
    values: tuple[Value, ...]
    words: Words
    stems: frozenset[str]
    clauses: tuple[Clause, ...]
    states: TokenStates
    places: tuple[int, ...]
    """Where its content words stand."""


@dataclass(frozen=True, slots=True, eq=False)
class Piece:
    """A sentence of a passage at [start:end] of it, with what it leans on and who published it."""

    label: int
    start: int
    end: int
    text: str
    imprint: str
    stated: Stated

    @property
    def told(self) -> str:
        """The sentence with who published it and when."""
        return f"{self.stated.text} \n {self.imprint}"


class Reader:
    """Reads sentences; remembers those it has read."""

    def __init__(
        self, states: Callable[[str], TokenStates], rarity: Rarity, modality: Modality
    ) -> None:
        """`states` gives the token states of a text as a passage."""
        self._states = states
        self._rarity = rarity
        self._modality = modality
        self.read = lru_cache(maxsize=_CACHED)(self._read)

    def pieces(self, label: int, evidence: Evidence) -> list[Piece]:
        """The sentences of a passage, its rows and items, each with the words it leans on; none of
        a paragraph from where it gives orders to its reader."""
        passage = evidence.passage
        found = []
        closed = 0
        for span in quotable(passage.text):
            if self._modality.ordered(plain(span.text)):
                paragraph = passage.text.find(_PARAGRAPH, span.end)
                closed = paragraph if paragraph >= 0 else len(passage.text)
            if span.start < closed:
                continue
            context = in_context(passage.text, span)
            start = (
                span.end - len(context)
                if not span.lead
                else _lead(passage.text, span.start, span.lead)
            )
            if span.end - start > _LONGEST:
                start = span.start
            quote = passage.text[start : span.end]
            told = f"{span.lead} {span.text}" if span.lead and start < span.start else quote
            stated = self.read(told, passage.language)
            imprint = evidence.source.imprint
            found.append(Piece(label, start, span.end, quote, imprint, stated))
        return found

    def _read(self, text: str, language: str) -> Stated:
        states = self._states(text)
        words = content_words(text, states, self._rarity, language)
        places, values = _places(text, words), values_of(text, language)
        return Stated(
            text,
            plain(text),
            language,
            values,
            words,
            frozenset(stems(text, language)),
            tuple(self._clauses(text, language, words, places, values)),
            states,
            tuple(places),
        )

    def _clauses(
        self,
        text: str,
        language: str,
        words: Words,
        places: Sequence[int],
        values: Sequence[Value],
    ) -> Iterator[Clause]:
        """The clauses of a sentence; what has hardly a word of its own goes with its neighbour."""
        told = plain(text)
        bare = blanked(text, ((v.start, v.end) for v in values))
        joined: list[tuple[int, int]] = []
        for start, end in _outside(self._modality.clauses(told), values):
            last = joined[-1] if joined else (0, 0)
            if joined and any(_few(bare, part, language) for part in (last, (start, end))):
                joined[-1] = (last[0], end)
            else:
                joined.append((start, end))
        for start, end in joined:
            first, behind = bisect_left(places, start), bisect_left(places, end)
            inside = slice(first, behind)
            own = Words(words.texts[inside], words.weights[inside], words.states[inside])
            yield Clause(start, end, told[start:end], own, first, behind)


def _places(text: str, words: Words) -> list[int]:
    """Where the content words of a text stand in it."""
    places: list[int] = []
    for match in _WORD.finditer(text):
        if len(places) < len(words.texts) and fold(match[0]) == words.texts[len(places)]:
            places.append(match.start())
    return places


def _few(text: str, part: tuple[int, int], language: str) -> bool:
    """Whether a part of a text has hardly a word of its own."""
    return len(stems(text[slice(*part)], language)) < _FEWEST


def _outside(parts: Sequence[tuple[int, int]], values: Sequence[Value]) -> list[tuple[int, int]]:
    """The parts with those joined that meet inside a value: "between 5 and 10"."""
    joined: list[tuple[int, int]] = []
    for start, end in parts:
        if joined and any(v.start < start and joined[-1][1] < v.end for v in values):
            joined[-1] = (joined[-1][0], end)
        else:
            joined.append((start, end))
    return joined


def whole(proof: Sequence[Stated]) -> str:
    """The plain text of several sentences."""
    return " \n ".join(stated.plain for stated in proof)


def _lead(text: str, before: int, lead: str) -> int:
    found = text.rfind(lead, 0, before)
    return found if found >= 0 else before
