"""Names that a question takes for granted: where something is, and who leads or made it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from assistant.answer import Answer, Origin, Status
from assistant.asker import is_of_asker, told_part
from assistant.cues import INTERROGATIVES
from knowledge.document import Language
from knowledge.folding import fold, plain
from knowledge.lexical import stems
from knowledge.names import Names, proper_names


class Slot(StrEnum):
    """What a name is claimed to be."""

    PLACE = "place"
    LEADER = "leader"
    MAKER = "maker"


@dataclass(frozen=True, slots=True)
class NameClaim:
    """A name in a question, what it is claimed to be, and the words that say so, first without
    the name."""

    name: str
    slot: Slot
    texts: tuple[str, ...]


_NAME = r"(?P<name>[A-ZÀ-Þ][\w&.'’-]*(?: [A-ZÀ-Þ][\w&.'’-]*){0,9})"
_THE = r"(?: the| l[ae]| el| l['’])? ?"
_ALL = (
    r"(?: (?:all|mostly|mainly|only|just|tou(?:te)?s|surtout|seulement|principalement|tod[oa]s|"
    r"s[oó]lo|principalmente))*"
)
_IS = (
    r"(?:is|are|was|were|be|located|based|takes? place|taken|est|sont|situ[ée]e?s?|bas[ée]e?s?|"
    r"se (?:(?:trouve|passe|d[ée]roule)(?:nt)?|hacen?|encuentran?)|est[aá]n?|son|es|quedan?)"
)
_LED = (
    r"led|run|headed|directed|managed|dirig[ée]e?s?|g[ée]r[ée]e?s?|pilot[ée]e?s?|men[ée]e?s?|"
    r"dirigid[oa]s?|gestionad[oa]s?|llevad[oa]s?"
)
_LEADS = r"leads?|runs?|heads?|directs?|manages?|dirige|g[èe]re|pilote|lleva|gestiona"
_MADE = (
    r"founded|created|launched|set up|announced|fond[ée]e?s?|cr[ée]{2}e?s?|lanc[ée]e?s?|"
    r"annonc[ée]e?s?|fundad[oa]s?|cread[oa]s?|lanzad[oa]s?|anunciad[oa]s?"
)
_MAKES = (
    r"founded|created|launched|announced|a (?:fond[ée]|cr[ée]{2}|lanc[ée]|annonc[ée])|"
    r"fund[oó]|cre[oó]|lanz[oó]|anunci[oó]"
)
_BY = rf" (?:by|par|por){_THE}"
_CLAIMED = tuple(
    (slot, re.compile(rf"\b{form}"))
    for slot, form in (
        (Slot.PLACE, rf"(?i:{_IS}{_ALL} (?:in|at|on|[àa]|en|sur){_THE}){_NAME}"),
        (Slot.LEADER, rf"(?i:(?:{_LED}){_BY}){_NAME}"),
        (Slot.LEADER, rf"(?i:l[oa] (?:{_LEADS}){_THE}){_NAME}"),
        (Slot.LEADER, rf"{_NAME} (?i:(?:{_LEADS}))\b"),
        (Slot.MAKER, rf"(?i:(?:{_MADE}){_BY}){_NAME}"),
        (Slot.MAKER, rf"(?i:l[oa] (?:{_MAKES}){_THE}){_NAME}"),
        (Slot.MAKER, rf"{_NAME} (?i:(?:{_MAKES}))\b"),
    )
)
_TOLD = {
    Slot.PLACE: re.compile(rf"\b(?:in|at|on|à|a|en|sur){_THE}[A-ZÀ-Þ]"),
    Slot.LEADER: re.compile(rf"\b(?:{_LED}|{_LEADS})\b"),
    Slot.MAKER: re.compile(rf"\b(?:{_MADE}|{_MAKES})\b"),
}
_CLAUSE = re.compile(r"[,;:?!()]|\.\s|\s[-–—]\s")
_ASK = {"was", "were", "has", "have"}
# A denial may be right, and of two names one may be.
_OPEN = re.compile(
    r"\b(?:not|no|never|without|ne|pas|jamais|sans|ni|nunca|sin|or|ou|o)\b|n't\b|\bn'"
)


def name_claims(question: str, language: Language) -> tuple[NameClaim, ...]:
    """The places, leaders and makers that a question states, but those of who asks."""
    found: dict[str, NameClaim] = {}
    for clause in (piece.strip() for piece in _CLAUSE.split(question)):
        for slot, match in _stated(clause):
            before = clause[: match.start("name")]
            if _is_claimed(match["name"], before, clause, language):
                # The name may lead astray from what it is said to be.
                texts = (told_part(before) + clause[match.end("name") :], clause)
                found.setdefault(match["name"], NameClaim(match["name"], slot, texts))
    return tuple(found.values())


def names_another(answer: Answer, claim: NameClaim, names: Names) -> bool:
    """Whether an answer has names for what is claimed, and none that is the claimed one."""
    told = _told(answer, claim.slot)
    proof = [s.text for s in answer.sentences] + [c.quote for c in answer.citations]
    return bool(told) and _missing(claim, names, proof) == proper_names(_said(claim))


def confirms(answer: Answer, claim: NameClaim, names: Names) -> bool:
    """Whether an answer has the claimed name among those for what is claimed."""
    return not _missing(claim, names, _told(answer, claim.slot))


def _told(answer: Answer, slot: Slot) -> list[str]:
    """The sentences of an answer with names for a slot."""
    if answer.status is not Status.ANSWERED:
        return []
    told = (s.text for s in answer.sentences if s.origin is Origin.VERIFIED)
    return [text for text in told if _TOLD[slot].search(text) and proper_names(text)]


def _missing(claim: NameClaim, names: Names, proof: Sequence[str]) -> list[str]:
    return names.missing(_said(claim), proof)


def _said(claim: NameClaim) -> str:
    return f"a {claim.name}"  # a name that begins a sentence is none for certain


def _stated(clause: str) -> Iterator[tuple[Slot, re.Match[str]]]:
    for slot, form in _CLAIMED:
        for match in form.finditer(clause):
            yield slot, match


def _is_claimed(name: str, before: str, clause: str, language: Language) -> bool:
    first = fold(told_part(before)).split()[:1]
    # Without an accent, "como" is Spanish for "as" where a claim follows.
    asks = bool({*first} & ((INTERROGATIVES[language] | _ASK) - {"como"}))
    no_name = not stems(name, language)
    is_open = _OPEN.search(plain(clause))
    return not (asks or no_name or is_open or is_of_asker(before, clause))
