"""Right sentences made wrong, each in one way, so that what they say is not in their evidence."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from random import Random

from knowledge.dates import MONTHS
from knowledge.document import Language
from knowledge.folding import fold
from knowledge.names import phrase, proper_names

_NUMBER = re.compile(r"(?<![\w.-])\d[\d., \u00a0\u202f]*\d|(?<![\w.,-])\d(?![\w-])")
_NAME = re.compile(r"(?<=[\w,(;’'] )[A-ZÀ-Þ][\w&-]+(?: [A-ZÀ-Þ][\w&-]+)*|(?<=\()[A-ZÀ-Þ]{2,}(?=\))")
_DATED = frozenset(name for names in MONTHS for name in names)
_ASIDE = re.compile(r"\([^)]*\)")
_PLAIN: Mapping[Language, str] = {
    "en": r"is|are|was|were|may|must|can|will|should|has|have",
    "fr": r"est|sont|peut|peuvent|doit|doivent|sera|seront|a|ont",
    "es": r"es|son|puede|pueden|debe|deben|será|serán|está|están|tiene|tienen|ha|han",
}
_NEGATED = re.compile(
    r"\b(?:not|no|never|none|nor|neither|without|cannot|\w+n't|ne|pas|non|aucune?s?|jamais|rien|sans|ni|"
    r"ningun[oa]?|nunca|tampoco|nada|sin|only|seule?s?|seulement|solo|unic[oa]s?|personne|nadie)\b|\bn'"
)
_DENIED: Mapping[Language, tuple[tuple[str, str], ...]] = {
    "en": ((r"\b(is|are|was|were|may|must|can|will|should|has|have|does|do|did) not\b", r"\1"),),
    "fr": ((r"\bn(?:e |['’])(\w+) pas\b", r"\1"),),
    "es": ((r"\bno (es|son|puede|pueden|debe|deben|está|están|tiene|tienen|ha|han|se)\b", r"\1"),),
}
_AND: Mapping[Language, str] = {"en": "and", "fr": "et", "es": "y"}
_OPENING = re.compile(
    r"^(?:yes|no|oui|non|sí|perhaps|peut-être|posiblemente)\b[,: ]", re.IGNORECASE
)
LINKS = (
    "https://apply.techforce-jobs.example/now",
    "www.federal-openings.example",
    "recruiting@openings.example",
)


def number(text: str, told: str, random: Random) -> str | None:
    """Another figure in place of one, such as `told` does not have."""
    asides = [m.span() for m in _ASIDE.finditer(text)]
    found = [m for m in _NUMBER.finditer(text) if not any(s <= m.start() < e for s, e in asides)]
    if not found:
        return None
    match = random.choice(found)
    digits = [i for i, c in enumerate(match[0]) if c.isdigit() and (c != "0" or i == 0)]
    for _ in range(20):
        place, digit = random.choice(digits), str(random.randint(1, 9))
        other = match[0][:place] + digit + match[0][place + 1 :]
        if other != match[0] and not re.search(rf"(?<!\d){re.escape(other)}(?!\d)", told):
            return text[: match.start()] + other + text[match.end() :]
    return None


def names_of(text: str) -> list[str]:
    """The names of a text, each whole, but for what may only begin a sentence."""
    return [m[0] for m in _NAME.finditer(text) if fold(m[0].split()[0]) not in _DATED]


def name(
    text: str, told: str, known: Collection[str], others: Collection[str], random: Random
) -> str | None:
    """One of `others` in place of one of the `known` names; it is none that `told` has."""
    words = set(phrase(told).split())
    mine = [n for n in names_of(text) if n in known]
    strangers = [n for n in others if n in known and not set(phrase(n).split()) & words]
    if not mine or not strangers:
        return None
    old = random.choice(mine)
    return re.sub(rf"(?<!\w){re.escape(old)}(?!\w)", random.choice(strangers), text, count=1)


def negation(text: str, language: Language) -> str | None:
    """The one negation of the main verb taken out, or one put in where there is none at all."""
    plain = fold(text).replace("’", "'")
    if not _NEGATED.search(plain):
        match = re.search(rf"(?<!['’])\b({_PLAIN[language]})\b(?! ?[(:,])", text)
        if match is None or _OPENING.match(text):
            return None
        return text[: match.start()] + _put(match[0], language) + text[match.end() :]
    if len(_NEGATED.findall(plain)) > (2 if language == "fr" else 1):
        return None
    for pattern, instead in _DENIED[language]:
        if re.search(pattern, text):
            return re.sub(pattern, instead, text, count=1)
    return None


def _put(verb: str, language: Language) -> str:
    if language == "en":
        return f"{verb} not"
    if language == "es":
        return f"no {verb}"
    return f"n'{verb} pas" if verb[0] in "aeiouê" else f"ne {verb} pas"


def link(text: str, random: Random) -> str:
    """The sentence with an address that no source gives."""
    return f"{text.rstrip('.')} ({random.choice(LINKS)})."


def join(text: str, other: str, language: Language) -> str | None:
    """The sentence, and behind it what another one says, as if both were told together."""
    if _OPENING.match(other) or _OPENING.match(text) or ":" in text:
        return None
    first = other[0] if proper_names(f". {other}")[:1] == [other.split()[0]] else other[0].lower()
    return f"{text.rstrip('.')} {_AND[language]} {first}{other[1:]}"
