"""What the wordings of verified answers teach about the names that a closed list may hold."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterable, Sequence, Set
from dataclasses import dataclass
from functools import cache, partial
from itertools import chain
from typing import TypeAlias

from assistant.membership import Membership
from assistant.mentions import Mentions
from knowledge.document import LANGUAGES, Language, Passage
from knowledge.folding import fold
from knowledge.lexical import stems
from knowledge.names import proper_names
from knowledge.verified import VerifiedAnswer

_OFTEN, _MOSTLY = 2, 0.25  # wordings of a list with a word, and their share, that tell its members
_AGAIN = 2  # wordings of an answer on a part of a list by which a name stands for that part
_WORD = re.compile(r"\w+")
_Asked: TypeAlias = Sequence[tuple[Passage, Set[str]]]  # wordings, each with its folded words


@dataclass(frozen=True, slots=True)
class ListWords:
    """How names are found, and how it is asked whether they are members."""

    mentions: Mentions
    membership: Membership
    aliases: frozenset[str]
    """Names by which parts of a list are asked for, though it does not hold them."""
    stranger: str
    """A name that a list surely does not hold."""


def list_words(
    lists: Collection[str],
    answers: Sequence[VerifiedAnswer],
    wordings: Sequence[Passage],
    known: Collection[str],
) -> ListWords:
    """From verified answers and all wordings of their questions.

    `lists` are ids of the answers that quote a whole list; `known` are folded words that name the
    programme itself.
    """
    on_list = resting_on(lists, answers)
    names: Counter[str] = Counter()
    words: Counter[str] = Counter()
    asked = [(wording, _folded(wording.text)) for wording in wordings]
    told = (s.text for a in answers for text in a.answer.values() for s in text)
    for text, folded, source_id in chain(
        ((w.text, folded, w.source_id) for w, folded in asked), ((t, _folded(t), "") for t in told)
    ):
        capitals = set(map(fold, proper_names(text)))
        names.update(capitals)
        if source_id not in on_list:
            words.update(folded - capitals)
    ordinary = {word for word in words if words[word] >= names[word]}
    cues = {lang: _cues(asked, lists, on_list, ordinary, lang) for lang in LANGUAGES}
    return ListWords(
        Mentions(ordinary, known),
        Membership(cues, known),
        _aliases(asked, lists, on_list, ordinary),
        _stranger(lists, answers, wordings, known),
    )


def resting_on(lists: Collection[str], answers: Sequence[VerifiedAnswer]) -> frozenset[str]:
    """The ids of the answers that cite all that one of these lists cites, the lists among them."""
    whole = [frozenset(a.citations.values()) for a in answers if a.id in lists]
    return frozenset(
        a.id for a in answers if any(own and own <= {*a.citations.values()} for own in whole)
    )


def _cues(
    asked: _Asked,
    lists: Collection[str],
    on_list: Collection[str],
    ordinary: Set[str],
    language: Language,
) -> set[str]:
    """Stems of words that are mostly said of a list and of its members: "partner", "roster"."""
    every: Counter[str] = Counter()
    told: Counter[str] = Counter()
    own: Counter[str] = Counter()
    stems_of = cache(partial(stems, language=language))  # wordings have most words in common
    for wording, folded in asked:
        if wording.language == language:
            found = {s for word in folded & ordinary for s in stems_of(word)}
            every.update(found)
            told.update(found if wording.source_id in on_list else ())
            own.update(found if wording.source_id in lists else ())
    return {
        stem
        for stem, many in own.items()
        if many >= _OFTEN and told[stem] >= _MOSTLY * every[stem] and not stem.isdigit()
    }


def _aliases(
    asked: _Asked,
    lists: Collection[str],
    on_list: Collection[str],
    ordinary: Set[str],
) -> frozenset[str]:
    """Words no one knows by which an answer on a part of a list is asked for, and never the answer
    on the whole of it."""
    used: dict[str, Counter[str]] = {}
    for wording, folded in asked:
        if wording.source_id in on_list:
            used.setdefault(wording.source_id, Counter()).update(folded - ordinary)
    whole = sum((used[i] for i in lists if i in used), Counter[str]())
    parts = (each for i, each in used.items() if i not in lists)
    return frozenset(
        word for part in parts for word, many in part.items() if many >= _AGAIN and not whole[word]
    )


def _stranger(
    lists: Collection[str],
    answers: Iterable[VerifiedAnswer],
    wordings: Iterable[Passage],
    known: Collection[str],
) -> str:
    """The name by which an answer that quotes a whole list is most often asked for, not being one
    of the list; empty where there is none."""
    quoted = (q.quote for a in answers if a.id in lists for q in a.citations.values())
    listed = {fold(name) for quote in quoted for name in proper_names(quote)} | {*known}
    own = (w.text for w in wordings if w.source_id in lists)
    called = Counter(chain.from_iterable(map(proper_names, own)))
    return next((name for name, _ in called.most_common() if fold(name) not in listed), "")


def _folded(text: str) -> set[str]:
    return set(_WORD.findall(fold(text)))
