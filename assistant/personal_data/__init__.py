"""Personal data in a message: found by form and checksum, replaced by its kind."""

from __future__ import annotations

from assistant.personal_data.addresses import addresses
from assistant.personal_data.births import births
from assistant.personal_data.contacts import emails, phones
from assistant.personal_data.identifiers import cards, dnis, ibans, licences, nirs, passports, ssns
from assistant.personal_data.remainder import only_personal_data
from assistant.personal_data.spans import Finder, Span

__all__ = ["only_personal_data", "redact"]

# In this order: what has a checksum is told first, and nothing is found inside what was found.
_KINDS: tuple[tuple[str, Finder], ...] = (
    ("email", emails),
    ("iban", ibans),
    ("card", cards),
    ("nir", nirs),
    ("dni", dnis),
    ("passport", passports),
    ("licence", licences),
    ("ssn", ssns),
    ("birth_date", births),
    ("address", addresses),
    ("phone", phones),
)


def redact(text: str) -> tuple[str, tuple[str, ...]]:
    """The text with personal data replaced by its kind in brackets, and the kinds found."""
    found: list[str] = []
    for kind, find in _KINDS:
        for start, end in _apart(list(find(text))):
            text = f"{text[:start]}[{kind}]{text[end:]}"
            found.append(kind)
    return text, tuple(found)


def _apart(spans: list[Span]) -> list[Span]:
    """Overlapping spans as one, the last first: the places before stay where they are."""
    merged: list[Span] = []
    for start, end in sorted(spans):
        if merged and start < merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged[::-1]
