"""Where a message that asks several things may be cut, by its form.

Explicit questions are asked on their own. A cut at a mere "and" or comma is only a proposal:
whether both sides ask for something is known when their answers are.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from assistant.cues import INTERROGATIVES
from assistant.rewrite import without_opener
from knowledge.document import Language
from knowledge.figures import fold
from knowledge.lexical import stems

_MOST = 4  # questions of one message that are answered one by one
_SENTENCE = re.compile(r"(?<=[?!])\s+|(?<=[a-zà-ÿ0-9]{2}[.;…])\s+|(?<=[)\"»”])\s+(?=[¿¡A-ZÀ-Þ])")
_AND: dict[Language, str] = {
    "en": r"and also|and|also|plus|as well as|&|\+",
    "fr": r"et aussi|et|puis|ainsi que|&|\+",
    "es": r"y tambi[eé]n|y|e|adem[aá]s|&|\+",
}
_BETWEEN = {
    lang: re.compile(rf"\s*[,;]?\s+(?:{forms})\s+", re.IGNORECASE) for lang, forms in _AND.items()
}
_CLAUSE = {
    lang: re.compile(rf"\s*[,;]?\s+(?:{forms})\s+|\s*[,;]\s+", re.IGNORECASE)
    for lang, forms in _AND.items()
}
_TOLD = 2  # content stems; a question with fewer needs what was said before it


@dataclass(frozen=True, slots=True)
class Part:
    """One question of a message; `context` is what was said before it, which may matter."""

    text: str
    context: str = ""


def questions(message: str, language: Language) -> tuple[Part, ...]:
    """The explicit questions of a message in order; the message itself where it has fewer than
    two."""
    parts: list[Part] = []
    told: list[str] = []
    pieces = _SENTENCE.split(message)
    marked = any("?" in piece for piece in pieces)
    for piece in pieces:
        if "?" not in piece if marked else not _asks(piece, language):
            told.append(piece)
            continue
        clauses = _clauses(piece, language)
        if told and len(stems(clauses[0], language)) < _TOLD:
            clauses[0] = " ".join([*told, clauses[0]])
            told = []
        parts.extend(Part(c, " ".join(told) if not n else "") for n, c in enumerate(clauses))
        told = []
    if not parts or len(parts) > _MOST:
        return (Part(message),)
    if told:  # what follows the last question may be what it is about
        parts[-1] = Part(f"{parts[-1].text} {' '.join(told)}", parts[-1].context)
    return tuple(p for p in parts if _tells(p.text, language)) or (Part(message),)


def proposals(question: str, language: Language) -> tuple[str, ...]:
    """The sides of every "and", which may be questions of their own; empty for none."""
    sides = [side.strip() for side in _BETWEEN[language].split(question) if side.strip()]
    return tuple(sides) if 1 < len(sides) <= _MOST else ()


def _tells(question: str, language: Language) -> bool:
    """Whether a question is more than a "right?" behind another one."""
    return bool(stems(question, language)) or _first_word(question) in INTERROGATIVES[language]


def _asks(piece: str, language: Language) -> bool:
    return "?" in piece or _first_word(without_opener(piece)) in INTERROGATIVES[language]


def _first_word(text: str) -> str:
    found = re.match(r"\W*(\w+)", fold(text))
    return found[1] if found else ""


def _clauses(piece: str, language: Language) -> list[str]:
    """A question cut before each further question word that follows "and" or a comma."""
    clauses: list[str] = []
    start = 0
    for match in _CLAUSE[language].finditer(piece):
        head = piece[start : match.start()].strip()
        opens = _first_word(piece[match.end() :]) in INTERROGATIVES[language]
        tells = stems(piece[match.end() :], language) or len(piece[match.end() :].split()) > 1
        if opens and tells and _asks(head, language) and stems(head, language):
            clauses.append(head)
            start = match.end()
    return [*clauses, piece[start:].strip()]
