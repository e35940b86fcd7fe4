"""Dates of birth: a whole date beside a word for being born. Other dates are nobody's."""

from __future__ import annotations

import re
from collections.abc import Iterator

from assistant.personal_data.spans import Span

_MONTH = (
    r"(?:jan(?:uary|vier)?|feb(?:ruary)?|f[ée]v(?:rier)?|mar(?:ch|s|zo)?|apr(?:il)?|avr(?:il)?|"
    r"may|mai|mayo|jun(?:e|io)?|juin|jul(?:y|io)?|juil(?:let)?|aug(?:ust)?|ao[uû]t|sept?(?:ember|"
    r"embre|iembre)?|oct(?:ober|obre|ubre)?|nov(?:ember|embre|iembre)?|dec(?:ember)?|"
    r"d[ée]c(?:embre)?|ene(?:ro)?|febrero|abr(?:il)?|ago(?:sto)?|dic(?:iembre)?)\.?"
)
_DAY = r"\d{1,2}(?:st|nd|rd|th|er|º|°)?"
_YEAR = r"(?:(?:19|20)\d\d|['’]?\d\d)(?!\d)"
_DATE = (
    rf"(?:\d{{1,2}} ?[/.‐–-] ?\d{{1,2}} ?[/.‐–-] ?{_YEAR}|(?:19|20)\d\d[/.-]\d{{1,2}}[/.-]\d{{1,2}}"
    rf"|{_MONTH} {_DAY},? {_YEAR}|(?:the )?{_DAY}(?: |-)(?:of |de )?{_MONTH}"
    rf",?(?: |-)(?:of |de |del )?{_YEAR}"
    rf"|\d{{1,2}} \d{{1,2}} (?:19|20)\d\d(?!\d)|(?:19|20)\d{{6}}(?!\d)"
    r"|[0-3]\d[01]\d(?:19|20)\d\d(?!\d))"
)
_BORN = (
    r"(?:d\.?o\.?b\.?|date of birth|birth ?dates?|birth ?days?|b-?day|born|bday|"
    r"née?(?:\(e\))?|date de naissance|naissance|anniversaire|ddn|"
    r"nac[íi]|naci[óo]|nacid[oa]|nacimiento|cumpleaños|cumple|f\.? ?nac)(?!\w)"
)
# "born before 1 January 2008" is a rule, not a birthday.
_NEAR = (
    r"(?!.{0,20}\b(?:before|after|since|until|between|avant|après|depuis|entre|antes|después|desde)\b)"
    r"(?:[^\d?!.]|\.(?!\s)){0,40}?"
)
_PATTERNS = (
    re.compile(rf"(?<!\w){_BORN}{_NEAR}(?<!\w)(?P<value>{_DATE})", re.IGNORECASE),
    re.compile(
        rf"(?<![\w/.-])(?P<value>{_DATE})[\s,:()-]{{1,3}}(?:(?:is|was|it|that|as|c|est|ma|es|mi|la|"
        rf"de|my|the|i|me|je|suis|fecha|date|when|cuando|on)[\s'’]{{1,2}}){{0,5}}{_BORN}",
        re.IGNORECASE,
    ),
)


def births(text: str) -> Iterator[Span]:
    """Dates of birth, in figures or words, before or after what names them."""
    for pattern in _PATTERNS:
        for match in pattern.finditer(text):
            yield match.span("value")
