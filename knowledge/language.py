"""Which served language a short text is in."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from copy import copy
from functools import cache

from py3langid.langid import MODEL_FILE, LanguageIdentifier

from knowledge.document import LANGUAGES, Language
from knowledge.folding import fold


def _set(words: str) -> frozenset[str]:
    return frozenset(words.split())


# Words of questions that exist in one of the served languages only. Short questions often hold
# one of them beside borrowed words ("y para los managers", "combien").
_MARKERS: dict[Language, frozenset[str]] = {
    "en": _set(
        "the is are do does did how what when where who which why can could should would will "
        "my any of and or to with about need pay much many have has there"
    ),
    "fr": _set(
        "le les des du au aux est sont quel quelle quels quelles combien qui quoi quand "
        "comment pourquoi faut peut je il elle on nous vous avec dans et ou une un ca cest "
        "pour mon ma mes salaire entreprise entreprises liste bonjour bonsoir merci"
    ),
    "es": _set(
        "el los las del al es son cual cuales cuanto cuanta cuantos cuantas quien quienes "
        "cuando como donde hay puedo puede se con y o una un para salario empresa empresas "
        "lista hace falta hola gracias buenos buenas"
    ),
}
_ALL_MARKERS = frozenset().union(*_MARKERS.values())
_SIGNS: dict[Language, re.Pattern[str]] = {
    "en": re.compile(r"\b(?:i'm|i'd|don't|what's|isn't|'s)\b", re.IGNORECASE),
    "fr": re.compile(
        r"[çœèêëîûùà]|\b(?:qu|l|d|j|n|c|s)['’]|-(?:tu|vous|je|ils?|elles?|on|nous|ce)\b",
        re.IGNORECASE,
    ),
    "es": re.compile(r"[¿¡ñáíóú]", re.IGNORECASE),
}
_WORD = re.compile(r"[^\W_]+")
_MARKER_WEIGHT = 4.0  # in the detector's log units; one marker outweighs a near tie
_OWN_WEIGHT = 2.0
_FEW = 2  # words that say too little for the general detector
_MOSTLY = 0.75  # share of its uses from which a word is one of that language
_CLOSE = 1.5  # closer than this, the default decides


class LanguageDetector:
    """Tells the served languages apart, also in keywords such as "sueldo tech force".

    Words that texts of several languages share (names, loan words) say nothing; words that texts
    of one language use say a little, question words say more, and a general detector the rest.
    """

    def __init__(self, texts: Mapping[str, Iterable[str]], neutral: Iterable[str] = ()) -> None:
        """`texts` are known examples per language; `neutral` are names without a language."""
        counts = {
            lang: Counter(w for t in texts.get(lang, ()) for w in _words(t)) for lang in LANGUAGES
        }
        total = sum(counts.values(), Counter[str]())
        self._own = {
            lang: {w for w, n in counts[lang].items() if n >= _MOSTLY * total[w]}
            for lang in LANGUAGES
        }
        in_all = set.intersection(*map(set, counts.values())) - set().union(*self._own.values())
        self._neutral = (in_all | {w for name in neutral for w in _words(name)}) - _ALL_MARKERS

    def __call__(self, text: str, default: Language) -> Language:
        """The language of a text, or `default` where it could be several."""
        spelled = [word for word in _WORD.findall(text) if fold(word) not in self._neutral]
        if not spelled:
            return default
        general = dict(identifier().rank(" ".join(spelled).lower()))
        telling = [fold(word) for word in spelled]
        known = {language: self._known(text, telling, language) for language in LANGUAGES}
        only = [language for language in LANGUAGES if known[language]]
        if len(telling) <= _FEW and len(only) == 1:
            return only[0]
        scores = {language: general[language] + known[language] for language in LANGUAGES}
        best = max(LANGUAGES, key=lambda language: scores[language])
        guessed = len(telling) == 1 and not known[best]
        return default if guessed or scores[best] - scores[default] < _CLOSE else best

    def _known(self, text: str, words: list[str], language: Language) -> float:
        """What markers, words of the language alone, and its letters say for it."""
        return (
            _MARKER_WEIGHT * sum(w in _MARKERS[language] for w in words)
            + _OWN_WEIGHT * sum(w in self._own[language] for w in words)
            + (_MARKER_WEIGHT if _SIGNS[language].search(text) else 0.0)
        )


def preload() -> None:
    """Read the general detector now; half a second that other loading need not wait for."""
    identifier()


def _words(text: str) -> list[str]:
    return _WORD.findall(fold(text))


@cache
def identifier(languages: tuple[str, ...] = LANGUAGES) -> LanguageIdentifier:
    """The general detector for these languages; all of them share what it has read."""
    limited = copy(_everything())
    limited.set_languages(list(languages))
    return limited


@cache
def _everything() -> LanguageIdentifier:
    return LanguageIdentifier.from_model_file(MODEL_FILE)
