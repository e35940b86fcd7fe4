"""The numbers of a sentence and where they stand, the two ends of a range made one.

What a number is worth is read by `figures`. English, French and Spanish notation and words are
read alike; texts are expected folded.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from knowledge.figures import figures

GAP = "[ \u00a0\u202f\u2009]"
_DIGITS = rf"\d{{1,3}}(?:(?:{GAP}|[.,'\u2019])\d{{3}})+(?!\d)|\d+(?:[.,]\d+)?"
_SCALED = {"k": 1e3, "thousand": 1e3, "mille": 1e3, "mil": 1e3}
_BILLION = {"bn", "billion", "milliard"}
_UNIT = r"k|m|bn|thousand|mille|mil|milliards?|billions?|millions?|millones|millon"
_NUMBER = re.compile(rf"(?<![\w.])(?<![a-z]-)(?P<n>{_DIGITS})(?:(?:{GAP}|-)?(?P<unit>{_UNIT})\b)?")
_WORD = re.compile(r"[^\W\d_]+")
_AND = {"and", "et", "y"}
_DOZEN = {"dozen", "douzaine", "docena", "douzaines", "docenas"}
_MORE = {
    "thirteen": 13, "fourteen": 14, "sixteen": 16, "seventeen": 17, "eighteen": 18, "nineteen": 19,
    "treize": 13, "quatorze": 14, "seize": 16, "trece": 13, "catorce": 14, "dieciseis": 16,
    "diecisiete": 17, "dieciocho": 18, "diecinueve": 19, "quinzaine": 15, "quarantaine": 40,
    "cinquantaine": 50, "soixantaine": 60, "quincena": 15, "mil": 1000, "mille": 1000,
}  # fmt: skip
_JOINED = re.compile(
    rf"{GAP}?(?:[$€£%]|dollars|euros|percent)?{GAP}?(?P<word>-|–|—|\bto\b|\ba\b|\band\b|\bet\b|"
    rf"\by\b|\bor\b|\bou\b|\bo\b|\bhasta\b|\bjusqu'a\b){GAP}?(?:us)?[$€£]?{GAP}?$"
)
_BETWEEN = re.compile(r"(?:between|entre)\b[^.;]{0,6}$")
_IN_YEAR = re.compile(r"\b(?:in|en|since|depuis|desde|de|until|hasta|from|to|year|an|ano) $")


@dataclass(frozen=True, slots=True)
class Number:
    """A number, or the two ends of a range; `year` where it rather names a year."""

    low: float
    high: float
    start: int
    end: int
    year: bool = False


def numbers(folded: str) -> list[Number]:
    """The numbers of a folded sentence in order."""
    found: list[Number] = []
    for number in sorted([*_in_digits(folded), *_in_words(folded)], key=lambda n: n.start):
        last = found[-1] if found else None
        link = last and _JOINED.match(folded[last.end : number.start])
        if last and link and _is_range(folded, last, number, link["word"]):
            low = last.low * _shared_scale(last.low, number.high)
            found[-1] = Number(low, number.high, last.start, number.end)
        else:
            found.append(number)
    return found


def _in_digits(folded: str) -> Iterator[Number]:
    for match in _NUMBER.finditer(folded):
        if folded[match.end() : match.end() + 1].isalpha() and not match["unit"]:
            continue  # 1st, 2e, 4x
        value = float(next(iter(figures(match["n"])), "0")) * _scale(match["unit"])
        plain = len(match["n"]) == 4 and match["n"].isdigit() and not match["unit"]
        dated = 1900 <= value <= 2100 or (
            value >= 1000 and _IN_YEAR.search(folded[: match.start()])
        )
        yield Number(value, value, match.start(), match.end(), plain and bool(dated))


def _scale(unit: str | None) -> float:
    unit = (unit or "").rstrip("s")
    if unit in _BILLION:
        return 1e9
    return _SCALED.get(unit, 1e6) if unit else 1.0


def _in_words(folded: str) -> Iterator[Number]:
    """Runs of number words: "twenty-nine", "cent trente mille", "deux douzaines"."""
    run: list[re.Match[str]] = []
    for match in _WORD.finditer(folded):
        beside = run and folded[run[-1].end() : match.start()] in {" ", "-"}
        if beside and (_counts(match[0]) or match[0] in _AND):
            run.append(match)
            continue
        yield from _worth(folded, run)
        run = [match] if _counts(match[0]) else []
    yield from _worth(folded, run)


def _worth(folded: str, run: Sequence[re.Match[str]]) -> Iterator[Number]:
    while run and run[-1][0] in _AND:
        run = run[:-1]
    if not run:
        return
    before, start, end = folded[: run[0].start()], run[0].start(), run[-1].end()
    per_cent = run[0][0] in {"cent", "ciento"} and before.endswith(("per ", "pour ", "por "))
    if per_cent or re.search(rf"\d(?:{GAP}|-)?$", before):
        return
    dozens = run[-1][0] in _DOZEN and len(run) > 1
    words = folded[start : run[-2].end() if dozens else end]
    values = {str(_MORE[words])} if words in _MORE else figures(words)
    if len(values) == 1:
        value = float(next(iter(values))) * (12 if dozens else 1)
        yield Number(value, value, start, end)


@lru_cache(maxsize=8192)
def _counts(word: str) -> bool:
    """Whether a word is a number, alone or beside another number."""
    alone = figures(word)
    if any(figure.startswith("month") for figure in alone) or word in {"may", "mars"}:
        return False
    return bool(alone) or word in _MORE or word in _DOZEN or figures(f"ten {word}") != {"10"}


def _is_range(folded: str, first: Number, second: Number, word: str) -> bool:
    if first.year or second.year or first.low != first.high or second.high <= 0:
        return False
    if word in _AND:
        return bool(_BETWEEN.search(folded[: first.start]))
    return first.low < second.high


def _shared_scale(low: float, high: float) -> float:
    """What "130" lacks in "130 to 195k"."""
    if low >= 1000:
        return 1.0
    return 1e6 if high >= 1e6 else 1e3 if high >= 1e4 else 1.0
