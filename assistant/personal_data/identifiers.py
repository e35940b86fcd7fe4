"""Numbers of persons and accounts: by checksum where they have one, else beside a word for them."""

from __future__ import annotations

import re
from collections.abc import Iterator

from assistant.personal_data.spans import Beside, Span, longest_valid

_SEP = "[ .‐‑–-]?"
_CARD_CUE = r"cards?|cc|visa|mastercard|amex|carte(?: bancaire| bleue)?|cb|tarjeta"
_SSN_CUE = (
    r"ssn|ssns|s\.s\.n\.?|social|social security|social insurance|soc|soc sec|itin|tax id|nss|"
    r"sécurité sociale|securite sociale|sécu|secu|seguro social|seguridad social|nir"
)
_LICENCE_CUE = (
    r"driver(?:['’]?s|s['’])? licen[cs]e|driving licen[cs]e|dl|permis(?: de conduire)?|"
    r"carn(?:[eé]|et) de conducir|(?:licencia|permiso) de conducir"
)
# Letters and digits, of which at least five are digits: a word or a year is neither.
_FIVE_DIGITS = r"(?=(?:[A-Z -]{0,5}\d){5})"
_LICENCE = Beside(
    _LICENCE_CUE,
    rf"{_FIVE_DIGITS}[A-Z]{{0,5}}\d[A-Z\d]{{0,13}}+"
    r"(?:[ -][A-Z]{0,2}\d[A-Z\d]{0,8}+){0,5}(?!/)",
    also_before=True,
)
_PASSPORT = Beside(
    r"passports?|passeports?|pasaportes?",
    r"(?:[A-Z]{1,3} ?\d{5,9}|[A-Z] \d{4} \d{4}|\d{2} ?[A-Z]{2} ?\d{5}"
    r"|(?=(?:[A-Z]{0,4}\d){5})[A-Z\d]{7,10})(?![\w/-])",
    also_before=True,
)

_IBAN = re.compile(r"\b[A-Z]{2}\d{2}(?:[ -]?[A-Z0-9]){11,30}(?!\w)", re.IGNORECASE)
_CARD = re.compile(r"(?<![\w.,$€-])[2-6]\d{3}(?:[ .-]?\d){9,15}(?!\d)|\b1800\d{11}\b")
_SHORT_CARD = re.compile(
    rf"\b(?:{_CARD_CUE})\b[^\d?!]{{1,60}}(?P<value>[2-6]\d{{11}})(?!\d)", re.IGNORECASE
)
_CARD_CODE = Beside(r"cvv2?|cvc2?|cryptogramme(?: visuel)?", r"\d{3,4}(?!\d)")
_NIR = re.compile(
    rf"(?<![\w$€])[1-478]{_SEP}\d\d{_SEP}\d\d{_SEP}(?:\d\d|2[AB]){_SEP}\d{{3}}{_SEP}\d{{3}}{_SEP}"
    r"\d\d(?!\d)",
    re.IGNORECASE,
)
_NIR_WITHOUT_KEY = Beside(_SSN_CUE, rf"[12](?:{_SEP}[\dAB]){{12}}(?:{_SEP}\d\d)?(?![\d])")
_SSN = re.compile(r"(?<![\w.-])\d{3}([ ‐‑–-])\d{2}\1\d{4}(?![\w-])")
_NAMED_SSN = Beside(_SSN_CUE, rf"\d(?:{_SEP}\d){{8}}(?!\d)", also_before=True)
_DNI = re.compile(r"\b(?:\d{8}|\d{2}\.\d{3}\.\d{3}|[XYZ][ -]?\d{7})[ -]?[A-Z](?!\w)", re.IGNORECASE)
_DNI_DIGITS = Beside(r"dni|nie|cédula|cedula|curp", r"\d{2}\.?\d{3}\.?\d{3}(?![\w.-])")


def _luhn(number: str) -> bool:
    digits = [int(c) for c in number if c.isdigit()]
    total = sum(
        d if i % 2 == 0 else (d * 2 - 9 if d > 4 else d * 2) for i, d in enumerate(digits[::-1])
    )
    return 12 <= len(digits) <= 19 and total % 10 == 0


def _is_card(number: str) -> bool:
    return len(re.sub(r"\D", "", number)) > 12 and _luhn(number)


def _is_iban(number: str) -> bool:
    compact = re.sub(r"\W", "", number).upper()
    if not 15 <= len(compact) <= 34:
        return False
    return int("".join(str(int(c, 36)) for c in compact[4:] + compact[:4])) % 97 == 1


def _is_nir(number: str) -> bool:
    """French social security number: key = 97 - number modulo 97; Corsica counts as 19 and 18."""
    compact = re.sub(r"\W", "", number).upper().replace("2A", "19").replace("2B", "18")
    return len(compact) == 15 and 97 - int(compact[:13]) % 97 == int(compact[13:])


def _is_ssn(number: str) -> bool:
    area, group, serial = re.split(r"\D", number)
    return area not in {"000", "666"} and area < "900" and group != "00" and serial != "0000"


def _is_dni(number: str) -> bool:
    """Spanish identity number, also of foreigners (X, Y, Z for 0, 1, 2): a check letter."""
    compact = re.sub(r"\W", "", number).upper()
    digits = compact[:-1].translate(str.maketrans("XYZ", "012"))
    return "TRWAGMYFPDXBNJZSQVHLCKE"[int(digits) % 23] == compact[-1]


def ibans(text: str) -> Iterator[Span]:
    """Bank account numbers with a right check number, in groups or not."""
    for match in _IBAN.finditer(text):
        if span := longest_valid(match, _is_iban):
            yield span


def cards(text: str) -> Iterator[Span]:
    """Payment card numbers with a right check digit, and the code on the back beside its name."""
    for match in _CARD.finditer(text):
        if span := longest_valid(match, _is_card):
            yield span
    yield from (m.span("value") for m in _SHORT_CARD.finditer(text) if _luhn(m["value"]))
    yield from _CARD_CODE(text)


def nirs(text: str) -> Iterator[Span]:
    """French social security numbers: with a right key, or named as one."""
    yield from (match.span() for match in _NIR.finditer(text) if _is_nir(match[0]))
    yield from _NIR_WITHOUT_KEY(text)


def ssns(text: str) -> Iterator[Span]:
    """US social security numbers: in their usual groups, or nine digits named as one."""
    yield from (match.span() for match in _SSN.finditer(text) if _is_ssn(match[0]))
    yield from _NAMED_SSN(text)


def dnis(text: str) -> Iterator[Span]:
    """Spanish identity numbers with a right letter; eight digits where named as one."""
    yield from (match.span() for match in _DNI.finditer(text) if _is_dni(match[0]))
    yield from _DNI_DIGITS(text)


def passports(text: str) -> Iterator[Span]:
    """Passport numbers, beside the word passport: they have no check of their own."""
    yield from _PASSPORT(text)


def licences(text: str) -> Iterator[Span]:
    """Numbers of driving licences, beside the name of one."""
    yield from _LICENCE(text)
