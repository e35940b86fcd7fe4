"""The wordings by which a text gives orders to a model, in English, French and Spanish."""

from __future__ import annotations

import re
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Rule:
    """What a wording does, text that every match is near to, and the wording."""

    why: str
    near: tuple[str, ...]
    pattern: re.Pattern[str]


def _rule(why: str, near: str, *wordings: str) -> Rule:
    return Rule(why, tuple(near.split(", ")), re.compile("|".join(wordings), re.MULTILINE))


_NOUNS_EN = r"(?:instructions?|prompts?|programming|system messages?)"
_MORE_NOUNS_EN = (
    r"(?:rules?|guidelines?|directives?|commands?|messages?|context|orders|constraints)"
)
_BEFORE_EN = r"(?:previous|prior|preceding|earlier|above|foregoing|initial|original|system|past)"
_DROP_EN = r"(?<!\bnot )(?<!\bnever )(?<!\bt )\b(?:ignore|disregard|forget|override|bypass)"
_ANY_EN = r"(?:(?:all|any|every|the|your|my|of|these|those|and|other) )*"
_MACHINE = (
    r"(?:assistant|chatbot|bot|ai|llm|gpt|language model|ai model|dan|jailbroken|unrestricted)"
)
_SECRET_EN = r"(?:system|initial|hidden|secret|developer) (?:prompt|instructions?|messages?)"

_FEW = r"(?:\w+ ){0,3}"

_DROP_FR = (
    r"(?<!\bn )\b(?:ignore[rz]?|oublie[rz]?|ne (?:tiens|tenez) (?:pas|aucun) compte|"
    r"fai(?:s|tes) abstraction)"
)
_NOUNS_FR = r"(?:instructions?|consignes?|directives?|regles?|ordres?|messages?)"
_BEFORE_FR = (
    r"(?:precedente?s?|anterieure?s?|ci dessus|ci avant|initiale?s?|prealables?|(?:du )?systeme)"
)
_DROP_ES = (
    r"(?<!\bno )\b(?:ignor(?:a|e|en|ad)|olvid(?:a|e|en|ad)|descart(?:a|e|en)|"
    r"(?:haz|haga|hagan) caso omiso|no (?:tengas?|tengan) en cuenta)"
)
_NOUNS_ES = r"(?:instruccion(?:es)?|indicaciones|reglas|ordenes|directrices|mensajes)"
_BEFORE_ES = r"(?:anteriores|previas|precedentes|de arriba|iniciales|originales|del sistema)"

