"""Personal data in a message: found by form and checksum, replaced by its kind."""

from __future__ import annotations

import re
from collections.abc import Callable

_LETTERS = re.compile(r"[^\W\d_]+")


def _luhn(match: str) -> bool:
    digits = [int(c) for c in match if c.isdigit()]
    total = sum(
        d if i % 2 == 0 else (d * 2 - 9 if d > 4 else d * 2) for i, d in enumerate(digits[::-1])
    )
    return 13 <= len(digits) <= 19 and total % 10 == 0


def _iban(match: str) -> bool:
    compact = re.sub(r"\W", "", match).upper()
    if not 15 <= len(compact) <= 34:
        return False
    return int("".join(str(int(c, 36)) for c in compact[4:] + compact[:4])) % 97 == 1


def _nir(match: str) -> bool:
    """French social security number: key = 97 - number modulo 97; Corsica counts as 19 and 18."""
    compact = re.sub(r"\W", "", match).upper().replace("2A", "19").replace("2B", "18")
    return len(compact) == 15 and 97 - int(compact[:13]) % 97 == int(compact[13:])


def _ssn(match: str) -> bool:
    area, group, serial = re.split(r"\D", match)
    return area not in {"000", "666"} and area < "900" and group != "00" and serial != "0000"


def _dni(match: str) -> bool:
    """Spanish identity number, also of foreigners (X, Y, Z for 0, 1, 2): a check letter."""
    compact = re.sub(r"\W", "", match).upper()
    number = compact[:-1].translate(str.maketrans("XYZ", "012"))
    return "TRWAGMYFPDXBNJZSQVHLCKE"[int(number) % 23] == compact[-1]


def _any(_match: str) -> bool:
    return True


_KINDS: tuple[tuple[str, re.Pattern[str], Callable[[str], bool]], ...] = (
    ("email", re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+"), _any),
    ("iban", re.compile(r"\b[A-Za-z]{2}\d{2}(?:[ -]?[A-Za-z0-9]{2,4}){3,8}\b"), _iban),
    ("card", re.compile(r"\b\d(?:[ -]?\d){12,18}\b"), _luhn),
    ("nir", re.compile(r"\b[12] ?\d\d ?\d\d ?(?:\d\d|2[AB]) ?\d{3} ?\d{3} ?\d\d\b", re.I), _nir),
    ("ssn", re.compile(r"\b\d{3}[- ]\d{2}[- ]\d{4}\b"), _ssn),
    ("dni", re.compile(r"\b(?:\d{8}|[XYZxyz]-?\d{7})-?[A-Za-z]\b"), _dni),
    (
        "phone",
        re.compile(
            r"(?<![\w.$€])(?:\+\d{1,3}[ .-]?)?(?:\(\d{2,4}\)[ .-]?|\d{2,4}[ .-])\d{2,4}[ .-]\d{2,4}"
            r"(?:[ .-]\d{2,4}){0,3}(?![\w$€])|(?<!\w)\+\d{9,14}\b|(?<!\w)0[1-9]\d{8}\b"
        ),
        lambda m: 9 <= sum(c.isdigit() for c in m) <= 15 and not _looks_like_amounts(m),
    ),
)


def _looks_like_amounts(match: str) -> bool:
    """130 000 200 000 is two amounts, not a telephone number."""
    return re.fullmatch(r"\d{1,3}(?:[ .]000)+(?:\D+\d{1,3}(?:[ .]000)+)*", match) is not None


def redact(text: str) -> tuple[str, tuple[str, ...]]:
    """The text with personal data replaced by its kind in brackets, and the kinds found."""
    found: list[str] = []
    for kind, pattern, valid in _KINDS:

        def replace(
            match: re.Match[str], kind: str = kind, valid: Callable[[str], bool] = valid
        ) -> str:
            if not valid(match[0]):
                return match[0]
            found.append(kind)
            return f"[{kind}]"

        text = pattern.sub(replace, text)
    return text, tuple(found)


def only_personal_data(redacted: str) -> bool:
    """Whether hardly a word is left beside the redacted places: nothing was asked."""
    rest = re.sub(r"\[\w+\]", " ", redacted)
    return "[" in redacted and "?" not in rest and len(_LETTERS.findall(rest)) <= 5
