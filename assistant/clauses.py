"""What the form of a clause shows: whether it asks, only confirms, or leans on what was said.

Patterns are for folded text: lower case, no accents, straight apostrophes.
"""

from __future__ import annotations

import re

from knowledge.document import Language
from knowledge.folding import plain
from knowledge.lexical import stems

SUBJECT = (
    r"(?:i|you|he|she|it|we|they|one|there|this|that|these|those|the|an?|any|all|some|people|"
    r"my|your|his|her|its|our|their|everyone|anyone|someone)"
)
_PREPOSITION: dict[Language, str] = {
    "en": r"(?:in|on|at|by|for|from|to|with|until|since|about|of|under|during) ",
    "fr": r"(?:a|en|dans|par|pour|de|depuis|avec|sur|sous|chez|vers) |jusqu'a ",
    "es": r"(?:a|en|por|para|de|desde|hasta|con|sobre|segun|bajo) ",
}
_QUESTION_WORD: dict[Language, str] = {
    "en": r"(?:what|who|whom|whose|when|where|which|why|how)\b",
    "fr": r"(?:qui|quoi|quand|comment|combien|cb|pourquoi|(?:l[ea]s?)?quel(?:le)?s?)\b",
    "es": r"(?:que|quien(?:es)?|cual(?:es)?|cuando|cuant[oa]s?|donde|como)\b",
}
# How a clause begins that asks for something, besides by a question word.
_OPENS: dict[Language, str] = {
    "en": rf"whether\b|(?:is|are|was|were|am|do|does|did|has|have|can|could|will|would|should|must|"
    rf"may)(?:n't)? {SUBJECT}\b",
    "fr": r"que (?!(?:ce|cela|ca|les?|la|une?|des|je|tu|ils?|elles?|on|nous|vous)\b|[ljc]')|"
    r"y ?a(?:[- ]t[- ]il)?\b|"
    r"qu'est-ce|est-ce|ou (?:est|sont|se|a|ont|faut|peut|doit|va|vont)\b|(?:\S+ ){0,3}c'est ou\b|"
    r"(?:\S+ ){0,3}\S+-(?:t-)?(?:ils?|elles?|on|je|tu|vous|nous)\b|il y a (?:quoi|qui)|"
    r"(?:\S+ ){0,8}(?:combien|quoi|quel(?:le)?s?|comment|pourquoi)\b|"
    r"(?:\S+ ){1,5}(?:quand|qui)\W*$",
    "es": r"(?:hay|son|tengo que|tienen?|deb(?:o|en?)|puedo|pueden?|se pueden?|existen?|"
    r"aceptan?|piden?|exigen?|es (?:verdad|cierto)|"
    r"es (?:obligatori|necesari|posibl)\w+|hace falta)\b",
}
_OPENING = {
    lang: re.compile(rf"\W*+(?:{_PREPOSITION[lang]})?(?:(?P<word>{words})|(?:{_OPENS[lang]}))")
    for lang, words in _QUESTION_WORD.items()
}
_BARE = {
    lang: re.compile(rf"\W*(?:{_PREPOSITION[lang]})?(?:{words})\W*")
    for lang, words in _QUESTION_WORD.items()
}
_ACCENTED = re.compile(r"\b(?:qué|quién|cuál|cuándo|cuánt|dónde|cómo)", re.IGNORECASE)
# What asks for a fact without a question mark, and how its further clauses begin.
_WISH = re.compile(
    r"\b(?:tell me|let me know|(?:like|want|need|curious|love) to know|wonder(?:ing)?|explain|"
    r"(?:dites?|dis)[- ]moi|savoir|me demandais?|expliquez?|"
    r"di(?:me|gan?me)|decirme|saber|me pregunto|explicame|cuentame)\b"
)
_LEAD = 4  # words before a wish that begins a message
_INDIRECT = re.compile(r"\W*(?:if|si|s'ils?)\b")
_WISHED = {
    lang: re.compile(rf"\b(?:{words}|(?:whether|if|si|s'ils?|o[uù]|ce qu[ei'])\b)")
    for lang, words in _QUESTION_WORD.items()
}

