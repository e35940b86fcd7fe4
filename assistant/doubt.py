"""Whether a message doubts an answer, or asks for it once more, and which one."""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistant.answer import Answer
from assistant.cues import DOUBT, INTERROGATIVES, QUESTION_WORDS
from knowledge.document import Language
from knowledge.folding import fold, plain
from knowledge.lexical import stems


def doubts(folded: str, language: Language) -> bool:
    """Whether a folded message doubts the last answer, without a question of its own."""
    words = set(re.findall(r"\w+", DOUBT.sub(" ", folded)))
    asks = words & INTERROGATIVES[language] & QUESTION_WORDS
    return bool(DOUBT.search(folded)) and not asks


def beside_doubt(question: str) -> str:
    """What a message says beside its doubt."""
    folded = plain(question)
    if len(folded) != len(question):
        return ""
    for match in DOUBT.finditer(folded):
        start, end = match.span()
        question = question[:start] + " " * (end - start) + question[end:]
    return " ".join(question.split()).lstrip(" ?!.,;:…")


def doubted_turn(
    turns: Sequence[Answer], beside: str, language: Language, names: frozenset[str]
) -> Answer:
    """The turn whose question has most of what a message says beside its doubt, of several the
    latest: "can you repeat the address?". `names` are of the programme, which every turn is about.
    """
    said = {s for word in beside.split() for s in stems(word, language) if fold(word) not in names}
    shared = [len(said & set(stems(t.standalone_question, language))) for t in turns]
    best = max(shared)
    return next(
        t for t, many in zip(reversed(turns), reversed(shared), strict=True) if many == best
    )
