"""A value that is put forward about the last answer, and nothing else: "wasn't it January 20?"."""

from __future__ import annotations

import re
from dataclasses import replace

from assistant.answer import Answer
from knowledge.dates import dates
from knowledge.document import Language
from knowledge.folding import plain
from knowledge.quantities import quantities
from knowledge.values import Value, ValueKind

_WORD = re.compile(r"[^\W\d_]+")
# Words that only put a value forward, in folded text. Those that place something in time are none:
# "in January?" asks for more than it ventures.
_VENTURING: dict[Language, re.Pattern[str]] = {
    "en": re.compile(
        r"is|isn|was|wasn|are|aren|were|weren|it|its|s|t|that|they|not|rather|instead|so|only|"
        r"just|really|right|correct(?:ly)?|true|no|nope|yes|wait|hmm|but|then|sure|to|on|up|about|"
        r"around|like|more|less|at least|the|an?|i|believe|think|thought|guess|recall|remember|if|"
        r"me|memory|serves|well|you|maybe|perhaps|or|actually"
    ),
    "fr": re.compile(
        r"est|etait|etaient|sont|fait|faisait|ce|c|ca|il|elle|n|ne|pas|non|si|oui|plutot|"
        r"seulement|que|qu|juste|vraiment|exact|vrai|mais|alors|attendez|attends|euh|le|la|les|l|"
        r"un|une|environ|plus|moins|je|j|crois|croyais|pense|pensais|dirais|me|m|semble|semblait|"
        r"ai|bonne|memoire|souviens|rappelle|bien|sauf|erreur|vous|tu|etes|es|sure?s?|peut|etre"
    ),
    "es": re.compile(
        r"es|era|eran|fue|fueron|son|seria|serian|eso|no|si|solo|solamente|mas|menos|bien|verdad|"
        r"cierto|correcto|pero|entonces|espera|espere|el|la|los|las|un|una|unos|unas|al|que|creo|"
        r"creia|pienso|pensaba|recuerdo|mal|me|parece|acuerdo|sino|como|quiza|quizas|realmente|"
        r"seguro|segura"
    ),
}


def tells_nothing(words: str, language: Language) -> bool:
    """Whether the words around a value say nothing of what it is a value of."""
    told = _WORD.findall(plain(words))
    return all(_VENTURING[language].fullmatch(word) for word in told)


def ventures(text: str, language: Language, told: Answer) -> bool:
    """Whether a text puts a value forward, of a kind that an answer gave, and nothing else."""
    values = _values(text, language)
    rest = text
    for value in reversed(values):
        rest = f"{rest[: value.start]} {rest[value.end :]}"
    if not values or not tells_nothing(rest, language):
        return False
    gave = {value.kind for value in _values(told.text, told.language)}
    return all(_kinds(value) & gave for value in values)


def _kinds(value: Value) -> set[ValueKind]:
    """What a value may be of: few people type the currency of an amount."""
    bare = value.kind is ValueKind.COUNT
    return {ValueKind.COUNT, ValueKind.MONEY} if bare else {value.kind}


def _values(text: str, language: Language) -> list[Value]:
    """The values of a text in order; what is counted is no part of a count."""
    found = dates(text)
    for value in quantities(text, language):
        if not any(value.start < date.end and date.start < value.end for date in found):
            found.append(replace(value, end=value.noun[0] or value.end))
    return sorted(found, key=lambda value: value.start)
