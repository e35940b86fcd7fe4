"""The person whom "he", "she" or "his" stands for: the one that the last answer named."""

from __future__ import annotations

import re
from collections.abc import Collection

from knowledge.document import Language
from knowledge.folding import plain
from knowledge.names import phrase

# With accents: without its own, a Spanish "él" is an article.
_PRONOUN: dict[Language, re.Pattern[str]] = {
    "en": re.compile(r"\b(?:he|she|him)\b", re.IGNORECASE),
    "fr": re.compile(r"\b(?:il|elle|lui)\b", re.IGNORECASE),
    "es": re.compile(r"\b(?:él|ella)\b", re.IGNORECASE),
}
# What is asked of a person without a pronoun, or with one that may be another's; folded.
_ABOUT: dict[Language, re.Pattern[str]] = {
    "en": re.compile(r"\bhis\b|\bher\b"),
    "fr": re.compile(
        r"\b(?:son|sa|ses) (?:age|metier|parcours|passe|travail|emploi|carriere|nom)\b"
    ),
    "es": re.compile(
        r"\bsus? (?:edad|oficio|carrera|pasado|trabajo|empleo|nombre|experiencia)\b|"
        r"\b(?:hacia|hizo|trabajaba|trabajo|era|fue|estuvo|estaba)\b.{0,20}\bantes\b|"
        r"\bantes\b.{0,20}\b(?:hacia|hizo|trabajaba|trabajo|era|fue|estuvo|estaba)\b"
    ),
}
# A French "il" stands for nobody here.
_NOBODY = re.compile(
    r"\b(?:y a|faut|s'agit|existe)[- ]?(?:t-)?il\b|\bil (?:y a|faut|s'agit|existe)\b"
)


def about_person(bare: str, told: str, language: Language, people: Collection[str]) -> str:
    """The question about the person that was told of; empty where it asks of none.

    `told` are the words of the last answer. Of several people that it names, the first is meant.
    """
    folded, named = plain(bare), f" {phrase(told)} "
    places = ((named.find(f" {phrase(p)} "), p) for p in people)
    found = sorted((place, p) for place, p in places if place >= 0)
    if not found or any(phrase(p.split()[-1]) in phrase(bare).split() for _, p in found):
        return ""
    person, pronoun = found[0][1], _PRONOUN[language].search(bare)
    if pronoun and not (language == "fr" and _NOBODY.search(folded)):
        if language == "en":
            return f"{bare[: pronoun.start()]}{person}{bare[pronoun.end() :]}"
        return f"{bare} ({person})"
    return f"{bare} ({person})" if _ABOUT[language].search(folded) else ""
