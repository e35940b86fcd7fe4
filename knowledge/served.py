"""Whether a message is in one of the served languages at all."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from functools import cache

from py3langid.langid import LanguageIdentifier

from knowledge.document import LANGUAGES
from knowledge.folding import fold
from knowledge.language import identifier

# Languages of many speakers in Latin letters. Rare ones are left out: short questions in a served
# language are taken for them too easily.
_OTHERS = (
    "af", "az", "ca", "cs", "cy", "da", "de", "et", "eu", "fi", "ga", "gl", "hr", "hu", "id", "is",
    "it", "lt", "lv", "ms", "nl", "nn", "pl", "pt", "ro", "sk", "sl", "sq", "sv", "sw", "tl", "tr",
    "vi",
)  # fmt: skip
_WORD = re.compile(r"[^\W_]+")
_LATIN = re.compile(r"[a-z\u00aa-\u024f\u1e00-\u1eff]", re.IGNORECASE)
_LETTER = re.compile(r"[^\W\d_]")
_SPANISH_MARKS = re.compile("[¿¡]")  # no other of these languages writes them
_FEWEST_WORDS, _MOST_WORDS = 4, 40
_USUAL = 3  # wordings that hold a word before it counts as known
# How far ahead another language must be, in the detector's log units: more, the more words are
# known in a served one. And it must stay ahead without any one word, which may be a name.
_AHEAD, _AHEAD_KNOWN, _AHEAD_WITHOUT = 4.0, 24.0, 2.0


class ServedLanguages:
    """Tells messages that may be in a served language from those that surely are not.

    Doubt is for the visitor: names, misspellings, loan words and short messages count as served.
    """

    def __init__(self, texts: Mapping[str, Iterable[str]], neutral: Iterable[str] = ()) -> None:
        """`texts` are known examples per language; `neutral` are names without a language."""
        examples = [[_words(text) for text in texts.get(lang, ())] for lang in LANGUAGES]
        self._known = [_usual(told) for told in examples]
        self._examples = frozenset(" ".join(words) for told in examples for words in told)
        self._neutral = frozenset(word for name in neutral for word in _words(name))

    def __call__(self, text: str) -> bool:
        """False for a message in another script, or of four words or more in another language."""
        found = (word for word in _WORD.findall(text.lower()) if not word.isdigit())
        words = [word for word in found if fold(word) not in self._neutral]
        words = words[:_MOST_WORDS]
        letters = len(_LETTER.findall("".join(words)))
        if 2 * len(_LATIN.findall("".join(words))) < letters:
            return False
        if len(words) < _FEWEST_WORDS or _SPANISH_MARKS.search(text):
            return True
        if " ".join(_words(text)) in self._examples:
            return True
        ahead = _ahead(words)
        if ahead <= _AHEAD or ahead <= _AHEAD + _AHEAD_KNOWN * self._share_known(words):
            return True
        return any(_ahead(words[:i] + words[i + 1 :]) <= _AHEAD_WITHOUT for i in range(len(words)))

    def _share_known(self, words: list[str]) -> float:
        folded = [fold(word) for word in words]
        return max(sum(w in known for w in folded) for known in self._known) / len(folded)


def _usual(examples: Iterable[Sequence[str]]) -> frozenset[str]:
    counts = Counter(word for words in examples for word in set(words))
    return frozenset(word for word, count in counts.items() if count >= _USUAL)


def _words(text: str) -> list[str]:
    return _WORD.findall(fold(text))


def _ahead(words: list[str]) -> float:
    """How far the likeliest other language is ahead of the likeliest served one."""
    score = dict(_identifier().rank(" ".join(words)))
    best = max(score[language] for language in _OTHERS)
    return float(best - max(score[language] for language in LANGUAGES))


@cache
def _identifier() -> LanguageIdentifier:
    return identifier((*LANGUAGES, *_OTHERS))
