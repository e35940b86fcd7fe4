"""What a shown sentence states that its quotations lack: figures, names and addresses.

A second, plain reader, which shares nothing with the verifier, so that what that one overlooks is
seen here: it compares bare figures, words with capitals and addresses, and knows no grammar.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

_DIGITS = re.compile(r"\d[\d.,\u00a0\u202f ]*\d|\d")
_SCALE = re.compile(r"^\s?(?:k\b|thousand|mille\b|mil\b)", re.IGNORECASE)
_CAPITALISED = re.compile(r"(?<![.!?:«“\"(¿¡] )(?<!^)\b[A-ZÀ-Þ][\w&]+(?:[-'’][\w&]+)*")
_ADDRESS = re.compile(r"\b(?:https?://\S+|[\w.+-]+@[\w.-]+\.\w+|(?:[\w-]+\.)+[a-z]{2,}\b(?:/\S*)?)")
_SPELLED = {
    2: "two deux dos", 3: "three trois tres", 4: "four quatre cuatro", 5: "five cinq cinco",
    6: "six seis", 7: "seven sept siete", 8: "eight huit ocho", 9: "nine neuf nueve",
    10: "ten dix diez", 12: "twelve douze doce", 15: "fifteen quinze quince",
    20: "twenty vingt veinte vingtaine veintena", 30: "thirty trente treinta", 100: "cien hundred",
    1000: "thousand mille mil millier",
}  # fmt: skip
_WORTH = {word: n for n, words in _SPELLED.items() for word in words.split()}
_CALENDAR = """january february march april may june july august september october november
december monday tuesday wednesday thursday friday saturday sunday"""
_MONTHS = frozenset(_CALENDAR.split())


def lacking(sentence: str, quotations: Iterable[str], known: frozenset[str]) -> list[str]:
    """The figures, names and addresses of a sentence that no quotation has; `known` are names, in
    small letters, that need none."""
    told = " \n ".join(quotations)
    addresses = [a.rstrip(".,;)") for a in _ADDRESS.findall(sentence)]
    found = [a for a in addresses if a.lower().rstrip("/") not in told.lower()]
    figures = _figures(told)
    found += sorted(f"{n:g}" for n in _figures(sentence) - figures)
    words = {w.lower() for w in re.findall(r"\w+", told)}
    for name in _CAPITALISED.findall(sentence):
        parts = [p.lower() for p in re.findall(r"\w+", name)]
        stray = [p for p in parts if p not in words | known and p.rstrip("s") not in words]
        if stray and not set(parts) & _MONTHS:
            found.append(name)
    return found


def _figures(text: str) -> frozenset[float]:
    """Every number of a text: digits in any notation, and small ones in words."""
    found = set[float]()
    for match in _DIGITS.finditer(text):
        for part in _parts(match[0]):
            found.add(part * 1000 if _SCALE.match(text[match.end() :]) else part)
    words = re.findall(r"[^\W\d]+", text.lower())
    return frozenset(found | {float(_WORTH[w]) for w in words if w in _WORTH})


def _parts(digits: str) -> list[float]:
    """The numbers of a row of digits: groups of three are one number, else each is its own."""
    if re.fullmatch(r"\d{1,3}(?:[.,\u00a0\u202f ]\d{3})+", digits):
        return [float(re.sub(r"\D", "", digits))]
    return [
        float(part.replace(",", ".")) for part in re.findall(r"\d+(?:[.,]\d{1,2}(?!\d))?", digits)
    ]
