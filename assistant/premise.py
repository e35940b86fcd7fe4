"""Values that a question takes for granted and the sources give otherwise."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from assistant.answer import Answer, Origin, Sentence, Status
from assistant.asker import is_of_asker, told_part
from assistant.ventured import tells_nothing
from knowledge.dates import dates
from knowledge.document import Language
from knowledge.folding import fold, plain
from knowledge.lexical import stems
from knowledge.quantities import quantities
from knowledge.values import Bound, Value, ValueKind, comparable, disagree, far_apart

# Counts are left out: "three quick questions" counts something else than the sources do.
_KINDS = frozenset({ValueKind.MONEY, ValueKind.PERCENT, ValueKind.DURATION, ValueKind.DATE})
_CLAUSE = re.compile(r"(?<!\d),|,(?!\d)|[;:?!()]|\.\s|\s[-–—]\s")
_AMOUNT = 50_000
_NEAR = 3  # words on each side of a value that say what it is a value of
# A noun with its value: "contrat de quatre ans", "the four-year contract".
_OF = re.compile(r"\b[^\W\d_]{4,} (?:de |d['’])$")
_NOUN = re.compile(r" [^\W\d_]{4,}")
_THE = re.compile(r"\b(?:the|an?|this|that|your|their) $")
# Two values of which the asker takes one for right: "six months, or a year?"
_OR = re.compile(r"\W*(?:(?:or|ou|o|u|versus|vs)\b)?\W*")
_AND = re.compile(r"\s(?:and|et|y)\s")
_UP_TO = ("up to", "jusqu", "hasta")
_CHOICE = re.compile(r"\b(?:or|ou|o|voire)\b")
# A length that tells when or how often something is, not how long; or what someone has done.
_WHEN = re.compile(
    r"\b(?:in|after|within|every|for the last|since|ago|dans|apres|au bout d[e']|d'ici|tous les|"
    r"toutes les|il y a|depuis|en|tras|despues de|al cabo de|dentro de|cada|hace|desde hace) ?$"
)
_HOW_OFTEN = re.compile(
    r"\W*(?:ago\b|later\b|plus tard\b|mas tarde\b|"
    r"(?:of |d'|de )?(?:\w+ )?(?:experience|experiencia)|"
    r"(?:a|per|each|par|por|a la|al|sur \d+|/) ?(?:week|day|semaine|jour|semana|dia)|"
    r"weekly|daily|hebdo|semanal)"
)
# A date by which a publication is named: "the December 2025 article".
_PUBLISHED = re.compile(
    r"\b(?:articles?|press|news|announcement|report|release|memo|post|story|interview|"
    r"(?:l'|une |cette )annonce|depeche|communique|(?:la|une) note|reportage|entretien|"
    r"articulo|(?:el|del|un) anuncio|noticia|comunicado|nota|reportaje|entrevista)\b"
)
_IMPRINT = re.compile(r"[\s(,]*(?:(?:on|in|of|le|en|el|del?|du)\b)?[\s(]*")


@dataclass(frozen=True, slots=True)
class Claim:
    """A value in a question, or several that it leaves open, and the words that say what it is
    claimed to be of, the widest first."""

    values: tuple[Value, ...]
    texts: tuple[str, ...]


def claims(question: str, language: Language) -> tuple[Claim, ...]:
    """The values that a question states about its subject, not about who asks."""
    found: list[Claim] = []
    values = _values(question, language)
    for value in values:
        last = found[-1].values[-1] if found else None
        if last and comparable(last, value) and _OR.fullmatch(question, last.end, value.start):
            found[-1] = replace(found[-1], values=(*found[-1].values, *_meant(question, value)))
            continue
        clause = _clause_around(question, value, values)
        before, after = question[clause.start : value.start], question[value.end : clause.stop]
        if _is_claimed(value, before, after):
            stated = question[value.start : value.end]
            texts = _about(before, stated, after, language)
            found.append(Claim(_meant(question, value), texts))
    return tuple(found)


def contradicts(answer: Answer, claim: Claim) -> bool:
    """Whether an answer gives values of the claim's kind, and none that can be a claimed one."""
    told = _like(answer, claim)
    return bool(told) and all(disagree(v, claimed) for v in told for claimed in claim.values)


def gives(answer: Answer, claim: Claim) -> bool:
    """Whether an answer gives any value of the claim's kind."""
    return bool(_like(answer, claim))


