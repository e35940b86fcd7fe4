"""Numbers written in words, English, French and Spanish alike: "cent trente mille" is 130,000."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

ONES = frozenset({"one", "un", "une", "uno", "una"})
_BELOW_HUNDRED = {
    **dict.fromkeys(ONES, 1),
    "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9,
    "ten": 10, "eleven": 11, "twelve": 12, "thirteen": 13, "fourteen": 14, "fifteen": 15,
    "sixteen": 16, "seventeen": 17, "eighteen": 18, "nineteen": 19, "twenty": 20, "thirty": 30,
    "forty": 40, "fifty": 50, "sixty": 60, "seventy": 70, "eighty": 80, "ninety": 90,
    "deux": 2, "trois": 3, "quatre": 4, "cinq": 5, "sept": 7, "huit": 8, "dix": 10, "onze": 11,
    "douze": 12, "treize": 13, "quatorze": 14, "quinze": 15, "seize": 16, "vingt": 20,
    "vingts": 20, "trente": 30, "quarante": 40, "cinquante": 50, "soixante": 60, "septante": 70,
    "huitante": 80, "nonante": 90,
    "dos": 2, "tres": 3, "cuatro": 4, "cinco": 5, "seis": 6, "siete": 7, "ocho": 8, "nueve": 9,
    "diez": 10, "once": 11, "doce": 12, "trece": 13, "catorce": 14, "quince": 15,
    "dieciseis": 16, "diecisiete": 17, "dieciocho": 18, "diecinueve": 19, "veinte": 20,
    "veintiun": 21, "veintiuno": 21, "veintiuna": 21, "veintidos": 22, "veintitres": 23,
    "veinticuatro": 24, "veinticinco": 25, "veintiseis": 26, "veintisiete": 27, "veintiocho": 28,
    "veintinueve": 29, "treinta": 30, "cuarenta": 40, "cincuenta": 50, "sesenta": 60,
    "setenta": 70, "ochenta": 80, "noventa": 90,
}  # fmt: skip
_HUNDREDS = {
    "doscientos": 200, "doscientas": 200, "trescientos": 300, "trescientas": 300,
    "cuatrocientos": 400, "cuatrocientas": 400, "quinientos": 500, "quinientas": 500,
    "seiscientos": 600, "seiscientas": 600, "setecientos": 700, "setecientas": 700,
    "ochocientos": 800, "ochocientas": 800, "novecientos": 900, "novecientas": 900,
}  # fmt: skip
_HUNDRED = frozenset({"hundred", "cent", "cents", "cien", "ciento", "cientos"})
# Multiplied by what stands before them: "deux douzaines".
_GROUPS = {
    "dozen": 12, "dizaine": 10, "douzaine": 12, "quinzaine": 15, "vingtaine": 20,
    "trentaine": 30, "quarantaine": 40, "cinquantaine": 50, "soixantaine": 60, "centaine": 100,
    "decena": 10, "docena": 12, "quincena": 15, "veintena": 20, "treintena": 30, "centenar": 100,
}  # fmt: skip
_MANY_GROUPS = {f"{word}s": worth for word, worth in _GROUPS.items()} | {"centenares": 100}
_SCALES = {
    "thousand": 10**3, "mille": 10**3, "mil": 10**3, "millier": 10**3, "milliers": 10**3,
    "million": 10**6, "millions": 10**6, "millon": 10**6, "millones": 10**6,
    "billion": 10**9, "billions": 10**9, "milliard": 10**9, "milliards": 10**9,
}  # fmt: skip
# Of these, one alone rather means something else, or no certain number.
_NEEDS_COMPANY = _MANY_GROUPS.keys() | {
    "once", "cent", "cents", "cientos", "milliers", "million", "millions", "millon", "millones",
    "billion", "billions", "milliard", "milliards",
}  # fmt: skip
_AND = frozenset({"and", "et", "y"})
_WORD = re.compile(r"[^\W\d_]+")
_NUMBER_WORDS = frozenset(
    [*_BELOW_HUNDRED, *_HUNDREDS, *_HUNDRED, *_GROUPS, *_MANY_GROUPS, *_SCALES]
)


@dataclass(frozen=True, slots=True)
class Spelled:
    """A number in words; `scale` is what its last words multiply by, such as a thousand."""

    worth: int
    start: int
    end: int
    scale: int = 1


@dataclass(frozen=True, slots=True)
class _Begun:
    """A number of which more words may follow: whole thousands, and what is below them."""

    thousands: int = 0
    rest: int = 0
    scale: int = 1

    @property
    def worth(self) -> int:
        return self.thousands + self.rest


def spelled(folded: str) -> Iterator[Spelled]:
    """The numbers in words of a folded text in order, a mere "one" or "un" among them."""
    run: list[re.Match[str]] = []
    for match in _WORD.finditer(folded):
        beside = run and folded[run[-1].end() : match.start()] in {" ", "-"}
        if beside and match[0] in _NUMBER_WORDS | _AND:
            run.append(match)
            continue
        yield from _in_run(run)
        run = [match] if match[0] in _NUMBER_WORDS else []
    yield from _in_run(run)


def _in_run(run: Sequence[re.Match[str]]) -> Iterator[Spelled]:
    """The numbers of words that stand beside each other: "twenty and thirty" are two."""
    while run:
        words = [match[0] for match in run]
        begun, used = _begin(words)
        if used and not (used == 1 and words[0] in _NEEDS_COMPANY):
            yield Spelled(begun.worth, run[0].start(), run[used - 1].end(), begun.scale)
        run = run[max(used, 1) :]


def _begin(words: Sequence[str]) -> tuple[_Begun, int]:
    """The number that the words begin with, and how many of them it has."""
    begun, used, at = _Begun(), 0, 0
    while at < len(words):
        if words[at] in _AND:
            if not used or not _joins(words[at], begun, words[at + 1 :]):
                break
            at += 1
        more = _with(begun, words[at])
        if more is None:
            break
        begun, at = more, at + 1
        used = at
    return begun, used


def _joins(word: str, begun: _Begun, following: Sequence[str]) -> bool:
    """Whether "and" goes on with a number: "hundred and five", "vingt et un", "treinta y dos"."""
    added = _BELOW_HUNDRED.get(following[0], 0) if following else 0
    tens = begun.rest % 100 >= 20 and begun.rest % 10 == 0
    if not added:
        return False
    if word == "et":
        return tens and added in {1, 11}
    if word == "y":
        return tens and added < 10
    below = next((w for w in following if w not in _BELOW_HUNDRED), "")
    # "one hundred and two hundred" are two numbers, "one hundred and two thousand" is one.
    larger = below in _HUNDRED or (below in _SCALES and begun.thousands > 0)
    return begun.worth > 0 and begun.rest % 100 == 0 and not larger


def _with(begun: _Begun, word: str) -> _Begun | None:
    """The number with one more word; None where that word begins another number."""
    rest = begun.rest
    if word in _SCALES:
        return _scaled(begun, _SCALES[word])
    if word in _HUNDRED:
        most = 99 if word == "hundred" else 19  # "thirty-five hundred", but "thirty-five cents"
        return replace(begun, rest=max(rest, 1) * 100, scale=100) if rest <= most else None
    if word in _GROUPS or word in _MANY_GROUPS:
        size = (_GROUPS | _MANY_GROUPS)[word]
        return _Begun(0, max(rest, 1) * size, size) if not begun.thousands and rest < 10 else None
    if word in _HUNDREDS:
        return replace(begun, rest=_HUNDREDS[word], scale=1) if not rest else None
    added = _BELOW_HUNDRED[word]
    if word.startswith("vingt") and rest % 100 == 4:  # quatre-vingts
        return replace(begun, rest=rest + 76)
    return replace(begun, rest=rest + added, scale=1) if _fits(rest % 100, added) else None


def _scaled(begun: _Begun, scale: int) -> _Begun | None:
    if begun.thousands < scale:  # "mil millones"
        return _Begun(max(begun.worth, 1) * scale, 0, scale * begun.scale)
    worth = begun.thousands + begun.rest * scale
    return _Begun(worth, 0, scale * begun.scale) if begun.rest else None


def _fits(below: int, added: int) -> bool:
    """Whether a number below a hundred goes on: "twenty" with "one", "soixante" with "dix"."""
    if below == 0:
        return True
    if below in {60, 80} and 10 <= added < 20:
        return True
    if below in {10, 70, 90} and 7 <= added < 10:
        return True
    return below >= 20 and below % 10 == 0 and added < 10
