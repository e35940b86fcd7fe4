"""A question as it would be written without haste: shorthand in full, slips of the keys mended.

What comes of it is only another reading of a question for which nothing was found as it stands, so
that a name which looks like a slip costs nothing where it is understood.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cache

from rapidfuzz.distance import OSA
from rapidfuzz.process import extract

from knowledge.document import Language, Passage
from knowledge.folding import fold

_WORD = re.compile(r"\w+(?:['’]\w+)*")
_LEAST = 4  # letters of a word that can be told from its neighbours
_LONG = 8  # letters from which two slips may be mended
_USED = 3  # times that a word must have been used to be taken for what was meant
_RATHER = 15  # times as often as what was written must what was meant be used
_SAME_START = 3  # times as likely is what begins with the same letter
_READ = 20_000  # Passages, whose words are enough to know a language by
_FARTHER = 10  # times as unlikely is what is one slip farther off
# Shorthand of messages, folded. What is a word besides is left out.
_SHORTHAND: dict[Language, str] = {
    "en": "u you, ur your, r are, teh the, thru through, cuz because, coz because, pls please, "
    "plz please, thx thanks, b4 before, wat what, wut what, waht what, wen when, wich which, "
    "hw how, mch much, wil will, ppl people, abt about, govt government, gov government, "
    "yr year, yrs years, hrs hours, gud good, im I'm, dont don't, tho though, hav have, payd paid, "
    "gonna going to, wanna want to, gotta have to",
    "fr": "cb combien, cbn combien, koi quoi, pk pourquoi, pq pourquoi, pkoi pourquoi, slt salut, "
    "bjr bonjour, svp s'il vous plaît, stp s'il te plaît, tt tout, ts tous, pr pour, ds dans, "
    "jsuis je suis, chui je suis, chuis je suis, jpeux je peux, jveux je veux, jai j'ai, "
    "qd quand, kan quand, kand quand, quant quand, bcp beaucoup, ke que, ki qui, kel quel, "
    "kelle quelle, kels quels, esque est-ce que, eske est-ce que, esk est-ce que, c c'est, "
    "cest c'est, ya il y a, fo il faut, tjs toujours, tjrs toujours, vs vous, ns nous, tps temps",
    "es": "q que, k que, ke que, xq por qué, pq por qué, porq porque, x por, xfa por favor, "
    "porfa por favor, tb también, tmb también, dnd dónde, cm cómo, kmo cómo, kien quién, "
    "kiero quiero, d de, cto cuánto, kuanto cuánto, kuando cuándo, kual cuál, aki aquí, bn bien, "
    "toy estoy, pa para, dsp después, aser hacer, asta hasta, nesesito necesito, gob gobierno",
}
_IN_FULL: dict[Language, dict[str, str]] = {
    language: dict(pair.split(" ", 1) for pair in pairs.split(", "))
    for language, pairs in _SHORTHAND.items()
}


@dataclass(frozen=True, slots=True)
class _Words:
    """What is known of the words of a language, folded."""

    right: frozenset[str]
    """Those of the Sources."""
    used: Counter[str]
    """How often each was used to ask."""
    likely: dict[str, int]
    """The same of those that may have been meant."""


def in_full(text: str, language: Language) -> str:
    """The text without the shorthand of messages."""
    known = _IN_FULL[language]
    return _WORD.sub(lambda word: known.get(fold(word[0]), word[0]), text)


class Spelling:
    """Mends words by those that people use to ask, and by those of the Sources."""

    def __init__(self, wordings: Sequence[Passage], passages: Sequence[Passage]) -> None:
        """`wordings` are ways to ask, with slips of their own; `passages` have none. They are
        looked through, the first 20,000 of the latter, when the first question of their language
        is to be mended."""

        def words(language: Language) -> _Words:
            used = Counter(_words(w.text for w in wordings if w.language == language))
            right = frozenset(_words(p.text for p in passages[:_READ] if p.language == language))
            likely = {w: n for w, n in used.items() if n >= _USED and len(w) >= _LEAST}
            return _Words(right, used, likely)

        self._words: Callable[[Language], _Words] = cache(words)

    def __call__(self, text: str, language: Language) -> str:
        """The text in full, and its words mended; the same where there is nothing to mend."""
        return _WORD.sub(lambda word: self._mended(word[0], language), in_full(text, language))

    def _mended(self, word: str, language: Language) -> str:
        folded, known = fold(word), self._words(language)
        if len(folded) < _LEAST or not folded.isalpha() or folded in known.right:
            return word
        slips = 2 if len(folded) >= _LONG else 1
        words = known.likely.keys()
        near = extract(folded, words, scorer=OSA.distance, score_cutoff=slips, limit=None)
        least = _RATHER * known.used[folded]
        likely = {
            meant: used * (_SAME_START if meant[0] == folded[0] else 1) / _FARTHER**distance
            for meant, distance, _ in near
            if distance and (used := known.likely[meant]) > least
        }
        return max(likely, key=likely.__getitem__) if likely else word


def _words(texts: Iterable[str]) -> Iterable[str]:
    return (word for text in texts for word in _WORD.findall(fold(text)))