def is_near(answer: Answer, claim: Claim) -> bool:
    """Whether an answer gives a value of the claim's kind that one could take for the claimed."""
    told = _like(answer, claim)
    return any(not far_apart(v, claimed) for v in told for claimed in claim.values)


def _is_claimed(value: Value, before: str, after: str) -> bool:
    if is_of_asker(before, after):
        return False
    before, after = (plain(text) for text in (before, after))
    if value.kind is ValueKind.DURATION:
        return not (_WHEN.search(before) or _HOW_OFTEN.match(after))
    near = " ".join([*before.split()[-_NEAR:], *after.split()[:_NEAR]])
    return value.kind is not ValueKind.DATE or not _PUBLISHED.search(near)


def _meant(question: str, value: Value) -> tuple[Value, ...]:
    """The value, or both of "one or two" beside the range that they are; "up to" claims that so
    much is reached."""
    words = fold(question[value.start : value.end])
    if words.startswith(_UP_TO):
        return (replace(value, bound=Bound.EXACT),)
    if value.low == value.high or not _CHOICE.search(words):
        return (value,)
    return (value, replace(value, high=value.low), replace(value, low=value.high))


def _about(before: str, stated: str, after: str, language: Language) -> tuple[str, ...]:
    """The clause of a value and the words beside it, where they tell more than the value."""
    around = f"{before} {after}"
    if not stems(around, language) or tells_nothing(around, language):
        return ()
    told = told_part(before)
    texts = [f"{before}{stated}{after}", f"{told}{stated}{after}"]
    texts.append(" ".join([*before.split()[-_NEAR:], stated, *after.split()[:_NEAR]]))
    if named := _OF.search(before):
        texts.append(f"{named[0]}{stated}")
    elif (named := _NOUN.match(after)) and _THE.search(fold(before)):
        texts.append(f"{stated}{named[0]}")
    return tuple(dict.fromkeys(text.strip() for text in texts))


def _like(answer: Answer, claim: Claim) -> list[Value]:
    if answer.status is not Status.ANSWERED:
        return []
    return [v for v in _told_values(answer) if comparable(v, claim.values[0])]


def _told_values(answer: Answer) -> list[Value]:
    """The values that an answer gives in its own language, those of its conflicts included."""
    told = [s for s in answer.sentences if s.origin is Origin.VERIFIED]
    found = [v for s in told for v in _without_imprints(answer, s)]
    versions = [v.value for c in answer.conflicts for v in c.versions]
    return [*found, *(v for text in versions for v in _values(text, answer.language))]


def _without_imprints(answer: Answer, sentence: Sentence) -> list[Value]:
    """The values of a sentence but for the dates of the publications it names."""
    publishers = {fold(c.source.publisher) for c in answer.citations}
    folded = fold(sentence.text)
    ends = [m.end() for p in publishers for m in re.finditer(re.escape(p), folded)]
    return [
        value
        for value in _values(sentence.text, answer.language)
        if value.kind is not ValueKind.DATE
        or not any(_IMPRINT.fullmatch(folded, end, value.start) for end in ends)
    ]


def _values(text: str, language: str) -> list[Value]:
    found = [*map(_as_money, quantities(text, language)), *dates(text)]
    return sorted((v for v in found if v.kind in _KINDS), key=lambda v: v.start)


def _as_money(value: Value) -> Value:
    """A large bare number is an amount: few people type the currency."""
    bare = value.kind is ValueKind.COUNT and value.noun == (0, 0) and value.low >= _AMOUNT
    return replace(value, kind=ValueKind.MONEY, unit="/") if bare else value


def _clause_around(text: str, value: Value, values: Sequence[Value]) -> slice:
    """The clause of a value; an "and" before another value ends it."""
    start, end = 0, len(text)
    for cut in _CLAUSE.finditer(text):
        start, end = _cut(cut, value, start, end)
    for cut in _AND.finditer(text):
        between = (v for v in values if v is not value)
        if any((cut.start() < v.start) != (cut.start() < value.start) for v in between):
            start, end = _cut(cut, value, start, end)
    return slice(start, end)


def _cut(cut: re.Match[str], value: Value, start: int, end: int) -> tuple[int, int]:
    """The bounds of a clause after one more cut."""
    if cut.end() <= value.start:
        return max(start, cut.end()), end
    return start, min(end, cut.start()) if cut.start() >= value.end else end
