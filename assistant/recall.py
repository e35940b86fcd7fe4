"""`Recall`: the conversation behind questions that a client repeats, answered anew."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime
from functools import lru_cache

from assistant.answer import Answer, Status
from assistant.conversation import Conversation, Turn
from assistant.errors import EmptyQuestion
from knowledge.document import Language

_RECALLED = 256  # conversations that clients may continue without an id

Answering = Callable[[str, Conversation, Language | None], Answer]


class Recall:
    """Conversations from their questions; safe to share between threads. One in which a turn
    failed is not remembered: what is down now may be back when it is recalled again."""

    def __init__(self, answer: Answering, longest: int) -> None:
        """`answer` gives the Answer to a question; one of more characters than `longest` is left
        out, and not kept in memory either."""
        self._answer = answer
        self._longest = longest
        self._remembered = lru_cache(maxsize=_RECALLED)(self._anew)

    def __call__(self, questions: Sequence[str], language: Language | None) -> Conversation:
        """A Conversation in which these questions were asked, the oldest first."""
        asked = tuple(q for q in questions if len(q) <= self._longest)
        try:
            return self._remembered(asked, language)
        except _NotToRemember as failed:
            return failed.conversation

    def _anew(self, questions: tuple[str, ...], language: Language | None) -> Conversation:
        """Each question behind those before it, which were most likely recalled a turn ago."""
        if not questions:
            return Conversation("")
        *earlier, question = questions
        conversation = self(earlier, language)
        with suppress(EmptyQuestion):
            turn = Turn("", datetime.now(UTC), self._answer(question, conversation, language))
            conversation = replace(conversation, turns=(*conversation.turns, turn))
        if any(turn.answer.status is Status.FAILED for turn in conversation.turns):
            raise _NotToRemember(conversation)
        return conversation


class _NotToRemember(Exception):
    """A Conversation in which a turn failed: what is raised is not cached."""

    def __init__(self, conversation: Conversation) -> None:
        super().__init__()
        self.conversation = conversation
