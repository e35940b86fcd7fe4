"""Answers as OpenAI's chat API tells them, whole and in chunks."""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import uuid4

from api.footnotes import Footnotes, body, marks
from api.openai_schemas import (
    Annotation,
    AssistantMessage,
    BeginDelta,
    Choice,
    Chunk,
    ChunkChoice,
    Completion,
    CompletionUsage,
    Delta,
    FootnotesDelta,
    SaidDelta,
    UrlCitation,
)
from api.turns import Told
from api.wire import to_answer
from assistant.answer import Answer
from assistant.conversation import Turn
from assistant.events import Proven
from knowledge.document import Language


@dataclass(slots=True)
class Reply:
    """One reply of a model; its chunks say together what it says as a whole."""

    model: str
    footnotes: Mapping[Language, Footnotes]
    id: str = field(default_factory=lambda: f"chatcmpl-{uuid4().hex}")
    created: int = field(default_factory=lambda: int(time.time()))
    _said: list[str] = field(default_factory=list)

    def whole(self, told: Told) -> Completion:
        """All of it, from the end of a turn."""
        turn = _ended(told)
        answer = to_answer(told.conversation_id, turn)
        message = AssistantMessage(
            content=self.footnotes[turn.answer.language].content(turn.answer),
            annotations=_annotations(turn.answer),
            citations=answer.citations,
        )
        return Completion(
            id=self.id,
            created=self.created,
            model=self.model,
            choices=(Choice(message=message),),
            usage=_usage(turn.answer),
            techforce=answer,
        )

    def begin(self) -> Chunk:
        """The first chunk."""
        return self._chunk(delta=BeginDelta())

    def chunks(self, told: Told, *, with_usage: bool) -> Iterator[Chunk]:
        """What is told of a turn as it happens; its end brings the footnotes and the data."""
        if isinstance(told.what, Proven):
            yield self._say(str(told.what.sentence))
        elif isinstance(told.what, Turn):
            yield from self._end(told.conversation_id, told.what)
            if with_usage:
                yield self._chunk(usage=_usage(told.what.answer))

    def _end(self, conversation_id: str, turn: Turn) -> Iterator[Chunk]:
        answer = turn.answer
        for words in body(answer):
            if words not in self._said:
                yield self._say(words)
        if below := self.footnotes[answer.language].below(answer):
            yield self._chunk(delta=SaidDelta(content=below))
        wire = to_answer(conversation_id, turn)
        delta = FootnotesDelta(annotations=_annotations(answer), citations=wire.citations)
        yield self._chunk(delta=delta, techforce=wire)

    def _say(self, words: str) -> Chunk:
        gap = " " if self._said else ""
        self._said.append(words)
        return self._chunk(delta=SaidDelta(content=gap + words))

    def _chunk(self, delta: Delta | None = None, **more: Any) -> Chunk:
        ends = "stop" if isinstance(delta, FootnotesDelta) else None
        choices = (ChunkChoice(delta=delta, finish_reason=ends),) if delta else ()
        return Chunk(id=self.id, created=self.created, model=self.model, choices=choices, **more)


def _ended(told: Told) -> Turn:
    assert isinstance(told.what, Turn)  # the last of what is told
    return told.what


def _usage(answer: Answer) -> CompletionUsage:
    read = answer.usage.input_tokens if answer.usage else 0
    written = answer.usage.output_tokens if answer.usage else 0
    return CompletionUsage(
        prompt_tokens=read, completion_tokens=written, total_tokens=read + written
    )


def _annotations(answer: Answer) -> tuple[Annotation, ...]:
    sources = {citation.label: citation.source for citation in answer.citations}
    return tuple(
        Annotation(
            url_citation=UrlCitation(
                start_index=mark.start,
                end_index=mark.end,
                title=source.title,
                url=source.url,
            )
        )
        for mark in marks(answer)
        if (source := sources[mark.label]).url
    )
