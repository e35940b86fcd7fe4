"""Where a message that asks several things may be cut, by its form.

Explicit questions are asked on their own. A cut at a mere "and" or comma is only a proposal:
whether both sides ask for something is known when their answers are.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import accumulate, combinations, pairwise

from assistant.clauses import SUBJECT, indirect, is_bare, is_tag, leads, leans, opens, wishes
from assistant.rewrite import without_opener
from assistant.which import asks_which
from knowledge.document import Language
from knowledge.lexical import stems

_MOST = 4  # questions of one message that are answered one by one
_SENTENCE = re.compile(
    r"(?<=[?!])\s+|(?<=[a-zà-ÿ0-9]{2}[.;…])\s+|(?<=[A-Z]{3}\.)\s+|(?<=[)\"»”])\s+(?=[¿¡A-ZÀ-Þ])"
)
_AND: dict[Language, str] = {
    "en": r"and also|and|also|plus|as well as|&|\+",
    "fr": r"et aussi|et|puis|ainsi que|&|\+",
    "es": r"y tambi[eé]n|y|e|adem[aá]s|&|\+",
}
_OR: dict[Language, str] = {"en": "or", "fr": "ou", "es": "o|u"}
_CUT = {
    lang: re.compile(
        rf"(?:\s*[,;])?\s++(?:{_AND[lang]})\s+|(?P<weak>(?:\s*,)?\s++(?:{_OR[lang]}|/)\s+)|"
        r"(?P<comma>\s*[,;]\s+)",
        re.IGNORECASE,
    )
    for lang in _AND
}
# "1." to "9)", "a)" to "e)", or a mark as lists have it.
_ITEM = re.compile(
    r"(?:^|(?<=\s))\(?(?P<sign>[1-9]|[a-e](?=[)/]))(?:[).:/°]+\s*|\s?-\s+)(?=[^\d\s])|"
    r"(?:^|(?<=\s))[-*•–]\s+"
)
_IN_ORDER = {*accumulate("123456789"), *accumulate("abcde"), ""}
# A clause that only says why, when or if; a comma ends it.
_ADVERBIAL: dict[Language, re.Pattern[str]] = {
    "en": re.compile(
        rf"\W*(?:since|as|because|given that|once|after|if|when (?:{SUBJECT}))\b", re.IGNORECASE
    ),
    "fr": re.compile(
        r"\W*(?:comme|puisque|vu que|étant donné|une fois|après|si|"
        r"quand (?:on|je|j'|tu|ils?|elles?|vous|nous|c'|les?|la|l'|une?|mon|ma|mes|tout))\b",
        re.IGNORECASE,
    ),
    "es": re.compile(r"\W*(?:[Cc]omo|[Cc]uando|ya que|puesto que|dado que|una vez|si)\b"),
}
_FEW = 3  # words; fewer behind a question are no further one


@dataclass(frozen=True, slots=True)
class Part:
    """One question of a message; `context` is what was said around it, which may matter."""

    text: str
    context: str = ""


def questions(message: str, language: Language) -> tuple[Part, ...]:
    """The questions of a message that stand in sentences or items of their own, in order; the
    message itself where there are none or too many."""
    lead, items = _items(message)
    parts = [
        replace(part, context=f"{lead} {part.context}".strip())
        for item in items
        for part in _asked(item, language) or ([Part(item)] if items[1:] else [])
    ]
    return tuple(parts) if 0 < len(parts) <= _MOST else (Part(message),)


def clauses(part: Part, language: Language) -> tuple[Part, ...]:
    """A question cut before each clause behind an "and" or comma that opens one of its own."""
    found: list[str] = []
    start, question = 0, part.text
    for match, (_, end) in zip(*_cuts(question, language), strict=True):
        head, rest = question[start : match.start()].strip(), question[match.end() :]
        if match["weak"] or (match["comma"] and _ADVERBIAL[language].match(head)):
            continue
        wished = wishes(question[: match.start()], language)
        clause = question[match.end() : end]
        opening = opens(clause, language, question) or (wished and indirect(clause))
        telling = _tells(head, language) and _tells(rest, language)
        if opening and telling and (found or _asks(head, language, question)):
            found.append(head)
            start = match.end()
    found.append(question[start:].strip())
    if not 1 < len(found) <= _MOST:
        return (part,)
    return (_part(found[0], [part.context], language), *map(Part, found[1:]))


def proposals(
    question: str, language: Language, *, either: bool = True
) -> Iterator[tuple[str, ...]]:
    """The ways to cut a question at its "and"s and the commas before them, the fewest cuts
    first; none where they are many. `either` says to cut at an "or", too."""
    matches = [m for m in _CUT[language].finditer(question) if either or not m["weak"]]
    for many in range(1, len(matches) + 1 if len(matches) < _MOST else 1):
        for chosen in combinations(matches, many):
            if chosen[-1]["comma"]:
                continue
            edges = [(0, 0), *(m.span() for m in chosen), (len(question), len(question))]
            sides = tuple(question[a[1] : b[0]].strip() for a, b in pairwise(edges))
            if all(stems(side, language) for side in sides) and not any(
                leads(side, language) for side in sides[1:]
            ):
                yield sides


def _items(message: str) -> tuple[str, list[str]]:
    """What stands before a list, and its items; the message where there is no list."""
    marks = list(_ITEM.finditer(message))
    signs = [mark["sign"] for mark in marks if mark["sign"]]
    in_order = "".join(signs) in _IN_ORDER
    lead = message[: marks[0].start()].strip() if marks else ""
    unsigned = not signs and (not lead or lead[-1] == ":")
    if len(marks) < 2 or not in_order or not (unsigned or len(signs) == len(marks)):
        return "", [message]
    ends = [*(mark.start() for mark in marks[1:]), len(message)]
    items = [message[m.end() : end].strip() for m, end in zip(marks, ends, strict=True)]
    return lead, [item for item in items if item]


def _asked(text: str, language: Language) -> list[Part]:
    """The questions of a text, each with what is said before it, the last with what follows."""
    parts: list[Part] = []
    told: list[str] = []
    sentences = _sentences(text, language)
    marked = any("?" in sentence for sentence in sentences)
    for sentence in sentences:
        unmarked = sentence[-1] == ";" or (sentence is sentences[-1] and sentence[-1] not in ".!")
        if not (
            "?" in sentence
            or (not marked and _asks(sentence, language, text))
            or (unmarked and _begins(sentence, language, text))
        ):
            told.append(sentence)
            continue
        if stems(sentence, language) or opens(sentence, language):
            lead, question = _led(sentence, language)
            parts.append(_part(question, [*told, lead], language))
        told = []
    if parts and told:
        *_, last = parts
        parts[-1] = _part(last.text, [last.context], language, told)
    return parts


def _part(
    question: str, before: Sequence[str], language: Language, after: Sequence[str] = ()
) -> Part:
    """A question with what is said around it: in its text where it says little without."""
    said = " ".join(filter(None, before)), " ".join(after)
    if stems(said[0], language) and asks_which(question, language):
        return Part(said[0], said[1])
    if leans(question, language):
        return Part(" ".join(filter(None, [said[0], question, said[1]])))
    return Part(question, " ".join(filter(None, said)))


def _sentences(text: str, language: Language) -> list[str]:
    """The sentences of a text; one that only wants the one before confirmed goes with it."""
    found: list[str] = []
    for sentence in filter(None, _SENTENCE.split(text)):
        if found and "?" in sentence and is_tag(sentence, language):
            found[-1] += f" {sentence}"
        else:
            found.append(sentence)
    return found


def _led(sentence: str, language: Language) -> tuple[str, str]:
    """The clause that says why, when or if something is asked, and the question behind it."""
    lead, comma, question = sentence.partition(", ")
    if comma and _ADVERBIAL[language].match(lead) and opens(question, language, sentence):
        return f"{lead},", question
    return "", sentence


def _begins(text: str, language: Language, message: str) -> bool:
    """Whether a text without a question mark is one that was forgotten."""
    bare = without_opener(text)
    return opens(bare, language, message) and len(bare.split()) > _FEW


def _tells(text: str, language: Language) -> bool:
    """Whether a text is more than a word or a question word."""
    return len(text.split()) > 1 and not is_bare(text, language)


def _asks(text: str, language: Language, message: str) -> bool:
    """Whether a text wants something to be told, in any of its clauses."""
    bare = without_opener(text)
    matches, spans = _cuts(bare, language)
    first = bare[: matches[0].start()] if matches else bare
    each = [first, *(bare[start:end] for start, end in spans)]
    each = [clause for text in each for clause in text.split(": ")]
    return wishes(text, language) or any(opens(clause, language, message) for clause in each)


def _cuts(text: str, language: Language) -> tuple[list[re.Match[str]], list[tuple[int, int]]]:
    """The cuts of a text, and the clause behind each."""
    matches = list(_CUT[language].finditer(text))
    ends = [*(match.start() for match in matches[1:]), len(text)]
    return matches, [(m.end(), end) for m, end in zip(matches, ends, strict=False)]