IN_WORDS = (
    _rule(
        "tells a model to drop its instructions",
        "ignor, disregard, forget, override, bypass, not follow, not obey, oubli, tiens pas, "
        "tenez pas, tiens aucun, tenez aucun, abstraction, olvid, descart, caso omiso, en cuenta",
        rf"{_DROP_EN} {_ANY_EN}{_BEFORE_EN} (?:\w+ ){{0,2}}{_NOUNS_EN}",
        rf"{_DROP_EN} {_ANY_EN}{_NOUNS_EN} (?:that )?you (?:got|had|received|read)\b",
        r"\b(?:ignore|disregard|forget) (?:previous|prior|earlier) directives\b",
        rf"{_DROP_EN} (?:all|any|every|your) (?:of )?(?:the |your )?{_BEFORE_EN} {_MORE_NOUNS_EN}",
        rf"{_DROP_EN} (?:all )?(?:of )?your (?:{_NOUNS_EN}|{_MORE_NOUNS_EN})",
        rf"{_DROP_EN} (?:all )?(?:of )?your (?:guardrails|restrictions)",
        rf"{_DROP_EN} {_ANY_EN}{_NOUNS_EN} (?:above|before this|you (?:were|have been) given)",
        r"(?<!not )\b(?:ignore|disregard|forget) (?:everything|anything|all|all of)? ?"
        r"(?:the |that (?:was|is|came|comes) |written )?(?:above|before this)\b(?! mentioned)",
        rf"{_DROP_EN} (?:everything|what|all) (?:that )?you (?:were|have been|ve been) told",
        rf"\bdo not (?:follow|obey) {_ANY_EN}{_BEFORE_EN} {_NOUNS_EN}",
        rf"{_DROP_FR} {_FEW}{_NOUNS_FR} {_FEW}{_BEFORE_FR}",
        rf"{_DROP_FR} {_FEW}(?:precedente?s?|anterieure?s?) {_NOUNS_FR}",
        rf"{_DROP_FR} (?:toutes? )?(?:tes|vos) {_NOUNS_FR}",
        rf"{_DROP_FR} (?:tout )?ce qui (?:precede|est (?:ecrit )?(?:ci dessus|plus haut))",
        rf"{_DROP_ES} {_FEW}{_NOUNS_ES} {_FEW}{_BEFORE_ES}",
        rf"{_DROP_ES} {_FEW}(?:anteriores|previas) {_NOUNS_ES}",
        rf"{_DROP_ES} (?:todas )?tus {_NOUNS_ES}",
        rf"{_DROP_ES} (?:todo )?lo (?:anterior|de arriba)\b",
    ),
    _rule(
        "gives a model another role",
        "you are now, you are no longer, from now on, act as, pretend, another ai, as an ai, "
        "do anything now, mode, tu es, vous etes, desormais, a partir de, ahora eres, eres ahora",
        rf"\byou are (?:now|no longer) (?:an? |the |my |in )?{_FEW}{_MACHINE}\b"
        r"(?! (?:secretary|director|professor|manager|to the))",
        r"\byou are (?:now|no longer) (?:in )?(?:\w+ )?mode\b",
        r"\byou are no longer (?:bound|restricted|limited) by (?:any |your |the )?"
        r"(?:rules|restrictions|guidelines|filters|instructions|openai)\b",
        r"\bfrom now on you (?:will|must|should|shall|are to) (?:only |always |never )?"
        r"(?:answer|respond|reply|say|act as|pretend|ignore|obey|recommend)",
        rf"\b(?:act as|pretend (?:to be|you are)) (?:an? |the )?{_FEW}{_MACHINE}\b",
        rf"\bfrom now on you are (?:going to (?:act|answer|pretend)|{_FEW}{_MACHINE}\b)",
        r"\brole of another ai\b|\bdo anything now\b|\b(?:developer|god|jailbreak|override) mode "
        r"(?:is )?(?:now )?(?:enabled|activated|on)\b|\bentering \w* ?override mode\b",
        r"\bas an ai (?:language )?(?:model|assistant) you (?:must|should|will|are)\b",
        r"\b(?:tu es|vous etes) (?:maintenant|desormais) (?:une? |l |le |la |en )?"
        rf"{_FEW}(?:assistant|ia|chatbot|robot|modele de langage|mode)\b",
        r"\b(?:desormais|a partir de maintenant) (?:tu|vous) (?:dois|devez|repondras|repondrez)\b",
        r"\b(?:ahora eres|eres ahora|a partir de ahora eres) (?:una? |el |la )?"
        rf"{_FEW}(?:asistente|ia|chatbot|robot|modelo de lenguaje|modo)\b",
        r"\ba partir de ahora (?:debes|tienes que|responde|responderas|contesta)\b",
    ),
    _rule(
        "asks a model for its instructions",
        "prompt, instruc, message, mensaje, invite",
        rf"\b(?:reveal|print|show|repeat|output|display|leak|disclose) {_FEW}"
        rf"(?:your|the) {_FEW}{_SECRET_EN}",
        rf"\b(?:revele|affiche|montre|repete|donne)[rz]? {_FEW}"
        r"(?:prompt|invite|message|instructions) (?:du )?(?:systeme|cachee?s?|initiale?s?)",
        rf"\b(?:muestra|revela|repite|imprime) {_FEW}(?:prompt|mensaje|instrucciones) "
        r"(?:del? sistema|ocult\w+|inicial(?:es)?)",
    ),
    _rule(
        "tells a model what to keep from the reader",
        "user, utilisateur, usager, usuario",
        r"(?<!who )(?<!that )(?<!they )(?<!which )\b(?:do not|don t|never) "
        r"(?:tell|inform|mention|reveal|alert|notify|say)(?: \w+){0,4}? (?:the )?user\b",
        r"\bwithout (?:telling|informing|alerting|notifying) the user\b",
        r"\bne (?:le |la |les )?(?:dis|dites|revele[zs]?|mentionne[zs]?|parle[zs]?|signale[zs]?) "
        r"(?:pas|jamais|rien)(?: \w+){0,5}? (?:l |aux? )(?:utilisateurs?|usagers?)\b",
        r"\bno (?:se )?(?:lo |le )?(?:digas?|reveles?|menciones?|informes?|comentes?)"
        r"(?: \w+){0,4}? (?:al usuario|a los usuarios)\b",
    ),
)
"""Against the text as words: lower case, without accents and punctuation."""

_START = r"(?:^|[.!?:;\"'(>#*-]\s*)"

IN_TEXT = (
    _rule(
        "tells a model to drop the text and say something",
        "ignor, disregard, forget",
        rf"{_START}(?:please )?(?:ignore|disregard|forget) (?:the|this) {_FEW}and "
        r"(?:instead |just |only )?(?:state|say|print|output|reply|respond|answer|write)\b",
        rf"{_START}ignorez? (?:le |la |les |l['’]|ce |cette ){_FEW}et "
        r"(?:indiquez?|dis|dites|declarez?|repond(?:s|ez)|affichez?|ecri(?:s|vez))\b",
        rf"{_START}ignor[ae] (?:el |la |los |las |este |esta ){_FEW}y "
        r"(?:di|diga|declar[ae]|respond[ae]|contest[ae]|escrib[ae]|indi(?:ca|que))\b",
    ),
    _rule(
        "holds tokens of a chat template",
        "<|, inst], sys>>, _of_turn, ##",
        r"<\|[a-z_ ]{2,30}\|>",
        r"\[/?inst\]",
        r"<</?sys>>",
        r"</?(?:start|end)_of_turn>",
        r"^\s*#{2,}\s*(?:human|assistant|system|instruction)\s*:",
    ),
    _rule(
        "speaks as the system to a model",
        "system, developer, instruction, assistant, attention, note, message, important",
        r"^\W*(?:system|developer) (?:prompt|message|override|instructions?)\W*:",
        r"^\W*(?:new|updated|real) (?:system )?instructions?\W*:",
        r"\[(?:system|assistant)\]\s*:?",
        r"^\s*system\s*:\s*(?:you|ignore|disregard|from now|never|always)\b",
        r"\b(?:attention|note|message|instructions?|important)\s+(?:to|for)\s+(?:the\s+|any\s+|all\s+)?"
        r"(?:ai|llm|chatbot|language model|assistant|ai (?:assistant|model|agent))s?\s*[:,!]",
    ),
)
"""Against the text in lower case, with its punctuation."""
