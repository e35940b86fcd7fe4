"""Words by which a question shows how it hangs together with the turn before it.

All patterns are for folded text: lower case, no accents, straight apostrophes.
"""

from __future__ import annotations

import re

from knowledge.document import Language


def _set(words: str) -> frozenset[str]:
    return frozenset(words.split())


def _any(*forms: str) -> str:
    return "|".join(forms)


PRONOUNS: dict[Language, frozenset[str]] = {
    "en": _set(
        "it its they them their that this those these there he him his she her one ones same"
    ),
    "fr": _set(
        "il ils elle elles ca cela eux lui leur leurs celui celle ceux celles meme memes y en"
    ),
    "es": _set(
        "el ella ellos ellas eso esto esa ese esos esas su sus les le lo mismo misma alli ahi"
    ),
}
_ASKING: dict[Language, frozenset[str]] = {
    "en": _set("what who whom whose when where why which how"),
    "fr": _set("quoi qui quand ou comment pourquoi quel quelle quels quelles combien"),
    "es": _set("quien quienes cuando donde como cual cuales cuanto cuanta cuantos cuantas"),
}
QUESTION_WORDS = frozenset[str]().union(*_ASKING.values())
# With them, the words that begin a question besides.
INTERROGATIVES: dict[Language, frozenset[str]] = {
    "en": _ASKING["en"] | _set("is are do does did can could will would should must may"),
    "fr": _ASKING["fr"] | _set("que est faut peut puis doit doivent peuvent sont"),
    "es": _ASKING["es"] | _set("que hay es son puedo pueden debe deben tengo tienen"),
}

