"""The numbers of a text in English, French or Spanish notation, as comparable values.

130,000 = 130 000 = 130.000 = 130k = "cent trente mille"; months count as values of their own,
so that a date is compared whole.
"""

from __future__ import annotations

import re
import unicodedata

_GAP = "[ \u00a0\u202f\u2009]"
_NUMBER = re.compile(
    rf"(?<![\w.])(?P<n>\d{{1,3}}(?:(?:{_GAP}|[.,'\u2019])\d{{3}})+(?![\d])|\d+(?:[.,]\d+)?)"
    rf"(?:{_GAP}?(?P<unit>k|m|bn|thousand|mille|mil|million(?:s|es)?|millones|millon)\b)?",
    re.IGNORECASE,
)
_SHARED_UNIT = re.compile(r"(\d+)(?= ?(?:-|–|to|a|à|y|et|and) ?\$?\d+ ?k\b)", re.IGNORECASE)
_MULTIPLIER = {"k": 1e3, "thousand": 1e3, "mille": 1e3, "mil": 1e3, "bn": 1e9}
_ATTACHED = re.compile(r"\b(?:GS|FY|Q)[- ]?(\d+)\b|\b(\d+)(?:st|nd|rd|th|er|re|e|º|ª|o|a)\b")

_MONTHS = (
    ("january", "janvier", "enero"),
    ("february", "fevrier", "febrero"),
    ("march", "mars", "marzo"),
    ("april", "avril", "abril"),
    ("may", "mai", "mayo"),
    ("june", "juin", "junio"),
    ("july", "juillet", "julio"),
    ("august", "aout", "agosto"),
    ("september", "septembre", "septiembre"),
    ("october", "octobre", "octubre"),
    ("november", "novembre", "noviembre"),
    ("december", "decembre", "diciembre"),
)
_MONTH_OF = {name: f"month-{i}" for i, names in enumerate(_MONTHS, 1) for name in names}
# "may" is a verb and "mars" a planet or a company: only a digit beside them makes a month.
_AMBIGUOUS_MONTHS = {"may", "mars"}

# Words for one ("un", "une", "uno", "one") and French "neuf" (also "new") are no figures here.
_SMALL = {
    "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9,
    "ten": 10, "eleven": 11, "twelve": 12, "dozen": 12, "fifteen": 15, "twenty": 20, "thirty": 30,
    "forty": 40, "fifty": 50, "sixty": 60, "seventy": 70, "eighty": 80, "ninety": 90,
    "deux": 2, "trois": 3, "quatre": 4, "cinq": 5, "sept": 7, "huit": 8, "dix": 10, "onze": 11,
    "douze": 12, "quinze": 15, "vingt": 20, "trente": 30, "quarante": 40, "cinquante": 50,
    "soixante": 60, "dizaine": 10, "douzaine": 12, "vingtaine": 20, "trentaine": 30,
    "dos": 2, "tres": 3, "cuatro": 4, "cinco": 5, "seis": 6, "siete": 7, "ocho": 8, "nueve": 9,
    "diez": 10, "once": 11, "doce": 12, "quince": 15, "veinte": 20, "treinta": 30, "cuarenta": 40,
    "cincuenta": 50, "sesenta": 60, "veintena": 20, "decena": 10, "docena": 12, "treintena": 30,
    "veinticinco": 25, "veintiocho": 28, "veintinueve": 29,
}  # fmt: skip
_SCALE = {
    "hundred": 100, "cent": 100, "cents": 100, "cien": 100, "ciento": 100, "cientos": 100,
    "doscientos": 200, "centaine": 100, "thousand": 1000, "mille": 1000, "mil": 1000,
    "millier": 1000, "million": 1_000_000, "millions": 1_000_000, "millon": 1_000_000,
    "millones": 1_000_000,
}  # fmt: skip
# "once" (English adverb) and "mil"/"mille"/"cent" alone are too common to mean a number.
_WORD_NEEDS_COMPANY = {"once", "mil", "mille", "cent", "cents", "million", "dos"}
_MARKS = dict.fromkeys(range(0x300, 0x370))  # combining accents
_WORDS = re.compile(r"[^\W\d_]+")


def fold(text: str) -> str:
    """Lower case without accents; same length for the languages served."""
    lowered = text.lower()
    if lowered.isascii():
        return lowered
    return unicodedata.normalize("NFD", lowered).translate(_MARKS)


def figures(text: str) -> frozenset[str]:
    """The values of all numbers, number words and months in the text, as strings."""
    return frozenset(_digit_figures(text) | _word_figures(text) | _months(text))


def _digit_figures(text: str) -> set[str]:
    spread = _SHARED_UNIT.sub(r"\1k", text)
    found = {_show(float(a or b)) for a, b in _ATTACHED.findall(text)}
    for match in _NUMBER.finditer(spread):
        found.add(_show(_value(match["n"], (match["unit"] or "").lower())))
    return found


def _value(digits: str, unit: str) -> float:
    if re.fullmatch(r"\d{1,3}(?:[^\d]\d{3})+", digits):
        number = float(re.sub(r"\D", "", digits))
    else:
        number = float(digits.replace(",", "."))
    if unit.startswith("m") and unit not in _MULTIPLIER:
        return number * 1e6
    return number * _MULTIPLIER.get(unit, 1.0)


def _word_figures(text: str) -> set[str]:
    """Number words, joined: "cent trente mille" is 130000, "twenty-nine" is 29."""
    found: set[str] = set()
    run: list[str] = []
    # French "très" is no Spanish "tres".
    words = [fold(w) for w in _WORDS.findall(text) if w.lower() != "très"]
    for word in [*words, ""]:
        if word in _SMALL or word in _SCALE or (run and word in {"et", "and", "y"}):
            run.append(word)
        elif run:
            found |= _run_value([w for w in run if w not in {"et", "and", "y"}])
            run = []
    return found


def _run_value(run: list[str]) -> set[str]:
    if len(run) == 1 and run[0] in _WORD_NEEDS_COMPANY and run[0] != "dos":
        return set()
    total, current = 0, 0
    for word in run:
        if word in _SMALL:
            current += _SMALL[word]
        elif _SCALE[word] < 1000:
            current = max(current, 1) * _SCALE[word]
        else:
            total, current = total + max(current, 1) * _SCALE[word], 0
    return {_show(float(total + current))}


def _months(text: str) -> set[str]:
    folded = fold(text)
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
