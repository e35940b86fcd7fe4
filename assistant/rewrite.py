"""A question that leans on the conversation becomes questions that stand alone."""

from __future__ import annotations

import re
from dataclasses import dataclass

from assistant.answer import Answer, Status
from assistant.conversation import Conversation
from assistant.cues import (
    BACK,
    DOUBT,
    FIRST,
    INTERROGATIVES,
    MEANT,
    OPENER,
    PRONOUNS,
    QUESTION_WORDS,
)
from knowledge.document import Language
from knowledge.figures import fold
from knowledge.follow_ups import joined
from knowledge.lexical import stems
from knowledge.names import proper_names

_SUBJECT_PRONOUN = re.compile(r"\b(?:it|this|that)\b", re.IGNORECASE)
_USEFUL = frozenset({Status.ANSWERED, Status.UNANSWERED})
_SHORT = 3  # content stems; a question with fewer says little on its own
_BRIEF = 8  # words; a longer question stands alone even when it begins with "and"


@dataclass(frozen=True, slots=True)
class Rewritten:
    """A question made to stand alone.

    `heard` is the question behind the earlier one that it leans on; None where it stands alone.
    `bare` is what was asked, without what merely leads over.
    `again` says that the earlier question is asked again, `instead` that it is asked of something
    else; otherwise it goes on to something that was not told yet.
    """

    text: str
    heard: str | None = None
    bare: str = ""
    again: bool = False
    instead: bool = False

    @property
    def follow_up(self) -> bool:
        """Whether the question leans on an earlier one."""
        return self.heard is not None


def rewrite(
    question: str,
    conversation: Conversation,
    language: Language,
    names: frozenset[str] = frozenset(),
) -> Rewritten:
    """The question in the light of the turns before it.

    Without context the question stands as it is. Declined and failed turns are no context.
    `names` are folded words that name the programme itself, which goes without saying.
    """
    bare = without_opener(question)
    turns = [t.answer for t in conversation.turns if t.answer.status in _USEFUL]
    if not turns:
        return Rewritten(question)
    folded = fold(question.replace("’", "'"))
    before = _last_question(_earlier(turns, question, folded, language))
    heard = joined(before, bare)
    if MEANT.match(folded):
        return Rewritten(_with_subject(bare, before, names), heard, bare, instead=True)
    if DOUBT.search(folded) and not _asks_anew(question, language):
        return Rewritten(before, heard, bare, again=True)
    if not (_leans(question, bare, language) or BACK.search(folded)):
        return Rewritten(bare)
    return Rewritten(_with_subject(bare, before, names), heard, bare)


def without_opener(question: str) -> str:
    """The question from its first telling word on; as it is where nothing would be left."""
    folded = fold(question.replace("’", "'"))
    match = MEANT.match(folded) or OPENER.match(folded)
    rest = question[match.end() :].strip() if match and len(folded) == len(question) else question
    return rest if any(c.isalnum() for c in rest) else question


def _earlier(turns: list[Answer], question: str, folded: str, language: Language) -> Answer:
    """The turn that a question goes on from: the last one, unless it says otherwise."""
    if len(turns) > 1 and BACK.search(folded):
        if FIRST.search(folded):
            return turns[0]
        asked = set(stems(question, language))
        *older, last = turns
        shared = [len(asked & set(stems(f"{t.question} {t.text}", language))) for t in older]
        return older[shared.index(max(shared))] if max(shared) else last
    return turns[-1]


def _last_question(answer: Answer) -> str:
    """Of several questions of one message, the last."""
    return re.split(r"(?<=[?!.]) +", answer.standalone_question)[-1]


def _asks_anew(question: str, language: Language) -> bool:
    """Whether a doubt comes with a question of its own."""
    words = set(re.findall(r"\w+", fold(DOUBT.sub(" ", fold(question)))))
    wh = INTERROGATIVES[language] & QUESTION_WORDS
    return bool(words & wh)


def _leans(question: str, bare: str, language: Language) -> bool:
    words = set(re.findall(r"\w+", fold(bare)))
    short = len(stems(bare, language)) < _SHORT
    return short or bool(words & PRONOUNS[language]) or (bare != question and len(words) < _BRIEF)


def _with_subject(bare: str, before: str, names: frozenset[str]) -> str:
    """The question about the names of the one before.

    "when was it announced" becomes "when was NASA Force announced", "how long" becomes
    "how long (NASA Force)".
    """
    known = fold(bare)
    told = (name for name in proper_names(before) if fold(name) not in names)
    subjects = " ".join(name for name in told if fold(name) not in known)
    if not subjects:
        return bare
    named = _SUBJECT_PRONOUN.sub(lambda _: subjects, bare, count=1)
    return named if named != bare else f"{bare} ({subjects})"
