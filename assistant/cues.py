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
INTERROGATIVES: dict[Language, frozenset[str]] = {
    "en": _set(
        "what who whom whose when where why which how is are do does did can could will would "
        "should must may"
    ),
    "fr": _set(
        "que quoi qui quand ou comment pourquoi quel quelle quels quelles combien est faut "
        "peut puis doit doivent peuvent sont"
    ),
    "es": _set(
        "que quien quienes cuando donde como cual cuales cuanto cuanta cuantos cuantas hay es "
        "son puedo pueden debe deben tengo tienen"
    ),
}
QUESTION_WORDS = _set(
    "what who whom whose when where why which how quoi qui quand ou comment pourquoi quel quelle "
    "quels quelles combien quien quienes cuando donde como cual cuales cuanto cuanta cuantos "
    "cuantas"
)

_LANGUAGE = (
    r"(?:better |plutot |mejor |now |maintenant |ahora )?"
    r"(?:in (?:english|french|spanish)|en (?:anglais|francais|espagnol|ingles|frances|espanol))"
    r"(?: please| svp| s'il (?:te|vous) plait| por favor)?"
)
# At the start: what ties a question to the one before, or only clears the throat.
OPENER = re.compile(
    r"^\W*(?:(?:"
    + _any(
        "and",
        "but",
        "so",
        "ok",
        "okay",
        "also",
        "then",
        "well",
        "great",
        "cool",
        "thanks",
        "thank you",
        "right",
        "alright",
        "hmm",
        "what about",
        "how about",
        "what of",
        "same for",
        "(?:a )?different question",
        "another question",
        "by the way",
        "btw",
        "on another note",
        "et",
        "mais",
        "alors",
        "donc",
        "sinon",
        "super",
        "merci",
        "d'accord",
        "d accord",
        "bon",
        "bien",
        "qu'en est-il (?:de|des|du)",
        "quid (?:de|des|du)",
        "meme question pour",
        "autre question",
        "autre chose",
        "rien a voir",
        "au fait",
        "du coup",
        r"y(?! a\b)",
        "e",
        "pero",
        "entonces",
        "tambien",
        "vale",
        "gracias",
        "bueno",
        "perfecto",
        "de acuerdo",
        "que hay de",
        "que pasa con",
        "que tal",
        "otra pregunta",
        "otra cosa",
        "que no tiene nada que ver",
        "por cierto",
        "cambiando de tema",
        _LANGUAGE,
    )  # fmt: skip
    + r")\b[\s,.:;!]*)+"
)
# The last answer is doubted, or was not caught: the same question is asked again.
DOUBT = re.compile(
    r"\b(?:"
    + _any(
        "are you (?:really |quite |absolutely )?(?:sure|certain|kidding|serious)",
        "you sure",
        "for real",
        "is that (?:really )?(?:right|true|correct|so)",
        "that(?:'s| is| can't be| cannot be) (?:not right|wrong|right)",
        "i (?:thought|was sure|believed|counted|read|heard) ",
        "i don't (?:believe|think so)",
        "where did you get that",
        "say that again",
        "can you (?:repeat|check|confirm)",
        r"really\?",
        r"was it again\b",
        "what was that again",
        r"(?:t'es|tu es|vous etes|c'est) (?:vraiment )?(?:sure?|certain|serieux)\b",
        "en es-tu sur",
        "en etes-vous sur",
        "c'est vrai",
        r"vraiment ?\?",
        "j'(?:ai|avais) (?:lu|entendu|vu|cru)",
        "j'etais (?:persuade|sur|certain)",
        "je croyais",
        "je pensais",
        "(?:tu peux|vous pouvez) verifier",
        "d'ou (?:ca|tu|vous)",
        "redis",
        "repete[rz]?",
        "c'(?:est|etait) quoi deja",
        "(?:estas?|esta usted|es) (?:segur[oa]|ciert[oa]|verdad)",
        r"segur[oa] ?\?",
        "seguro que",
        "de verdad",
        "en serio",
        "yo (?:lei|oi|vi|crei|pensaba|creia)",
        "he (?:leido|oido|visto)",
        "pense que",
        "crei que",
        "puedes (?:comprobar|confirmar)",
        "me lo repites",
        "repite",
    )  # fmt: skip
    + ")"
)
# The question before was taken wrongly, or is asked of something else.
MEANT = re.compile(
    r"^\W*(?:(?:no|non|nope|sorry|pardon|perdon|wait|attends|espera|desole|disculpa)[\s,.!]*)+(?:"
    + _any(
        "i (?:meant|mean|was asking about|was talking about)",
        "i'm asking about",
        "je (?:parlais|parle|voulais dire|veux dire|demandais)(?: (?:de|des|du))?",
        "(?:yo )?(?:me refer(?:ia|iba) a|preguntaba por|queria decir|quise decir|hablaba de|digo)",
    )  # fmt: skip
    + r")\b[\s,:]*"
)
# The topic goes back to what was asked earlier.
BACK = re.compile(
    r"\b(?:"
    + _any(
        "(?:going |go |let's go |let's get |getting |coming )?back to",
        "return(?:ing)? to",
        "about the first",
        "earlier",
        "reven(?:ons|ir|ant|ez)",
        "retour",
        "on en revient",
        "volv(?:iendo|amos|er)",
        "regres(?:ando|emos)",
        "retom(?:ando|emos)",
    )  # fmt: skip
    + r")\b"
)
FIRST = re.compile(
    r"\b(?:first|start|beginning|premiere?|debut|depart|primer[oa]|principio|inicio)\b"
)