_TAGS: dict[Language, str] = {
    "en": r"right|correct|true|yes|yeah|no|ok|okay|eh|huh|really|sure|agreed|innit|or (?:not|what)|"
    r"(?:or )?am i (?:right|wrong|mistaken)|"
    r"(?:is|isn't|was|wasn't) (?:that|this|it) (?:so|right|true|correct|the case)|"
    r"(?:do|does|did|is|are|was|were|has|have|will|would|can|could|should)(?:n?'?t)? "
    r"(?:it|they|he|she|we|you|i|there|that)(?: not)?",
    "fr": r"non|oui|si|hein|ok|d'accord|vrai|vraiment|exact|correct|juste|pas vrai|"
    r"ou (?:non|pas|quoi)|"
    r"n'est[- ]ce pas|c'est (?:bien )?(?:ca|cela|vrai|exact|correct|juste)|"
    r"est[- ]ce (?:bien )?(?:ca|cela|vrai|exact|correct|juste|le cas)|j'ai (?:bon|raison|tort)|"
    r"(?:ou )?(?:est-ce que )?je me trompe|(?:on est|nous sommes) (?:bien )?d'accord",
    "es": r"verdad|de verdad|no|si|ok|vale|eh|cierto|correcto|seguro|en serio|a que si|"
    r"o (?:no|que)|(?:o )?me equivoco|(?:no )?es (?:asi|cierto|verdad|correcto|eso)|"
    r"estoy en lo cierto|de acuerdo|tengo razon",
}
_TAG = {
    lang: re.compile(rf"\W*(?:(?:and|so|et|y) )?(?:{forms})\W*") for lang, forms in _TAGS.items()
}
# Who asks, or what was just said, as the subject of a question.
_LEANING: dict[Language, re.Pattern[str]] = {
    "en": re.compile(r"\b(?:i|me|my|we|us|that|this)\b"),
    "fr": re.compile(r"\b(?:je|me|moi|mon|ma|mes|nous|on|ca|cela)\b|\b[jmc]'"),
    "es": re.compile(
        r"\b(?:yo|me|mi|mis|nos|eso|esto|puedo|podria|debo|tengo|soy|califico|sirvo|es \w+)\b"
    ),
}
# What stands for something that was named before.
_POINTING: dict[Language, re.Pattern[str]] = {
    "en": re.compile(r"\b(?:it|its|this|that|these|those|them|ones?)\b"),
    "fr": re.compile(r"\b(?:elles?|celles?|celui|ceux|cela|en|le mien|la mienne)\b"),
    "es": re.compile(r"\b(?:ellas?|ellos|es[eao]s?|est[eo]s?|mism[oa]s?)\b"),
}
_TOLD = 2  # content stems; a question with fewer needs what was said before it
_FEW = 2  # the same, of one about who asks


def opens(clause: str, language: Language, message: str = "") -> bool:
    """Whether a clause begins as a question.

    Where the message writes its Spanish question words with accents, those without are none.
    """
    match = _OPENING[language].match(plain(clause))
    if match is None:
        return False
    word = clause[match.start("word") : match.end("word")] if match["word"] else ""
    if language != "es" or not word or clause.lstrip().startswith("¿"):
        return True
    return bool(_ACCENTED.match(word)) or not _ACCENTED.search(message)


def is_bare(clause: str, language: Language) -> bool:
    """Whether a clause is a mere question word, such as "for whom"."""
    return bool(_BARE[language].fullmatch(plain(clause)))


def wishes(clause: str, language: Language) -> bool:
    """Whether a clause wants to be told what, where, or whether something is."""
    folded = plain(clause)
    wish = _WISH.search(folded)
    return bool(wish and _WISHED[language].search(folded, wish.end()))


def without_wish(question: str, language: Language) -> str:
    """The question behind "I need to know" and its like; as it is where it begins otherwise."""
    folded = plain(question)
    wish = _WISH.search(folded)
    if not wish or len(folded) != len(question) or folded[: wish.start()].count(" ") > _LEAD:
        return question
    start = len(folded) - len(folded[wish.end() :].lstrip(" ,:"))
    asked = _WISHED[language].match(folded, start)
    return question[asked.start() :] if asked else question


def indirect(clause: str) -> bool:
    """Whether a clause begins with "if", which asks behind a wish only."""
    return bool(_INDIRECT.match(plain(clause)))


def is_tag(text: str, language: Language) -> bool:
    """Whether a question only wants what was said before it confirmed."""
    return bool(_TAG[language].fullmatch(plain(text)))


def leans(question: str, language: Language) -> bool:
    """Whether a yes-or-no question says little but of who asks or of what was just said."""
    folded, said = plain(question), len(stems(question, language))
    if said > _FEW or re.search(rf"\b{_QUESTION_WORD[language]}", folded):
        return False
    return said < _TOLD or bool(_LEANING[language].search(folded))


def leads(clause: str, language: Language) -> bool:
    """Whether a clause begins with a preposition, as the end of another one may."""
    return bool(re.match(rf"\W*(?:{_PREPOSITION[language]})", plain(clause)))


def stands_alone(clause: str, language: Language) -> bool:
    """Whether a clause can be understood without those before it."""
    folded = plain(clause)
    asks = re.search(rf"\b{_QUESTION_WORD[language]}", folded)
    needed = _FEW + 1 if asks else _FEW
    points = _POINTING[language].search(folded)
    return not (points or leads(clause, language)) and len(stems(clause, language)) >= needed
