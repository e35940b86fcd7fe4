"""Postal addresses: a number beside words that name a street, with what follows up to the city."""

from __future__ import annotations

import re
from collections.abc import Iterator

from assistant.personal_data import street_words as words
from assistant.personal_data.spans import Beside, Span

_UPPER = "".join(c for c in map(chr, range(0x250)) if c.isupper()) + "Ά-ΏΑ-ΫА-ЯЀ-Џ"
# Lines of a pasted address may begin with a bullet, or with what became of one.
_GAP = r"(?:[\s,]{1,4}(?:(?:[•·*|>-]|\?{3})\s)?)"
# A word, with the full stop of an abbreviation but not that of a sentence.
_WORD = r"(?>[^\W\d_](?:[\w'’-]{0,3}\.(?=\s|,)|[\w'’/-]{0,30}))"
_ANY = rf"(?!(?:{words.NO_NAMES})\b){_WORD}"
_CAPITAL = rf"(?=[{_UPPER}]){_WORD}"
_LINKED = rf"(?:(?i:{words.LINKS})[\s]?){{0,3}}"
_NAME = rf"{_LINKED}{_CAPITAL}"
_LONG = r"[^\W\d_]{3}"
_NUMBER = (
    r"(?<![\w$€£.,/+-])(?<!(?i:gs)[ -])"
    rf"\d{{1,6}}(?:[/-]\d{{1,4}})?\.?(?: ?(?i:bis|ter|quater)\b| ?[A-Da-d]\b(?!['’]))?"
    r"(?![\w%]|[.,:]\d| ?[$€£]|-)"
    rf"(?!\s(?i:{words.COUNTED})\b)"
)
_LAST = rf",?\s?(?:(?i:n[.ºo°]{{0,2}}|núm\.?|número|numero|no\.?|#)\s?)?{_NUMBER}"
_DIRECTION = r"(?:[NSEW]|N\.?[EW]|S\.?[EW]|North|South|East|West)\.?"
_UNIT = (
    rf"(?i:(?:{words.UNITS})\.?[\s]?(?:#|n[ºo°]\.?)?\s?(?:\d{{1,5}}[A-Za-z]?|[A-Za-z]\d{{0,4}})(?!\w)"
    r"|#\s?\d{1,5}[A-Za-z]?(?!\w)"
    r"|\d{1,2}\s?(?:[ºª°]|st|nd|rd|th|er|e|ème|eme)\.?\s(?:floor|étage|etage|piso|planta)\b"
    r"|\d{1,2}\s?[ºª°]\.?(?:\s?(?:izda|izq|dcha|dch|[a-h])\b\.?)?"
    r"|(?:floor|étage|planta)\s\d{1,2}(?!\w)|bajos?\b(?:\s[a-h]\b)?)"
)
_STATE = rf"(?:(?:{words.STATES})\b|[A-Z]{{2,3}}\b|\d{{2}}\b)"
_CITY_WORD = rf"(?!(?i:{words.NO_CITIES})\b){_WORD}"
_CITY = (
    # Springfield, IL 62704; Brønderslev Denmark 35018; nan 18237
    rf"(?:{_GAP}\(?{_CITY_WORD}\)?){{1,5}}?(?:{_GAP}{_STATE})?{_GAP}\d{{5}}(?:-\d{{4}})?(?![\w-])"
    # 75002 Paris, France; 1012 AB Amsterdam
    rf"|{_GAP}\d{{4,5}}(?:\s[A-Z]{{2}}\b)?(?:\s{_NAME}){{1,4}}(?:,\s{_NAME})?"
    rf"|{_GAP}\d{{5}}\s{_CITY_WORD}"
    # London SW1A 2AA; Toronto, ON M5V 2T6
    rf"|(?:{_GAP}{_CITY_WORD}){{1,4}}?{_GAP}(?:[A-Za-z]{{1,2}}\d[A-Za-z\d]?\s\d[A-Za-z]{{2}}|[A-Za-z]\d[A-Za-z]\s?\d[A-Za-z]\d)\b"
    rf"|{_GAP}\d{{5}}(?:-\d{{4}})?(?![\w-])"
    # what begins with a capital just after, of which a sentence does not begin
    rf"|(?:{_GAP}\(?(?!(?i:{words.NO_CITIES})\b){_LINKED}(?!(?i:{words.NO_CITIES})\b){_CAPITAL}\)?){{1,4}}"
)
_TAIL = re.compile(rf"(?:{_GAP}(?:{_UNIT})){{0,3}}(?:{_CITY})?")