_LANGUAGE = (
    r"(?:better |plutot |mejor |now |maintenant |ahora )?"
    r"(?:in (?:english|french|spanish)|en (?:anglais|francais|espagnol|ingles|frances|espanol))"
    r"(?: please| svp| s'il (?:te|vous) plait| por favor)?"
)
# At the start: what turns to another subject.
CHANGE = (
    r"(?:a )?different question|another question|by the way|btw|on another note|"
    r"autre question|autre chose|rien a voir|au fait|otra pregunta|otra cosa|"
    r"que no tiene nada que ver|por cierto|cambiando de tema"
)
CHANGES = re.compile(rf"\b(?:{CHANGE})\b")
# At the start: what ties a question to the one before, or only clears the throat.
_START = r"^\W*"
OPENER = re.compile(
    _START
    + r"(?:(?:"
    + _any(
        "and|but|so|ok|okay|also|then|well|great|cool|thanks|thank you|right|alright|hmm|lol",
        "(?:ha){2,}|(?:ja){2,}|(?:je){2,}|mdr|fine|never ?mind",
        "what about|how about|what of|same for",
        "et|mais|alors|donc|sinon|super|merci|d'accord|d accord|bon|bien|bref|tant pis|dommage",
        "laisse tomber|du coup|qu'en est-il (?:de|des|du)|quid (?:de|des|du)|meme question pour",
        r"y(?! a\b)|e|pero|entonces|tambien|vale|gracias|bueno|perfecto|de acuerdo|ni modo",
        "que hay de|que pasa con|que tal",
        CHANGE,
        _LANGUAGE,
    )
    + r")\b[\s,.:;!]*)+"
)
# A case of one's own, put to the question before.
SUPPOSED = re.compile(
    r"^\W*(?:if (?:i|i'm|im|we|my)\b|si (?:j'|(?:je|on|nous|mon|ma|mes|yo|mi|mis|"
    r"(?:no )?(?:soy|estoy|vivo|tengo|vengo|trabajo))\b))"
)
# The last answer is doubted, or was not caught: the same question is asked again.
DOUBT = re.compile(
    r"\b(?:"
    + _any(
        r"(?:are )?you (?:really |quite |absolutely )?(?:sure|certain|kidding|serious)\b",
        r"for real\b|(?:really|seriously) ?\?|not convinced\b|no way\b",
        r"hold on\b|wait,? (?:what|really)\b",
        r"is that (?:really )?(?:right|true|correct|so)\b|that(?:'s| is) (?:odd|strange|weird)\b",
        r"that(?:'s| is| can't be| cannot be) (?:not right|wrong|right)\b",
        r"(?:does|do)n't (?:sound|seem|look|add up)(?: right| correct)?\b",
        r"i(?:'d| had|'ve| have| also)* (?:thought|was sure|believed|counted|read|heard|seen)\b",
        r"i don't (?:believe|think so)\b|where did you get that\b|was it again\b",
        r"say that again\b|can you (?:repeat|check|confirm)\b|what was that again\b",
        r"i was told\b|(?:told|promised|assured) (?:me|us)\b|swears?\b",
        r"(?:t'es|tu es|vous etes|c'est) (?:vraiment |bien )?(?:sure?|certaine?|serieux)s?\b",
        r"en (?:es-tu|etes-vous) (?:sure?|certaine?)s?\b|sure?s?(?: et certaine?s?)? ?\?",
        r"(?:en|vous en) (?:es|etes) (?:sure?|certaine?)s?\b|ah bon\b",
        r"c'est vrai\b|(?:vraiment|serieux|serieusement) ?\?",
        r"j'(?:ai|avais) (?:lu|entendu|vu|cru)\b",
        r"j'etais (?:persuadee?|sure?|certaine?)\b|je (?:croyais|pensais)\b|il me semblait\b",
        r"(?:m'|nous )(?:a|avait|ont|avaient) (?:dit|parle|assure|raconte|promis|jure)\b",
        r"(?:tu peux|vous pouvez) verifier\b|d'ou (?:ca|tu|vous)\b|redis\b|repete[rz]?\b",
        r"c'(?:est|etait) quoi deja\b",
        r"(?:estas?|esta usted|es) (?:bien |muy )?(?:segur[oa]|ciert[oa]|verdad)\b",
        r"segur[oa] ?\?|seguro que\b|de verdad\b|en serio\b",
        r"(?:yo )?(?:lei|oi|vi|crei|creia|pense|pensaba|escuche)(?= (?:que|en|por)\b)",
        r"yo (?:lei|oi|vi|crei|pensaba|creia)\b|he (?:leido|oido|visto)\b",
        r"me (?:ha |han |habia |habian )?(?:dijo|dijeron|dicho|contaron|contado|juro|juraron)\b",
        r"jura(?:n)? (?:que|y)\b|puedes (?:comprobar|confirmar)\b|me lo repites\b|repite\b",
    )
    + ")"
)
_SORRY = (
    r"(?:(?:no|non|nan|nope|sorry|pardon|perdona?|wait|attends|espera|desolee?|disculpa)[\s,.!]*)"
)
_FRENCH_OF = "(?: pour)?(?: (?:de|des|du))?"
# The question before was taken wrongly, or is asked of something else.
MEANT = re.compile(
    rf"^\W*(?:{_SORRY}+(?:"
    + _any(
        r"i(?:'m| am) (?:asking|talking) about|i mean",
        rf"je (?:parle|veux (?:dire|parler)|(?:te |vous )?demande){_FRENCH_OF}",
        "(?:yo )?(?:pregunto por|hablo de|digo)",
    )
    + rf")|{_SORRY}*(?:"
    + _any(
        "i (?:meant|was (?:asking|talking) about)",
        rf"je (?:parlais|voulais (?:dire|parler)|(?:te |vous )?demandais){_FRENCH_OF}",
        "(?:yo )?(?:me refer(?:ia|iba) a|me refiero a|preguntaba por|hablaba de)",
        "(?:yo )?(?:queria|quise) decir",
    )
    + r"))\b[\s,:]*"
)
# The topic goes back to what was asked earlier.
BACK = re.compile(
    r"\b(?:"
    + _any(
        "(?:going |go |let's go |let's get |getting |coming |to come )?back to",
        r"return(?:ing)? to|about the first|about(?= (?:\w+ ){1,4}again\b)|earlier",
        "reven(?:ons|ir|ant|ez)|(?:je|j'en) reviens|retour|on en revient",
        "v(?:o|ue)lv(?:o|iendo|amos|er)|regres(?:o|ando|emos)|retom(?:o|ando|emos)",
    )
    + r")\b"
)
# Up to where a message only names the topic that it goes back to.
BACK_TO = re.compile(
    rf"{_START}(?:{OPENER.pattern.removeprefix(_START)})?{_SORRY}*"
    r"(?:(?:to|let's|let us|pour|en|je|on|para|a|yo|now|maintenant|ahora)\s+){0,3}"
    rf"{BACK.pattern}[^,:;.?]*[,:;.]\s*"
)
# What was told before is asked for once more.
ONCE_MORE = re.compile(
    r"\b(?:once more|again|remind me|deja|encore une fois|rappelle[rz]?|"
    r"otra vez|de nuevo|recuerdame)\b"
)
FIRST = re.compile(
    r"\b(?:first|start|beginning|premiere?|debut|depart|primer[oa]|principio|inicio)\b"
)
# Words that say where in an order something stands, but not in which.
SEQUENCE = _set(
    "then next after afterwards last second third final finally happens "
    "apres ensuite puis suite tout toute dernier derniere suivant suivante second seconde enfin "
    "luego despues ultimo ultima siguiente segundo segunda final finalmente pasa viene sigue"
)
# By language, words before what a question is asked of, those together that mean the same.
PLACES: dict[Language, re.Pattern[str]] = {
    "en": re.compile(r"\b(?:(?P<at>at|in|inside|within)|(?P<for>for)|(?P<with>with))\b"),
    "fr": re.compile(r"\b(?:(?P<at>à|au|aux|dans|chez|en)|(?P<for>pour)|(?P<with>avec))\b"),
    "es": re.compile(r"\b(?:(?P<at>en)|(?P<for>para)|(?P<with>con))\b"),
}
ARTICLES: dict[Language, frozenset[str]] = {
    "en": _set("the a an"),
    "fr": _set("le la les l un une des"),
    "es": _set("el la los las un una"),
}
