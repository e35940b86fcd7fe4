"""Names of which a question asks whether they are among others: on a list, partners, members.

That a name merely stands in a question says nothing: it may be who asks, where from, or who told.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass

from assistant.asker import told_part
from assistant.mentions import SURE, UNSURE, Marked
from knowledge.document import LANGUAGES, Language
from knowledge.lexical import stems

_AND = r"and also|as well as|and|or|nor|et aussi|ainsi que|et|ou|ni|y tambien|y|e|o|u|&|\+|/|,"
_THE = r"(?:the |l[ae]s? |l'|el |los |d'|de |a )?"
_NAME = f"[{SURE}{UNSURE}]"
# Each "and" is taken in one way only (`?>`): a long row of them would else be tried in all ways.
_GROUP = re.compile(rf"{_NAME}(?:\s*(?>(?:{_AND})\s*)+{_THE}{_NAME})*")
_APART = re.compile(rf"{_NAME}\s*,\s*{_THE}(?={_NAME})")
_SENTENCE = re.compile(rf"(?<=[?!])\s+|(?<=[^\W\d][^\W\d][.;…])\s+|(?<={_NAME}[.;…])\s+|\n+")
# What is said of lists in general; what is said of one stands in the wordings of its answers.
_MEMBER: dict[Language, str] = {
    "en": r"part|among|inside|lists?|listed|included|participat\w+|members?|join\w*|involved|"
    r"belongs?|appears?|missing|absent",
    "fr": r"dedans|parmi|partie|listes?|particip\w+|membres?|figur\w+|inscrite?s?|absente?s?",
    "es": r"dentro|parte|listas?|particip\w+|miembros?|figura\w*|aparece\w*|falta\w*",
}
# Words that tell nothing of what is asked, besides those that every text has.
_HOLLOW: dict[Language, str] = {
    "en": r"in|on|there|yes|no|not|isn|aren|doesn|don|didn|t|s|too|also|either|both|really|"
    r"actually|still|now|currently|ones?|takes?|taking|what|about|how|tell|please|hi|hello|ok|okay|"
    r"so|but|right|correct|true|then|all|just|know|whether|let|pls|u|r|dont|isnt|does|am|been",
    "fr": r"dans|en|oui|non|aussi|bien|vraiment|t|il|elle|ils|elles|ce|c|n|fait|font|fais|dis|"
    r"dites|si|svp|stp|bonjour|salut|alors|vrai|exact|hein|quid|toujours|deja|encore|maintenant|"
    r"savoir|sait|donc|ou|une|des|celles?|ceux|qu|pas|y|a|etre",
    "es": r"en|entre|esta|estan|si|no|tambien|realmente|verdad|cierto|forman?|dime|digame|saber|"
    r"hola|favor|pasa|hay|siguen?|todavia|ahora|ya|vale|entonces|tal|unas?|unos|las|los|ser|por|"
    r"eso|son|pero",
}
_IS = (
    r"(?:is|are|was|were|does|do|did|has|have|had|will|would|can|could|should)(?:n'?t)?|"
    r"est-ce (?:que |qu')(?:il y a )?|est|sont|a|ont|y a-t-il|serait|seraient|"
    r"esta|estan|es|son|ha|han|fue|fueron|seria|hay|is there|are there"
)
# Behind these, whether something is so.
_THAT = (
    r"that|whether|if|why|since|because|as|que |qu'|si|pourquoi|puisque |puisqu'|comme|por que|"
    r"porque|como|ya que|(?:what|how) about|what of|and|but|so|also|or|et|mais|ou|quid (?:de|d')|"
    r"qu'en est-il (?:de|d')|y|e|o|u|pero|que hay de|que pasa con|que tal|same for|pareil pour|"
    r"lo mismo (?:con|para)"
)
_OPEN = (
    r"(?:^|[,;:.!?¿¡])\W*+(?:(?:and|but|so|or|then|also|ok|okay|hi|hello|hey|please|well|et|mais|ou|"
    r"alors|donc|bonjour|salut|y|pero|o|entonces|hola|oye|pues|why|how|when|where|pourquoi|"
    r"comment|por que|porque|desde cuando|tell me|dis-moi|dime)\b[\s,¿]*+)*+"
)
_AFTER_IS = re.compile(rf"(?:{_OPEN}|\b(?:that|whether|why|how) )(?:{_IS})\s*{_THE}(?:\w+ )?$")
_AFTER_THAT = re.compile(rf"(?:^|\W)(?:{_THAT})\s*{_THE}$")
_AFTER_START = re.compile(rf"{_OPEN}{_THE}$")
_AFTER_WITH = re.compile(
    rf"\b(?:includ(?:es?|ing)|with|like|such as|say|avec|telle?s que|comprend(?:-\w+)?|"
    rf"incluent|inclut|contient|incluye[n]?|con|tales como)\s+{_THE}$"
)
_OF_PLACE = re.compile(
    r"\b(?:from|at|in|near|by|of|for|with|than|to|chez|dans|depuis|vers|par|pour|sur|avec|en|con|"
    r"para|desde|por|sobre|m'appelle|name is|i'm|i am|je suis|soy|my|our|mon|ma|notre|mi)\s+"
    r"(?:the |l[ae]s? |l'|el |los )?$|\b(?:a|au|aux|de|du|des|del?)\s+$|\bd'$"
)
_VERB = re.compile(
    rf"\s*+(?:[,:]\s*+)?¿?(?:-t)?-?(?:(?:{_IS})\b|-(?:il|elle)s?\b|as\b|an?\b|not\b|also\b|aussi\b|tambien\b|"
    r"(?:n'|ne |no )?(?:fait|font|forma|forman|compte\w*)\b)"
)
_IN = re.compile(r"\b(?:in(?: it)?|on board|y (?:est|sont)|en (?:est|sont)|estan?)\W*$")
# Who employs the asker, and the same as what is asked about.
_EMPLOYED = re.compile(
    rf"\b(?:(?:work\w*|employed|job|engineer|developer|intern|been) (?:at|for|with|by)|"
    rf"(?:i'm|i am|i was)(?: [\w{UNSURE}-]+){{0,4}} (?:at|for|with|by)|"
    rf"(?:travaill\w+|boss\w+|stage|salariee?|employee?) (?:chez|a|pour)|"
    rf"(?:suis|etais)(?: [\w{UNSURE}-]+){{0,4}} (?:chez|pour)|"
    rf"trabaj\w+ (?:en|para|con)|emplead[oa] (?:de|en)|soy(?: [\w{UNSURE}-]+){{0,4}} en) (?={SURE})"
)
_EMPLOYER = re.compile(
    r"\b(?:(?:my|our|ma|mon|notre|mi|nuestr[oa]) \w+|(?:is|are) (?:it|they|we)|est-(?:elle|il|on)|"
    r"c'est|(?:elle|il|on) (?:en )?(?:est|fait)|en fait partie|sommes|somos|"
    r"(?:es|esta) (?:soci|miembr|dentro|en la)\w*)"
)
_WORDS = re.compile(r"[^\W_]+")
# Behind the name of who asks.
_BESIDE = re.compile(r"\s*(?:,|(?:from|here|at|in|of|and i|de|ici|aqui|a|au|en|chez|desde)\b|d')")
_FURTHER = re.compile(
    rf"(?:,|\b(?:and|et|y|but|mais|pero))\s+¿?(?:{_IS}|what|how|who|which|when|where|why|quand|"
    r"comment|combien|quel\w*|qui|cuant\w+|cual\w*|quien\w*)\b"
)


@dataclass(frozen=True, slots=True)
class Asked:
    """The names of which a question asks whether they are among others. `alone` says that it asks
    nothing else, `plainly` that it says among which, `likely` that it says at least "among"."""

    places: tuple[int, ...]
    """Of the marked names."""
    alone: bool = False
    plainly: bool = False
    likely: bool = False


class Membership:
    """Finds such names in marked questions; safe to share between threads."""

    def __init__(self, cues: Mapping[Language, Collection[str]], known: Collection[str]) -> None:
        """`cues` are stems of what members are called, `known` folded words that name the
        programme itself."""
        self._cues = {lang: frozenset(cues.get(lang, ())) for lang in LANGUAGES}
        self._known = frozenset(known)
        self._member = {lang: re.compile(words) for lang, words in _MEMBER.items()}
        self._hollow = {lang: re.compile(words) for lang, words in _HOLLOW.items()}

    def __call__(self, marked: Marked, language: Language, *, surely: bool = False) -> Asked:
        """What a question asks of the names in it; `surely` says that it asks for members."""
        found: list[int] = []
        sentences = [s for s in _SENTENCE.split(marked.text) if s.strip()]
        said = [self._says(sentence, language) for sentence in sentences]
        first = 0
        for sentence, (closed, cued) in zip(sentences, said, strict=True):
            telling = closed and (cued or len(sentences) == 1 or "?" in sentence)
            for group in _groups(sentence):
                if self._is_asked(sentence, group, language, telling) or (
                    surely and self._may_be_asked(sentence, group, language)
                ):
                    at = first + _many(sentence[: group.start])
                    found += range(at, at + _many(sentence[group]))
            first += _many(sentence)
        likely = self._is_told(marked.text, language)
        alone = bool(sentences) and all(closed for closed, _ in said) and len(found) == first
        plainly = all(cued for _, cued in said)
        if not found and likely and (found := _employer(marked.text)):
            alone, plainly = said[-1]
        return Asked(tuple(found), alone, plainly, likely)

    def _says(self, sentence: str, language: Language) -> tuple[bool, bool]:
        """Whether a sentence says nothing but what may be asked of members, and what they are."""
        words = [w[0] for w in _WORDS.finditer(sentence) if w[0] not in SURE + UNSURE]
        cued = [w for w in words if self._is_cue(w, language)]
        hollow = (w for w in words if w not in self._known and stems(w, language))
        closed = all(
            self._is_cue(w, language)
            or self._member[language].fullmatch(w)
            or self._hollow[language].fullmatch(w)
            for w in hollow
        )
        return closed, bool(cued)

    def _is_cue(self, word: str, language: Language) -> bool:
        return bool(self._cues[language].intersection(stems(word, language)))

    def _is_asked(self, sentence: str, group: slice, language: Language, closed: bool) -> bool:
        before, after = sentence[: group.start], sentence[group.stop :]
        if _OF_PLACE.search(before):
            return bool(_AFTER_WITH.search(before)) and self._is_told(before, language)
        if closed or UNSURE in sentence[group] or _is_address(before, after):
            return closed and not _is_address(before, after)
        return self._is_framed(before, after, language)

    def _is_framed(self, before: str, after: str, language: Language) -> bool:
        """Whether the words around a name ask whether it is a member."""
        own = _own_clause(after)
        told = self._is_told(own, language)
        if _AFTER_IS.search(before):
            return told or self._is_told(before, language)
        if _AFTER_WITH.search(before):
            return self._is_told(before, language)
        led = before.strip(" ¿¡") and not told_part(before).strip()
        if led or _AFTER_THAT.search(before):
            return told or not own.strip(" ?!.,")
        if _AFTER_START.search(before):
            return told and bool(_VERB.match(after) or self._is_told(after.split()[0], language))
        return self._is_near(after, language)

    def _may_be_asked(self, sentence: str, group: slice, language: Language) -> bool:
        """Whether a name stands where members do, in a question that surely asks for members."""
        before, after = sentence[: group.start], sentence[group.stop :]
        if _OF_PLACE.search(before) or _is_address(before, after):
            return False
        if not after.strip(" ?!."):
            return UNSURE not in sentence[group] and "?" in after
        leads = _AFTER_IS.search(before) or (
            _AFTER_START.search(before) and not _BESIDE.match(after)
        )
        return bool(leads) and self._is_told(_own_clause(after), language)

    def _is_told(self, text: str, language: Language) -> bool:
        """Whether a text says what members are called, or that one is."""
        return bool(_IN.search(text)) or any(self._tells(w, language) for w in _WORDS.findall(text))

    def _is_near(self, after: str, language: Language) -> bool:
        """Whether a name is followed at once by its being a member: "§ is a partner"."""
        verb = None if after.lstrip()[:1] in (",", ":") else _VERB.match(after)
        near = list(_WORDS.findall(after[verb.end() :]))[:3] if verb else []
        return any(self._is_cue(word, language) for word in near)

    def _tells(self, word: str, language: Language) -> bool:
        return self._is_cue(word, language) or bool(self._member[language].fullmatch(word))


def _many(text: str) -> int:
    return len(re.findall(_NAME, text))


def _groups(sentence: str) -> Iterator[slice]:
    """The names of a sentence, those together that are asked about together. A place is none of
    them: "I live in §, is § there"."""
    for group in _GROUP.finditer(sentence):
        start = group.start()
        apart = _APART.match(sentence, start)
        if apart and _OF_PLACE.search(sentence[:start]) and apart.end() < group.end():
            yield slice(start, start + 1)
            start = apart.end()
        yield slice(start, group.end())


def _own_clause(after: str) -> str:
    """What is said behind a name before something else is asked."""
    further = _FURTHER.search(after)
    return after[: further.start()] if further else after


def _is_address(before: str, after: str) -> bool:
    """Whether a name at the end of a question about another one is of who is spoken to, or who
    speaks: "is § a partner, §?"."""
    return before.rstrip().endswith(",") and not after.strip(" ?!.") and bool(_many(before))


def _employer(text: str) -> list[int]:
    """The name of the asker's employer, where the employer is what a text asks about."""
    employed = _EMPLOYED.search(text)
    if employed is None or not _EMPLOYER.search(text, employed.end()):
        return []
    return [_many(text[: employed.end()])]
