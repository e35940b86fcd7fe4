"""The latest questions asked before documents change and again afterwards, old beside new."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from typing import Any

from sqlalchemy import Engine

from assistant.answer import Answer
from assistant.impact import PastQuestion, differ, past_questions, reply
from assistant.live import Live
from assistant.pipeline import Assistant
from knowledge.embedder import Progress

_SHOWN = 100  # changed answers that are kept


class Replay:
    """Asks the latest questions twice; what changes in between is told as JSON."""

    def __init__(self, live: Live, engine: Engine, wanted: int, seconds: float = 30.0) -> None:
        """At most `wanted` questions, in at most so many seconds before and after."""
        self._live, self._engine = live, engine
        self._wanted, self._seconds = wanted, seconds

    def begin(self, progress: Progress) -> Callable[[Progress], dict[str, Any]]:
        """Ask now; what is returned makes the Assistant anew, asks again and tells the changes:
        how many questions were `asked` of how many (`total`), and the `changed` ones."""
        questions = past_questions(self._engine, self._wanted)
        before = self._answers(self._live.quoting, questions, "asking before", progress)

        def again(progress: Progress) -> dict[str, Any]:
            self._live.refresh()
            asked = questions[: len(before)]
            after = self._answers(self._live.quoting, asked, "asking again", progress)
            both = zip(asked, before, after, strict=False)
            changed = [
                _told(q, old, new) for q, old, new in both if old and new and differ(old, new)
            ]
            return {
                "asked": len(after),
                "total": len(questions),
                "found": len(changed),
                "changed": changed[:_SHOWN],
            }

        return again

    def _answers(
        self,
        assistant: Assistant,
        questions: Sequence[PastQuestion],
        stage: str,
        progress: Progress,
    ) -> list[Answer | None]:
        """The replies to the questions, from the first on, as far as there is time."""
        deadline = time.monotonic() + self._seconds
        found: list[Answer | None] = []
        for number, question in enumerate(questions, start=1):
            if time.monotonic() >= deadline:
                break
            found.append(reply(assistant, question.text, question.language))
            progress(stage, number / len(questions))
        return found


def _told(question: PastQuestion, old: Answer, new: Answer) -> dict[str, Any]:
    return {
        "question": question.text,
        "language": question.language,
        "times": question.times,
        "before": _answer(old),
        "after": _answer(new),
    }


def _answer(answer: Answer) -> dict[str, Any]:
    return {
        "status": answer.status.value,
        "reason": answer.reason and answer.reason.value,
        "text": answer.text,
        "sources": list(dict.fromkeys(c.source.id for c in answer.citations)),
    }
