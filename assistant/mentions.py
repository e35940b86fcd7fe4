"""Where a question names something: by capitals, or where there are none, by unknown words."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from itertools import zip_longest

from knowledge.document import Language
from knowledge.folding import plain
from knowledge.lexical import stems
from knowledge.names import phrase, proper_names

SURE, UNSURE = "§", "¤"
"""Stand in a marked text for words that are written as a name, and for such as may be one."""
_WORD = re.compile(
    r"(?:\b[dlnjcmst]|\bqu|\bjusqu|\blorsqu|\bpuisqu)['’](?=\w)|"
    r"[^\W_](?:[\w.&'’+-]*[^\W_]|\+{1,2})?"
)
# What is no part of the word that it hangs on to: "Acme's", "Acme-t-il", "I'm".
_TAIL = re.compile(
    r"(?:['’](?:s|m|d|re|ve|ll)?|n['’]t|-(?:t-)?(?:ils?|elles?|on|ce|nous|vous|tu|je))$",
    re.IGNORECASE,
)
_NO_MARKS = str.maketrans(SURE + UNSURE, "  ")
_QUOTES = str.maketrans({mark: " " for mark in '“”"«»‘()[]*_`'})
_JOINED = re.compile(r" (?:(?:& )|(?:of (?:the )?))?")
# Verbs that begin a question in Spanish and French.
_ASKS = re.compile(r"(?:apar|figur|particip|pertenec|compt|colabor|form|firm|sign|apoy|souti)")
_ARTICLE = re.compile(r"The|L[ae]s?|El|Los")
_START = re.compile(r"(?:^|[.!?:;…]\s|\n)[\s¿¡«“\"'(*-]*$")
_LEAD = 20  # characters before a word that are looked at for the start of its sentence


@dataclass(frozen=True, slots=True)
class Mention:
    """Words of a question that name something, from `start` on; `sure` says that they are written
    as a name."""

    text: str
    start: int
    sure: bool

    @property
    def end(self) -> int:
        """Where the words end."""
        return self.start + len(self.text)


@dataclass(frozen=True, slots=True)
class Marked:
    """A folded question with SURE or UNSURE in the place of each name, and the names in order."""

    text: str
    mentions: tuple[Mention, ...]


class Mentions:
    """Finds the names in questions; safe to share between threads."""

    def __init__(self, ordinary: Collection[str] = (), known: Collection[str] = ()) -> None:
        """`ordinary` are folded words that are no names where nothing but their being unknown
        could tell; `known` are those that name the programme itself."""
        self._ordinary = frozenset(ordinary)
        self._known = frozenset(known)

    def marked(self, question: str, language: Language) -> Marked:
        """The question with its names marked; none where folding changes its length."""
        folded = plain(question).translate(_NO_MARKS)
        if len(folded) != len(question):
            return Marked(folded, ())
        found: list[Mention] = []
        pieces: list[str] = []
        end = 0
        for run in _runs(question, self._names(question, language)):
            name = Mention(question[run[0].start : run[-1].end], run[0].start, run[0].sure)
            found.append(name)
            pieces += [folded[end : name.start], SURE if name.sure else UNSURE]
            end = name.end
        text = "".join([*pieces, folded[end:]]).translate(_QUOTES)
        return Marked(text, tuple(found))

    def _names(self, question: str, language: Language) -> Iterator[Mention]:
        words = [w for m in _WORD.finditer(question) if (w := _bare(m)) is not None]
        telling = not _is_loud(question, words, language)
        for word, following in zip_longest(words, words[1:]):
            strange = not self.is_ordinary(word.text)
            named = telling and _is_written_as_name(word.text)
            if not (named or strange) or phrase(word.text) in self._known:
                continue
            if not stems(word.text, language):
                continue
            if named and _begins(word, question) and not _inner(word.text):
                named = strange or self._is_first(word, following, question)
            if named or (strange and _is_word(word.text)):
                yield Mention(word.text, word.start, named)

    def _is_first(self, word: Mention, following: Mention | None, question: str) -> bool:
        """Whether an ordinary word that begins a sentence is the first of a name of such: "Rapid
        Transit is late"."""
        if following is None or question[word.end : following.start] != " ":
            return False
        if _ASKS.match(phrase(word.text)):
            return False
        return _is_written_as_name(following.text) and self.is_ordinary(following.text)

    def is_ordinary(self, word: str) -> bool:
        """Whether a word is no name unless it is written as one."""
        return set(phrase(word).split()) <= self._ordinary


def _bare(match: re.Match[str]) -> Mention | None:
    """A word without what hangs on to it; None for a mere "qu'"."""
    if match[0][-1] in "'’":
        return None
    return Mention(_TAIL.sub("", match[0]), match.start(), sure=False)


def _begins(word: Mention, question: str) -> bool:
    """Whether a word begins a sentence."""
    return bool(_START.search(question, max(0, word.start - _LEAD), word.start))


def _is_loud(question: str, words: Sequence[Mention], language: Language) -> bool:
    """Whether capitals tell nothing, because words that name nothing have them, too."""
    inside = (w for w in words if not _begins(w, question))
    return any(w.text[0].isupper() and _is_hollow(w.text, language) for w in inside)


def _is_hollow(word: str, language: Language) -> bool:
    """Whether a word is one of those that every question has; "US" and "IT" are not, nor are
    articles, which are a part of some names."""
    if word == "I" or _ARTICLE.fullmatch(word) or (len(word) == 2 and word.isupper()):
        return False
    return not stems(word, language)


def _is_written_as_name(word: str) -> bool:
    return bool(proper_names(f"a {word}"))


def _inner(word: str) -> bool:
    return any(letter.isupper() for letter in word[1:])


def _is_word(word: str) -> bool:
    return word[0].isalpha() and len(word) > 1


def _runs(text: str, words: Iterator[Mention]) -> Iterator[list[Mention]]:
    """Words that stand together, as one name; such as are written as names apart from others."""
    run: list[Mention] = []
    for word in words:
        if run:
            last = run[-1]
            gap = text[last.end : word.start]
            if last.sure is word.sure and (gap == " " or (word.sure and _JOINED.fullmatch(gap))):
                run.append(word)
                continue
            yield run
        run = [word]
    if run:
        yield run
