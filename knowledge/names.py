"""The proper names of a text, compared across English, French and Spanish forms."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from rapidfuzz.fuzz import ratio

from knowledge.errors import InvalidKnowledge
from knowledge.folding import fold
from knowledge.yaml_file import read_yaml

_CAPITALISED = re.compile(r"\b(?:[A-ZÀ-ÖØ-Þ]|[a-z]+[A-Z])[\w&]*(?:\.[a-z]{2,3}\b)?")
_SENTENCE_START = re.compile(r"(?:^|[.!?:;…]\s+|[«“\"(]\s*|\n\s*(?:[-*•]\s*)?)$")
_CALENDAR = (
    "january february march april may june july august september october november "
    "december monday tuesday wednesday thursday friday saturday sunday i"
)
_MONTHS_AND_DAYS = frozenset(_CALENDAR.split())
_ALIKE = 85  # percent of the letters of two names that are the same, in order
_LONG = 5  # letters of the longer of two names, so that one that is wrong tells nothing


@dataclass(frozen=True)
class Names:
    """Groups of forms of one name; `always` need no proof, `people` may be meant by "he"."""

    groups: tuple[tuple[str, ...], ...]
    always: tuple[str, ...]
    people: tuple[str, ...] = ()

    @classmethod
    def load(cls, path: Path) -> Names:
        """The names of a data file; raises InvalidKnowledge where it is not what it should be."""
        try:
            data = read_yaml(path)
            groups = tuple(tuple(phrase(form) for form in group) for group in data["groups"])
            always = tuple(phrase(form) for group in data["always"] for form in group)
            people = tuple(map(str, data.get("people", ())))
        except (KeyError, TypeError, AttributeError) as error:
            raise InvalidKnowledge([f"{path}: not a file of names: {error}"]) from error
        return cls(groups, always, people)

    def missing(self, sentence: str, quotations: Iterable[str]) -> list[str]:
        """The proper names of the sentence that no quotation holds in any form."""
        proof = phrase(" \n ".join(quotations))
        words = set(proof.split())
        rest = self._without_proven(sentence, proof)
        return [
            name
            for name in proper_names(rest)
            if not _in_words(name, words) and not self._known(name, proof)
        ]

    def _without_proven(self, sentence: str, proof: str) -> str:
        """The sentence with every always-form and every proven group's forms blanked out."""
        forms, proven = list(self.always), f" {proof} "
        for group in self.groups:
            if any(f" {form} " in proven for form in group):
                forms.extend(group)
        folded = fold(sentence)
        for form in sorted(forms, key=len, reverse=True):
            for match in reversed(list(written(form).finditer(folded))):
                start, end = match.span()
                sentence = sentence[:start] + "_" * (end - start) + sentence[end:]
                folded = fold(sentence)
        return sentence

    def _known(self, name: str, proof: str) -> bool:
        form = phrase(name)
        return any(
            form in group and any(f" {other} " in f" {proof} " for other in group)
            for group in self.groups
        )


def proper_names(text: str) -> list[str]:
    """Capitalised words that do not merely begin a sentence, and words with inner capitals."""
    found = []
    for match in _CAPITALISED.finditer(text):
        word = match[0].rstrip(".")
        inner_capital = any(c.isupper() for c in word[1:])
        starts = _SENTENCE_START.search(text[: match.start()].rstrip("¿¡ ") + " ") or not text[
            : match.start()
        ].strip(" ¿¡«“\"'(")
        if (inner_capital or not starts) and fold(word) not in _MONTHS_AND_DAYS:
            found.append(word)
    return list(dict.fromkeys(found))


def phrase(text: str) -> str:
    """Folded words joined by single blanks: the form in which names are compared."""
    return " ".join(re.findall(r"\w+", fold(text)))


@lru_cache(maxsize=4096)
def written(form: str) -> re.Pattern[str]:
    """Finds a form of a name, as `phrase` makes it, in folded text."""
    return any_of([form])


def any_of(forms: Iterable[str]) -> re.Pattern[str]:
    """Finds the longest of several forms of names, each as `written` does; nothing where there are
    none."""
    longest_first = sorted(forms, key=len, reverse=True)
    joined = "|".join(r"\W+".join(map(re.escape, form.split())) for form in longest_first)
    return re.compile(rf"(?<!\w)(?:{joined or '(?!)'})(?!\w)")


def are_alike(one: str, other: str) -> bool:
    """Whether one of two folded names may be the other, written wrongly; short ones are not."""
    long = min(len(one), len(other)) >= _LONG - 1 and max(len(one), len(other)) >= _LONG
    return long and ratio(one, other) >= _ALIKE


def _in_words(name: str, words: set[str]) -> bool:
    parts: Sequence[str] = phrase(name).split()
    return all(p in words or p.rstrip("s") in words or p + "s" in words for p in parts)
