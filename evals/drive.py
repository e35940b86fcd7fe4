"""Puts a Case to the assistant of this process, turn by turn."""

from __future__ import annotations

import time
import uuid
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import Protocol

from assistant.answer import Answer
from assistant.conversation import Conversation, Turn
from assistant.events import Answered, Event
from assistant.retrieve import Hit
from evals.observed import Observed, SeenHit, from_answer, last_of
from evals.parity import Wordings
from evals.trace import trace_of
from knowledge.document import LANGUAGES, Language
from knowledge.verified import VerifiedAnswer

HITS = 10


class Answering(Protocol):
    """The assistant, as far as it is tested."""

    def events(
        self, question: str, conversation: Conversation, language: Language | None
    ) -> Iterator[Event]:
        """What happens in one turn; the last event is Answered."""

    def search(self, text: str, limit: int) -> Sequence[Hit]:
        """What retrieval alone returns."""

    def verified(
        self, text: str | None, topic: str | None, language: Language
    ) -> Sequence[VerifiedAnswer]:
        """The verified answers that are served."""


class Target(Protocol):
    """What the questions of a Run are put to."""

    @property
    def name(self) -> str:
        """How the report calls it."""

    def ask(self, turns: Sequence[str]) -> Observed:
        """The reply to the last turn, with those before it; a failure is an error in it."""

    def find(self, question: str) -> Observed:
        """What retrieval alone finds; there is no reply in it."""

    def wordings(self) -> list[Wordings]:
        """The first question of each served verified answer; raises TargetUnavailable."""


class InProcess:
    """The Assistant of this process."""

    name = "in process"

    def __init__(self, assistant: Answering) -> None:
        self._assistant = assistant

    def ask(self, turns: Sequence[str]) -> Observed:
        """The reply to the last turn, with what retrieval alone finds for it."""
        conversation = Conversation(uuid.uuid4().hex)
        seen: list[Observed] = []
        for question in turns:
            try:
                answer, observed = self._answer(question, conversation)
            except Exception as error:  # noqa: BLE001  an error is a failed Case, not the end of a Run
                seen.append(Observed(question, error=f"{type(error).__name__}: {error}"))
                break
            seen.append(observed)
            turn = Turn(uuid.uuid4().hex, datetime.now(UTC), answer)
            conversation = replace(conversation, turns=(*conversation.turns, turn))
        return last_of(seen, turns)

    def find(self, question: str) -> Observed:
        """What retrieval alone finds."""
        try:
            return Observed(question, hits=self._hits(question))
        except Exception as error:  # noqa: BLE001  as in `ask`
            return Observed(question, error=f"{type(error).__name__}: {error}")

    def wordings(self) -> list[Wordings]:
        """The first question of each served verified answer."""
        return [
            Wordings(a.id, a.topic, {lang: a.questions[lang][0] for lang in LANGUAGES})
            for a in self._assistant.verified(None, None, LANGUAGES[0])
        ]

    def _answer(self, question: str, conversation: Conversation) -> tuple[Answer, Observed]:
        start = time.perf_counter()
        *before, last = self._assistant.events(question, conversation, None)
        latency_ms = (time.perf_counter() - start) * 1000
        assert isinstance(last, Answered)
        observed = from_answer(last.answer, latency_ms)
        hits = self._hits(observed.standalone_question)
        return last.answer, replace(observed, hits=hits, trace=trace_of(before))

    def _hits(self, question: str) -> tuple[SeenHit, ...]:
        hits = self._assistant.search(question, HITS)
        return tuple(SeenHit(h.passage.id, h.passage.source_id, h.passage.text) for h in hits)
