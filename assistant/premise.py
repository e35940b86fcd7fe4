"""Values that a question takes for granted and the sources give otherwise."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from assistant.answer import Answer, Origin, Status
from knowledge.dates import dates
from knowledge.figures import fold
from knowledge.quantities import quantities
from knowledge.values import Value, ValueKind, comparable, disagree

# Counts are left out: "three quick questions" counts something else than the sources do.
_KINDS = frozenset({ValueKind.MONEY, ValueKind.PERCENT, ValueKind.DURATION, ValueKind.DATE})
_CLAUSE = re.compile(r"[,;:?!()]|\.\s|\s[-–—]\s")
# What people say of themselves is no claim about the programme.
_OWN = re.compile(
    r"\b(i have|i've|ive|i had|i am|i'm|im|i was|i will be|i turn(ed)?|i worked|"
    r"i work|i make|i earn|i want|i'd like|i'll|my|our|he has|she has|"
    r"j'ai|jai|j'avais|je suis|je gagne|je touche|je travaille|je veux|je voudrais|mon|ma|mes|"
    r"tengo|soy|llevo|gano|cobro|trabajo|quiero|quisiera|mi|mis|cumplo|tiene)\b"
)
_AMOUNT = 50_000
_NEAR = 3  # words on each side of a value that say what it is a value of


@dataclass(frozen=True, slots=True)
class Claim:
    """A value in a question, and the words that say what it is claimed to be of, the widest
    first."""

    value: Value
    texts: tuple[str, ...]


def claims(question: str, language: str) -> tuple[Claim, ...]:
    """The values that a question states about its subject, not about who asks."""
    found = []
    for value in _values(question, language):
        start, end = _clause_around(question, value)
        if _OWN.search(fold(question[start : value.start].replace("’", "'"))):
            continue
        texts = (question[start:end].strip(), _window(question, value))
        found.append(Claim(value, tuple(dict.fromkeys(t for t in texts if t))))
    return tuple(found)


def contradicts(answer: Answer, claim: Claim) -> bool:
    """Whether an answer gives values of the claim's kind, and none that can be the claimed one."""
    told = _like(answer, claim)
    return bool(told) and all(disagree(v, claim.value) for v in told)


def gives(answer: Answer, claim: Claim) -> bool:
    """Whether an answer gives any value of the claim's kind."""
    return bool(_like(answer, claim))


def _like(answer: Answer, claim: Claim) -> list[Value]:
    if answer.status is not Status.ANSWERED:
        return []
    return [v for v in _told_values(answer) if comparable(v, claim.value)]


def _told_values(answer: Answer) -> list[Value]:
    """The values that an answer gives in its own language, those of its conflicts included."""
    texts = [s.text for s in answer.sentences if s.origin is Origin.VERIFIED]
    texts += [v.value for c in answer.conflicts for v in c.versions]
    return list(_all_values(texts, answer.language))


def _all_values(texts: Sequence[str], language: str) -> Iterable[Value]:
    for text in texts:
        yield from _values(text, language)


def _values(text: str, language: str) -> list[Value]:
    found = [*map(_as_money, quantities(text, language)), *dates(text)]
    return [value for value in found if value.kind in _KINDS]


def _as_money(value: Value) -> Value:
    """A large bare number is an amount: few people type the currency."""
    bare = value.kind is ValueKind.COUNT and value.noun == (0, 0) and value.low >= _AMOUNT
    return replace(value, kind=ValueKind.MONEY, unit="/") if bare else value


def _clause_around(text: str, value: Value) -> tuple[int, int]:
    starts = [m.end() for m in _CLAUSE.finditer(text, 0, value.start)]
    after = _CLAUSE.search(text, value.end)
    return (starts[-1] if starts else 0), (after.start() if after else len(text))


def _window(text: str, value: Value) -> str:
    before, after = text[: value.start].split()[-_NEAR:], text[value.end :].split()[:_NEAR]
    return " ".join([*before, text[value.start : value.end], *after])
