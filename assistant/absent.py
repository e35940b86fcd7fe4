"""Names in a question that a published list does not hold, told as such.

Which verified answers quote a whole list is data: `closed_lists` of the programme. That a name is
missing from such a list is what the asker wants to hear first, and the quotation proves it.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping

from assistant.answer import Answer
from assistant.merge import with_notes
from assistant.texts import Texts
from knowledge.document import Language, Passage
from knowledge.folding import fold
from knowledge.lexical import stems
from knowledge.names import phrase, proper_names

_WORD = re.compile(r"[^\W_][\w.&'’-]*[^\W_]|[^\W\d_]")
_MOST = 5


class AbsentNames:
    """Adds to the answers with a closed list which of the names asked for stand not in it."""

    def __init__(
        self,
        lists: Collection[str],
        wordings: Iterable[Passage],
        known: Collection[str],
        texts: Mapping[Language, Texts],
    ) -> None:
        """`lists` are ids of answers; words in the wordings of all others are ordinary ones, but
        those that are mostly written as names. `known` are folded words that name the programme
        itself."""
        self._lists = frozenset(lists)
        names: Counter[str] = Counter()
        words: Counter[str] = Counter()
        for wording in wordings if lists else ():
            capitals = set(map(fold, proper_names(wording.text)))
            names.update(capitals)
            if wording.source_id not in self._lists:
                words.update(_folded(wording.text) - capitals)
        self._known = frozenset(known)
        self._ordinary = {word for word in words if words[word] >= names[word]}
        self._texts = texts

    def told(self, answer: Answer, asked: str) -> Answer:
        """The answer with a note on names in the words asked that its list does not hold."""
        if answer.verified_id not in self._lists:
            return answer
        proof = f" {phrase(' '.join(c.quote for c in answer.citations))} "
        names = [n for n in self._names(asked, answer.language) if f" {phrase(n)} " not in proof]
        if not names:
            return answer
        note = self._texts[answer.language]["not_listed"]
        return with_notes(answer, [note.replace("{names}", ", ".join(names[:_MOST]))])

    def _names(self, asked: str, language: Language) -> list[str]:
        """Runs of words that are names by their capitals; without any, of words no one knows."""
        words = [m for m in _WORD.finditer(asked) if fold(m[0]) not in self._known]
        strange = [m for m in words if self._is_strange(m[0], language)]
        if asked.isupper():
            return list(dict.fromkeys(_runs(asked, strange)))
        capitals = set(map(fold, proper_names(asked)))
        named = [m for m in words if fold(m[0]) in capitals or (m in strange and m[0][0].isupper())]
        return list(dict.fromkeys(_runs(asked, named or strange)))

    def _is_strange(self, word: str, language: Language) -> bool:
        return bool(stems(word, language)) and fold(word) not in self._ordinary


def _folded(text: str) -> set[str]:
    return {fold(m[0]) for m in _WORD.finditer(text)}


def _runs(text: str, words: Iterable[re.Match[str]]) -> Iterator[str]:
    """Words that only blanks part, as one name."""
    start = end = -1
    for word in words:
        if start >= 0 and text[end : word.start()].strip():
            yield text[start:end]
            start = -1
        start, end = (word.start() if start < 0 else start), word.end()
    if start >= 0:
        yield text[start:end]
