"""Find text that gives orders to a language model, in English, French and Spanish; pure.

Orders are told from text that speaks about instructions by who is addressed: earlier or system
instructions to be dropped, a new role, things to be kept from "the user", chat-template tokens.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator

from ingest.order_wordings import IN_TEXT, IN_WORDS, Rule

_COMBINING = re.compile("[\u0300-\u036f\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f]+")
_SPELLED = re.compile(r"\b(?:\w ){3,}\w\b")
# Letters of other scripts that look Latin, so that a word spelt with them is still read.
_LOOK_ALIKES = str.maketrans("аеорсухіѕԁցһјӏοαеνκ", "aeopcyxisdghjloaevk")
_BEFORE, _AFTER = 120, 250


def order_to_model(text: str) -> str:
    """What a text demands of a model, as a reason; empty where it demands nothing."""
    folded = _fold(text)
    words = " ".join(re.findall(r"\w+", folded.replace("_", " ")))
    words = _SPELLED.sub(lambda spelled: spelled[0].replace(" ", ""), words)
    return _find(folded, IN_TEXT) or _find(words, IN_WORDS)


def _find(text: str, rules: Iterable[Rule]) -> str:
    for rule in rules:
        for start, end in _windows(text, rule.near):
            if found := rule.pattern.search(text, start, end):
                return f"{rule.why}: {' '.join(found[0].split())[:60]!r}"
    return ""


def _windows(text: str, near: Iterable[str]) -> Iterator[tuple[int, int]]:
    """The stretches in which a rule can match; most texts have none, and no time is spent."""
    places = sorted(place for word in near if word in text for place in _places(text, word))
    start = end = 0
    for place in places:
        if place - _BEFORE > end:
            if end:
                yield start, end
            start = place - _BEFORE
        end = place + _AFTER
    if end:
        yield start, end


def _places(text: str, word: str) -> Iterator[int]:
    place = text.find(word)
    while place >= 0:
        yield place
        place = text.find(word, place + 1)


def _fold(text: str) -> str:
    """Lower case, without accents, with look-alike letters as Latin ones."""
    if text.isascii():
        return text.lower()
    decomposed = unicodedata.normalize("NFKD", text).casefold()
    return _COMBINING.sub("", decomposed).translate(_LOOK_ALIKES)
