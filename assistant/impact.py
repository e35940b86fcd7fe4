"""Which questions of late would be answered otherwise: asked before something is published."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Engine, or_, select

from assistant.answer import Answer, Reason, Status
from assistant.conversation import Conversation
from assistant.errors import EmptyQuestion, QuestionTooLong
from assistant.pipeline import Assistant
from assistant.rows import TurnRow
from knowledge.document import LANGUAGES, Language
from knowledge.names import phrase
from knowledge.sessions import session_of

_READ = 5  # turns read for each question wanted: many ask the same
_NOWHERE = Conversation("")


@dataclass(frozen=True, slots=True)
class PastQuestion:
    """A stand-alone question that visitors asked, and how often of late."""

    text: str
    language: Language
    times: int = 1


@dataclass(frozen=True, slots=True)
class Changed:
    """A question, its Answer now, and the other one that it would have."""

    question: PastQuestion
    old: Answer
    new: Answer


@dataclass(frozen=True, slots=True)
class Impact:
    """What was found in the time there was."""

    looked_at: int
    """How many of the questions, from the first on."""
    total: int
    changed: tuple[Changed, ...]

    @property
    def complete(self) -> bool:
        """Whether there was time for all."""
        return self.looked_at == self.total


def past_questions(engine: Engine, wanted: int) -> list[PastQuestion]:
    """The questions that were asked last and could be answered otherwise, the latest first; those
    in the same words are one. Raises StoreUnavailable."""
    telling = TurnRow.status.in_([Status.ANSWERED.value, Status.UNANSWERED.value])
    columns = select(TurnRow.standalone_question, TurnRow.language)
    query = columns.where(or_(telling, TurnRow.reason == Reason.OFF_TOPIC.value))
    found: dict[tuple[str, str], PastQuestion] = {}
    with session_of(engine) as session:
        rows = session.execute(query.order_by(TurnRow.position.desc()).limit(wanted * _READ))
        for text, spoken in rows:
            language = next((code for code in LANGUAGES if code == spoken), None)
            if language is None or not text.strip():
                continue
            known = found.get((phrase(text), language))
            times = known.times + 1 if known else 1
            first = known.text if known else text
            found[phrase(text), language] = PastQuestion(first, language, times)
    return list(found.values())[:wanted]


def changes(
    old: Assistant,
    new: Assistant,
    questions: Sequence[PastQuestion],
    *,
    skip: int = 0,
    seconds: float = 5.0,
) -> Impact:
    """The questions that two Assistants answer differently, looked at in their order from `skip`
    on until the time is over, but one at least.

    Give Assistants that write without a chat model: what one writes differs every time.
    """
    deadline = time.monotonic() + seconds
    found: list[Changed] = []
    looked_at = min(skip, len(questions))
    for question in questions[skip:]:
        text, language = question.text, question.language
        before, after = reply(old, text, language), reply(new, text, language)
        if before and after and differ(before, after):
            found.append(Changed(question, before, after))
        looked_at += 1
        if time.monotonic() >= deadline:
            break
    return Impact(looked_at, len(questions), tuple(found))


def differ(one: Answer, other: Answer) -> bool:
    """Whether visitors would be told something else."""
    return (one.status, one.reason, one.text) != (other.status, other.reason, other.text)


def reply(assistant: Assistant, question: str, language: Language) -> Answer | None:
    """The Answer to a question by itself; None where it cannot be asked, as one that is longer
    than questions may be now."""
    try:
        return assistant.answer(question, _NOWHERE, language)
    except (EmptyQuestion, QuestionTooLong):
        return None
