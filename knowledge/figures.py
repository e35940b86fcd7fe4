"""The numbers and months of a text as comparable values, so that a date is compared whole."""

from __future__ import annotations

import re
from math import isfinite

from knowledge.dates import MONTHS
from knowledge.folding import fold
from knowledge.numbers import numbers

_MONTH_OF = {name: f"month-{n}" for n, names in enumerate(MONTHS, 1) for name in names}
# "may" is a verb and "mars" a planet or a company: only a digit beside them makes a month.
_AMBIGUOUS_MONTHS = {"may", "mars"}
# Numbers within names and ordinals, which count nothing: GS-13, FY26, 18F, 1st.
_NAMED = re.compile(r"(?<![\w.])\d+|(?<=\bgs)\d+|(?<=\bfy)\d+|(?<=\bq)\d+")
_WORDS = re.compile(r"[^\W\d_]+")


def figures(text: str) -> frozenset[str]:
    """The values of all numbers, number words and months in the text, as strings.

    Words for one ("un", "une", "uno", "one") are no figures.
    """
    folded = fold(text)
    return frozenset(_amounts(text, folded) | _months(folded))


def _amounts(text: str, folded: str) -> set[str]:
    found, rest = set(), folded
    for number in numbers(text):
        in_digits = folded[number.start].isdigit()
        found |= {number.high} | ({number.low} if in_digits or number.low != 1 else set())
        rest = rest[: number.start] + " " * (number.end - number.start) + rest[number.end :]
    found |= {float(match[0]) for match in _NAMED.finditer(rest)}
    return {_show(number) for number in found if isfinite(number)}


def _months(folded: str) -> set[str]:
    found = set()
    for match in _WORDS.finditer(folded):
        word = match[0]
        if word not in _MONTH_OF:
            continue
        before, after = folded[: match.start()].rstrip(), folded[match.end() :].lstrip()
        if word not in _AMBIGUOUS_MONTHS or before[-1:].isdigit() or after[:1].isdigit():
            found.add(_MONTH_OF[word])
    return found


def _show(number: float) -> str:
    return str(int(number)) if number == int(number) else str(number)
