"""Passages by shared words: BM25 over stems, each Passage stemmed in its own language."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from typing import TYPE_CHECKING

import numpy as np
import Stemmer

from knowledge.document import Passage
from knowledge.folding import fold

if TYPE_CHECKING:
    import bm25s

_STEMMERS = {"en": "english", "fr": "french", "es": "spanish"}
_TOKEN = re.compile(r"\d+(?:[.,\u00a0\u202f ]\d{3})+|\w+")
_STOP_WORDS = {
    "en": "a an and are as at be by can could do does did for from had has have how i if in is it "
    "its me my of on or our shall so that the their them there they this to was we were what when "
    "where which who why will with would you your about any some",
    "fr": "a ai au aux avec c ce ces cet cette comme d dans de des donc du elle elles en est et eu "
    "il ils j je l la le les leur leurs m ma mais me mes moi mon n ne nos notre nous on ont ou par "
    "pas pour qu que quel quelle quelles quels qui quoi s sa sans se ses si son sont sur t ta te "
    "tes toi ton tu un une vos votre vous y quand comment combien pourquoi peut faut",
    "es": "a al algo como con cual cuales cuando cuanto cuantos de del donde el ella ellos en "
    "entre era es esa ese eso esta este esto estos fue ha han hay la las le les lo los mas me "
    "mi mis muy "
    "no nos o para pero por porque que quien quienes se ser si sin sobre son su sus te tu un una "
    "uno y ya yo",
}


def stems(text: str, language: str) -> list[str]:
    """The stems of the content words of a text, in order; figures lose their separators."""
    stop = _stop_words(language)
    words = [
        re.sub(r"\D", "", token) if token[0].isdigit() and len(token) > 4 else token
        for token in _TOKEN.findall(fold(text))
    ]
    kept = [word for word in words if word not in stop]
    stemmer = _stemmer(language)
    return list(stemmer.stemWords(kept)) if stemmer else kept


class LexicalIndex:
    """BM25 over a fixed set of Passages."""

    def __init__(self, passages: Sequence[Passage], texts: Sequence[str] | None = None) -> None:
        """Index `texts` (default: each Passage's heading path and text)."""
        self._passages = list(passages)
        languages = np.array([p.language for p in passages])
        self._in = {language: languages == language for language in {p.language for p in passages}}
        texts = texts or [" ".join([*p.heading, p.text]) for p in passages]
        tokens = [stems(t, p.language) for t, p in zip(texts, passages, strict=True)]
        self._vocabulary = {word for words in tokens for word in words}
        self._index: bm25s.BM25 | None = None
        if self._vocabulary:
            import bm25s  # with it comes scipy

            self._index = bm25s.BM25()
            self._index.index(tokens, show_progress=False)

    def scores(self, text: str, language: str) -> np.ndarray:
        """A BM25 score for every Passage in the order given; zero in other languages, whose
        shared words with the question are accidents more often than not."""
        wanted = [w for w in stems(text, language) if w in self._vocabulary]
        own = self._in.get(language)
        if self._index is None or not wanted or own is None:
            return np.zeros(len(self._passages), dtype=np.float32)
        return np.asarray(self._index.get_scores(wanted) * own, dtype=np.float32)

    @property
    def passages(self) -> Sequence[Passage]:
        """The Passages in index order."""
        return self._passages


@cache
def _stemmer(language: str) -> Stemmer.Stemmer | None:
    name = _STEMMERS.get(language)
    return Stemmer.Stemmer(name) if name else None


@cache
def _stop_words(language: str) -> frozenset[str]:
    return frozenset(_STOP_WORDS.get(language, "").split())
