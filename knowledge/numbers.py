"""The numbers of a text and where they stand, the two ends of a range made one.

English, French and Spanish notation and words are read alike: 130,000 = 130 000 = 130.000 = 130k =
"cent trente mille".
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from math import isfinite

from knowledge.folding import fold
from knowledge.number_words import ONES, spelled

GAP = "[ \u00a0\u202f\u2009]"
_DIGITS = rf"\d{{1,3}}(?:(?:{GAP}|[.,'\u2019])\d{{3}})+(?!\d)|\d+(?:[.,]\d+)?"
_GROUPED = re.compile(r"\d{1,3}(?:\D\d{3})+")
_THOUSANDS = {"k", "thousand", "mille", "mil"}
_BILLIONS = {"bn", "billion", "milliard"}
_UNIT = r"k|m|bn|thousand|mille|mil|milliards?|billions?|millions?|millones|millon"
_NUMBER = re.compile(
    rf"(?<![\w.])(?:(?<![a-z]-)|(?<=\d[km]-))(?P<n>{_DIGITS})(?:(?:{GAP}|-)?(?P<unit>{_UNIT})\b)?"
)
_AND = {"and", "et", "y"}
_VERY = re.compile("tr\u00e8s", re.IGNORECASE)
_PER_CENT = re.compile(r"\b(?:per|pour|por) $")
_AFTER_DIGIT = re.compile(rf"\d(?:{GAP}|-)?$")
_JOINED = re.compile(
    rf"-?{GAP}?(?:[$€£%]|dollars|euros|percent)?{GAP}?,?{GAP}?(?P<word>-|–|—|\bto\b|\ba\b|\band\b|"
    r"\bet\b|\by\b|\bor(?: even)?\b|\bou(?: meme)?\b|\bvoire\b|\bo(?: incluso)?\b|\bhasta\b|"
    rf"\bjusqu'a\b)-?{GAP}?(?:us)?[$€£]?{GAP}?$"
)
_BETWEEN = re.compile(r"(?:between|entre)\b[^.;]{0,6}$")
_IN_YEAR = re.compile(r"\b(?:in|en|since|depuis|desde|de|until|hasta|from|to|year|an|ano) $")


@dataclass(frozen=True, slots=True)
class Number:
    """A number, or the two ends of a range; `year` where it rather names a year.

    `scale` is what its last words multiply by, as in "130 thousand".
    """

    low: float
    high: float
    start: int
    end: int
    year: bool = False
    scale: float = 1.0


def numbers(text: str) -> list[Number]:
    """The numbers of a text in order, where they stand in it when folded.

    A word for one is no number by itself, only as an end of a range: "one or two".
    """
    folded = fold(_VERY.sub("    ", text))  # French for "very" is no Spanish "three"
    found: list[Number] = []
    for number in sorted([*_in_digits(folded), *_in_words(folded)], key=lambda n: n.start):
        last = found[-1] if found else None
        link = last and _JOINED.match(folded[last.end : number.start])
        if last and link and _is_range(folded, last, number, link["word"]):
            low = last.low * _shared_scale(last, number)
            found[-1] = Number(low, number.high, last.start, number.end)
        else:
            found.append(number)
    return [n for n in found if folded[n.start : n.end] not in ONES]


def _in_digits(folded: str) -> Iterator[Number]:
    for match in _NUMBER.finditer(folded):
        if folded[match.end() : match.end() + 1].isalpha() and not match["unit"]:
            continue  # 1st, 2e, 4x
        scale = _scale(match["unit"])
        value = read_digits(match["n"]) * scale
        if not isfinite(value):
            continue  # hundreds of digits are nobody's number
        plain = len(match["n"]) == 4 and match["n"].isdigit() and not match["unit"]
        dated = 1900 <= value <= 2100 or (
            value >= 1000 and _IN_YEAR.search(folded[: match.start()])
        )
        yield Number(value, value, match.start(), match.end(), plain and bool(dated), scale)


def read_digits(digits: str) -> float:
    """What digits are worth in any of the notations."""
    if _GROUPED.fullmatch(digits):
        return float(re.sub(r"\D", "", digits))
    return float(digits.replace(",", "."))


def _scale(unit: str | None) -> float:
    unit = (unit or "").rstrip("s")
    if unit in _BILLIONS:
        return 1e9
    if unit in _THOUSANDS:
        return 1e3
    return 1e6 if unit else 1.0


def _in_words(folded: str) -> Iterator[Number]:
    """Numbers in words, but for those that only tell the scale of digits or of a share."""
    for number in spelled(folded):
        before = folded[: number.start]
        if number.worth == number.scale and _AFTER_DIGIT.search(before):
            continue
        per_cent = folded.startswith(("cent", "ciento"), number.start) and _PER_CENT.search(before)
        if not per_cent:
            worth = float(number.worth)
            yield Number(worth, worth, number.start, number.end, scale=number.scale)


def _is_range(folded: str, first: Number, second: Number, word: str) -> bool:
    if first.year or second.year or first.low != first.high or second.high <= 0:
        return False
    if word in _AND:
        return bool(_BETWEEN.search(folded[: first.start]))
    return first.low < second.high


def _shared_scale(first: Number, second: Number) -> float:
    """What "130" lacks in "130 to 195k", and "one" in "one or two hundred"."""
    if first.low >= 1000 or first.scale > 1:
        return 1.0
    if first.low * second.scale < second.high and second.scale > 1:
        return second.scale
    return 1e6 if second.high >= 1e6 else 1e3 if second.high >= 1e4 else 1.0