_ENGLISH = re.compile(
    rf"(?:{_NUMBER}\s)?{_NUMBER}{_GAP}(?:(?i:{_DIRECTION})\s)?"
    rf"(?:(?:{_ANY}\s|\d{{1,3}}(?:st|nd|rd|th)\s){{1,4}}?(?i:{words.STREETS})\b"
    rf"|(?:(?:{_NAME}|\d{{1,3}}(?:st|nd|rd|th))\s){{1,4}}?(?i:{words.STREETS_IF_NAMED})\b)\.?"
    rf"(?:\s{_DIRECTION}(?!\w))?(?:(?<=(?i:road|oute| hwy|hway))\s\d{{1,4}}(?!\w))?"
)
_FRENCH = re.compile(
    rf"(?:{_NUMBER}\s)?{_NUMBER}{_GAP}"
    rf"(?:(?i:{words.RUES})\.?\s(?:{_NAME}(?:\s{_NAME}){{0,4}}|(?i:(?:{words.LINKS})\s?){{0,3}}{_ANY})"
    rf"|(?i:{words.RUES_IF_NAMED})\.?\s{_NAME}(?:\s{_NAME}){{0,4}})"
)
_NUMBER_LAST = re.compile(
    rf"(?:{_NUMBER}\s)?(?<!\w)(?:(?i:{words.CALLES})\s?(?:{_LINKED}{_ANY}|\d{{1,2}}(?=\s))(?:\s(?:{_LINKED}{_ANY}|\d{{1,2}}(?=\s))){{0,5}}?{_LAST}"
    rf"|(?:(?i:{words.CALLES_IF_NAMED})|{words.CALLES_WITH_CAPITAL})(?:\s{_NAME}){{1,5}}?{_LAST}"
    rf"|(?i:{words.CALLES_OF_FIGURES})\.?\s\d{{1,3}}\s?[A-Z]?\s?(?i:#|no\.?|n[º°]|número|con)\s?\d{{1,3}}[A-Z]?(?:\s?-\s?\d{{1,3}})?"
    rf"|(?=[{_UPPER}]|\w{{3,30}}(?i:{words.STRASSEN_SURE}))\w{{3,30}}(?i:{words.STRASSEN})\b\.?\s{_NUMBER}"
    rf"|{_NAME}(?:\s{_ANY}){{0,2}}?\s(?i:{words.STRASSEN_APART})\b\.?\s{_NUMBER})"
)
_WITH_UNIT = re.compile(
    rf"(?:{_NUMBER}{_GAP}(?:{_ANY}{_GAP}){{1,5}}?(?:{_NUMBER}{_GAP})?(?:{_NAME}{_GAP}){{0,2}}?"
    rf"|(?:{_NAME}\s){{1,4}}?{_NUMBER}{_GAP}(?:{_NAME}{_GAP}){{0,2}}?)"
    rf"(?i:{words.SURE_UNITS})\.?\s?#?\s?\d{{1,5}}[A-Za-z]?(?!\w)"
)
_WITH_CODE = re.compile(
    rf"(?:{_NUMBER}\s)?(?:{_NUMBER}\s(?={_LONG})(?:{_NAME}\s){{1,4}}?(?:{_NUMBER})?|(?={_LONG})(?:{_NAME}\s){{1,4}}?{_NUMBER})"
    rf"{_GAP}(?:{_NAME}{_GAP}){{1,4}}(?:[^\W\d_]{{2,3}}{_GAP})?\d{{5}}(?:-\d{{4}})?(?![\w-])"
)
_BETWEEN = re.compile(
    rf"(?!(?:19|20)\d\d\b){_NUMBER}(?<=\d{{3}})\s(?={_LONG})(?:{_NAME}\s){{1,3}}?{_NUMBER}"
    rf"(?<!\s(?:19|20)\d\d)(?=(?:,\s|\s?\n)\s?{_NAME})"
)
_BOX = re.compile(
    rf"(?:{_NUMBER}\s)?(?<!\w)(?i:{words.BOXES})\.?\s?(?:n[º°]\s?)?\d{{1,6}}(?!\w)"
    r"|\b(?i:psc|unit|cmr|rr|hc)\s\d{1,5},?\s(?i:box)\s\d{2,5}(?:\s(?i:[adf]po\s[a-z]{2}\s\d{5}))?"
    rf"|\b(?:US[A-Z]{{1,2}})\s{_NAME}\s[ADF]PO\s[A-Z]{{2}}\s\d{{5}}",
)
_PLACE = re.compile(
    rf"\b(?:{_CAPITAL}\s){{0,2}}{_CAPITAL},?\s(?:{words.STATES})\s\d{{5}}(?:-\d{{4}})?(?![\w-])"
)
# Beside a cue capitals are not needed, nor a word for a street.
_CUED = Beside(
    words.CUES,
    rf"(?-i:{_NUMBER}{_GAP}(?:{_ANY}\s){{1,4}}?(?i:{words.STREETS_IF_NAMED})\b\.?"
    rf"|{_NUMBER}{_GAP}(?i:{words.RUES_IF_NAMED})\.?\s(?i:(?:{words.LINKS})\s?){{0,3}}{_ANY}"
    rf"|(?i:{words.CALLES_IF_NAMED})(?:\s(?i:(?:{words.LINKS})\s?){{0,3}}{_ANY}){{1,4}}?{_LAST}"
    rf"|(?:{_NUMBER}\s)?\w{{3,30}}(?i:{words.STRASSEN})\s{_NUMBER}"
    rf"|(?:{_NUMBER}\s)?{_NUMBER}{_GAP}{_NAME}(?:\s{_NAME}){{0,4}}(?:\s{_NUMBER})?"
    rf"|(?:{_NAME}\s){{1,5}}{_NUMBER}"
    rf"|\d{{5}}\s{_NAME})",
)
# What a text must hold for a form to be tried at all, and the form.
_UNIT_WORD = re.compile(rf"\b(?:{words.SURE_UNITS})\b", re.IGNORECASE)
_DIGIT, _CODE = re.compile(r"\d"), re.compile(r"\d{5}")
_FORMS = (
    (_DIGIT, _ENGLISH),
    (_DIGIT, _FRENCH),
    (_DIGIT, _NUMBER_LAST),
    (_UNIT_WORD, _WITH_UNIT),
    (_CODE, _WITH_CODE),
    (_DIGIT, _BETWEEN),
    (_CODE, _PLACE),
    (_DIGIT, _BOX),
)
_UNIT_BEFORE = re.compile(rf"(?<!\w){_UNIT},?\s$")
_NO_HOUSE = re.compile(
    r"\b(?:level|step|grade|section|tier|phase|class|niveau|étape|nivel|paso|fase)\s$",
    re.IGNORECASE,
)
_BEFORE_A_YEAR = re.compile(r"\b(?:in|since|by|until|en|depuis|desde|de)\s$", re.IGNORECASE)
_YEAR = re.compile(r"(?:19|20)\d\d\b")


def addresses(text: str) -> Iterator[Span]:
    """Postal addresses in American, British, French, Spanish and kindred forms, to the city."""
    for needed, form in _FORMS:
        if needed.search(text):
            for match in form.finditer(text):
                if not _counts_something(text, match.start()):
                    yield _whole(text, *match.span())
    for start, end in _CUED(text):
        yield _whole(text, start, end)


def _counts_something(text: str, start: int) -> bool:
    """In "since 2026 Main Street ..." the number is a year, in "level 3 Support Drive" a level."""
    before = text[max(0, start - 20) : start]
    return bool(
        _NO_HOUSE.search(before) or (_YEAR.match(text, start) and _BEFORE_A_YEAR.search(before))
    )


def _whole(text: str, start: int, end: int) -> Span:
    """With the unit before it, and with unit, city and code after it."""
    head = _UNIT_BEFORE.search(text, max(0, start - 30), start)
    tail = _TAIL.match(text, end)
    return head.start() if head else start, tail.end() if tail else end
