r"""A small language for wordings: which forms, made of word lists and gaps, a text holds.

A form is a line such as `{drop} ~ {rules}`. `{drop}` is any entry of the word list `drop`,
`{a|b}` of either list, ` ~ ` a gap of up to six words and ` ~~ ` of up to twenty, within one
sentence. `^` is the start of a sentence, `\A` and `$` are those of the message. The rest is a
regular expression over folded words. An entry `poison*` stands for every word that begins so.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from assistant.form_parts import Needed, needed
from knowledge.folding import fold

_SLOT = re.compile(r"\{([a-z_|]+)\}")
_TOKEN = re.compile(r"[^\W_]+|[.?!;:\n…]+(?=[\s\"'»”)\]]|$)|\n")
_UNSPACED = re.compile("[\u0e00-\u0e7f\u3040-\u30ff\u4e00-\u9fff]")  # no spaces between words
# English contractions, which many write without the apostrophe.
_CONTRACTED = re.compile(
    r"\b((?:do|does|did|is|are|was|were|ca|wo|could|would|should|have|has|ai)n)(t)\b"
)
_LIGATURES = str.maketrans({"œ": "oe", "æ": "ae", "ß": "ss", "ı": "i", "ł": "l"})
_GAPS = {" ~ ": r"(?: [^ .]++){0,6}? ", " ~~ ": r"(?: [^ .]++){0,20}? "}
_STARTS = {"^": r" \. ", r"\A": r"\A \. ", "": " "}
_LONG = 6  # shorter words have too many neighbours to be read as misspelt
_RUN_ON = range(15, 200)  # a "word" as long as this may be several without the spaces
_COVERED = 0.7
_MOST_WORDS = 4000  # of a text; what is behind them is not looked at


@dataclass(frozen=True, slots=True)
class Form:
    """One form: the pattern, and what a text must hold for it to be worth a search."""

    pattern: re.Pattern[str]
    needed: tuple[Needed, ...]


class Vocabulary:
    """The word lists that forms are made of."""

    def __init__(self, lists: Mapping[str, Sequence[str]], misspelt: Sequence[str] = ()) -> None:
        """`misspelt` names the lists whose words are known with a letter amiss, too."""
        self._lists = {name: [_entry(e) for e in entries] for name, entries in lists.items()}
        self._entries: dict[str, list[tuple[str, str]]] = {}
        self._starts: dict[str, set[str]] = {}
        for name, entries in self._lists.items():
            for entry in entries:
                if entry.endswith("*"):
                    self._starts.setdefault(entry[:-1], set()).add(name)
                else:
                    self._entries.setdefault(entry.split()[0], []).append((f" {entry} ", name))
        self._lengths = sorted({len(start) for start in self._starts})
        words = {w.rstrip("*") for ws in self._lists.values() for e in ws for w in e.split()}
        self._known = frozenset(words)
        self._telling = frozenset(word for word in words if len(word) >= _LONG)
        aimed = {entry for name in misspelt for entry in self._lists[name]}
        self._long = frozenset(e for e in aimed if e.isalpha() and len(e) >= _LONG)
        self._lacking = {less: word for word in sorted(self._long) for less in _lacking(word)}
        parts = sorted((w for w in words if len(w) > 2), key=lambda w: (-len(w), w))
        self._parts = re.compile("|".join(map(re.escape, parts)) or r"(?!)")

    def compile(self, form: str) -> Form:
        """Raises KeyError for an unknown list and re.error for what is no form."""
        pattern = _SLOT.sub(lambda slot: self._any(slot[1].split("|")), form)
        for gap, meant in _GAPS.items():
            pattern = pattern.replace(gap, meant)
        for start, meant in _STARTS.items():
            if pattern.startswith(start):
                pattern = meant + pattern[len(start) :]
                break
        pattern = pattern[:-1] + r"(?: \.)* $" if pattern.endswith("$") else f"{pattern}(?= )"
        return Form(re.compile(pattern), needed(form))

    def words(self, text: str, *, as_written: bool = False) -> str:
        """The text as forms see it: folded words, ` . ` between sentences, a space around all.

        Words that are nearly words of a list become these, unless `as_written`.
        """
        tokens = _tokens(text)
        return f" . {' '.join(tokens if as_written else self._spelled(tokens))} "

    def tells(self, line: str) -> bool:
        """Whether a guessed reading holds long words of the lists, as chance hardly gives."""
        return len(self._telling.intersection(line.split())) > 1

    def present(self, line: str) -> frozenset[str]:
        """The names of the lists of which an entry stands in a text as forms see it."""
        found: set[str] = set()
        for word in set(line.split()):
            found.update(name for entry, name in self._entries.get(word, ()) if entry in line)
            for length in self._lengths:
                found |= self._starts.get(word[:length], set())
        return frozenset(found)

    def _spelled(self, words: Iterable[str]) -> Iterator[str]:
        """Misspelt words of the lists as they should be, and run-on words apart."""
        for word in words:
            if len(word) in _RUN_ON and (parts := self._run_on(word)):
                yield from parts
            elif word in self._known or not _LONG <= len(word) + 1 < _RUN_ON.stop:
                yield word
            else:
                yield self._near(word)

    def _run_on(self, word: str) -> list[str]:
        """The listed words that make up most of a long one; none where they do not."""
        parts: list[str] = self._parts.findall(word)
        covered = sum(map(len, parts)) >= _COVERED * len(word)
        return parts if covered and len(parts) > 1 else []

    def _near(self, word: str) -> str:
        """The listed word with one letter more or less, or two swapped; the word where none is."""
        if word in self._lacking:
            return self._lacking[word]
        shorter = _lacking(word[:-1])  # a last letter more is an ending, not a mistake
        close = (w for w in (*(s + word[-1] for s in shorter), *_swapped(word)) if w in self._long)
        return next(close, word)

    def _any(self, names: Iterable[str]) -> str:
        entries = sorted({e for n in names for e in self._lists[n]}, key=lambda e: (-len(e), e))
        return f"(?:{'|'.join(e.replace('*', '[^ ]*') for e in entries)})(?= )"


def _tokens(text: str) -> list[str]:
    folded = fold(text).translate(_LIGATURES)
    apart = _CONTRACTED.sub(r"\1 \2", _UNSPACED.sub(r" \g<0> ", folded))
    tokens = _TOKEN.findall(apart)[:_MOST_WORDS]
    return [token if token[0].isalnum() else "." for token in tokens]


def _entry(text: str) -> str:
    if not isinstance(text, str):  # YAML reads "no" and "on" as false and true
        raise TypeError(f"{text!r} in a list of words is no text: put it in quotes")
    words = " ".join(_tokens(text))
    return f"{words}*" if text.endswith("*") else words


def _lacking(word: str) -> Iterator[str]:
    """The word without one of its letters; the first is hardly ever the misspelt one."""
    return (word[:i] + word[i + 1 :] for i in range(1, len(word)))


def _swapped(word: str) -> Iterator[str]:
    return (word[:i] + word[i + 1] + word[i] + word[i + 2 :] for i in range(1, len(word) - 1))
