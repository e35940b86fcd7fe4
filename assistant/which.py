"""Questions that only ask which of the things said before them is so.

Patterns are for folded text: lower case, no accents, straight apostrophes.
"""

from __future__ import annotations

import re

from knowledge.document import Language
from knowledge.folding import plain

_ONE = r"which(?: (?:one|of (?:them|the two|these|those)|version|number|figure|story|side))?"
_LEQUEL = r"(?:lequel|laquelle|lesquels|qui|quel(?:le)? (?:chiffre|nombre|version))"
_CUAL = r"(?:a |con )?(?:cual|quien)(?: de (?:los|las) dos| de ell[oa]s)?"
_FORMS: dict[Language, tuple[str, ...]] = {
    "en": (
        r"what gives|who wins",
        r"what(?:'s| is)(?: actually| really)? (?:it|right|true|correct|the truth|going on)",
        r"what(?:'s| is) the (?:right|correct|actual|real) (?:one|number|figure|answer|story)",
        r"who(?:'s| is| was)(?: actually)? (?:right|wrong|correct|lying|mistaken)",
        rf"(?:who|{_ONE})(?: (?:do|should|can|must) (?:i|we)| to)(?: \w+)? "
        r"(?:believe|trust|go (?:by|with)|follow)",
        rf"{_ONE}(?:(?: is|'s| are)(?: it| right| true| correct| wrong| current| the case)?|"
        r"(?: is|'s) the (?:right|real|correct|current) one| holds| counts)?",
    ),
    "fr": (
        rf"(?:c'est )?{_LEQUEL}(?: des deux(?: \w+)?)?(?: est(?:-ce)?| a| dit| se)?(?: l[ea]s?)?"
        r"(?: (?:vraie?|fausse?|faux|raison|tort|juste|bon(?:ne)?|correcte?|exacte?|verite|"
        r"trompe))?",
        rf"(?:je |on |faut-il |dois-je |il faut )?(?:croi[ts]|croire|(?:me )?fier?)(?: a)? "
        rf"(?:{_LEQUEL}|quoi)",
        rf"(?:a )?{_LEQUEL}(?: des deux)? (?:dois-je |faut-il |je )?(?:crois|croire|me fier)",
        r"qu'en est-il(?: vraiment| au juste)?|qu'est-ce qui est (?:vrai|juste|exact|correct)",
        r"(?:c'est )?quoi(?: au juste)? (?:le vrai|la verite|le bon(?: chiffre)?|la bonne version)",
        r"ou est (?:le vrai|la verite)",
    ),
    "es": (
        rf"{_CUAL}(?: es| tiene| dice| le| me| debo)?(?: creo| creer| quedo| hago caso)?"
        r"(?: el| la| lo)?(?: (?:verdad(?:er[oa])?|correct[oa]|ciert[oa]|buen[oa]|razon|real|"
        r"fals[oa]|gana|vale|miente))?",
        r"quien se equivoca|en que quedamos",
        r"que (?:hay de|es(?: lo)?|tiene de) (?:cierto|verdad)(?: en (?:eso|esto|todo esto))?",
        r"como (?:es|queda)(?: la cosa)?(?: realmente| de verdad)?",
    ),
}
_LEAD: dict[Language, str] = {
    "en": r"(?:so|then|and|ok|well)\b|"
    r"(?:do|can|should|may) (?:i|we|you) (?:tell|say|know|explain)(?: (?:her|him|them|me|us))?\b",
    "fr": r"(?:alors|donc|et|du coup)\b",
    "es": r"(?:entonces|y|pues)\b",
}
_WHICH = {
    lang: re.compile(rf"\W*(?:(?:{_LEAD[lang]})\W*)*(?:{'|'.join(forms)})\W*")
    for lang, forms in _FORMS.items()
}


def asks_which(question: str, language: Language) -> bool:
    """Whether a question only wants to know which of the things said before it is so."""
    return bool(_WHICH[language].fullmatch(plain(question)))
