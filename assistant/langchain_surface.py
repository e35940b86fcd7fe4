"""The assistant as a Runnable of LangChain, and its retrieval as a retriever."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Generator, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import dataclass
from typing import Any, cast

from langchain_core.callbacks import CallbackManagerForRetrieverRun
from langchain_core.documents import Document
from langchain_core.messages import (
    AIMessage,
    AIMessageChunk,
    BaseMessage,
    HumanMessage,
    MessageLikeRepresentation,
    convert_to_messages,
)
from langchain_core.messages.ai import UsageMetadata
from langchain_core.prompt_values import PromptValue
from langchain_core.retrievers import BaseRetriever
from langchain_core.runnables import Runnable, RunnableConfig
from pydantic import Field, TypeAdapter
from typing_extensions import TypedDict

from assistant.answer import Answer
from assistant.conversation import recent
from assistant.events import Answered, Proven
from assistant.pipeline import Assistant
from assistant.retrieve import Hit
from knowledge.document import LANGUAGES, Language, Source

_TURNS = 10  # earlier questions that a new one is read with, at least
_AUTO = "auto"
_UNTOLD = {"verified_id", "unsaid"}  # of an Answer, for reviewers only
_answers = TypeAdapter(Answer)


class Asked(TypedDict, total=False):
    """A question with what may go with it; only `question` is needed."""

    question: str
    history: Sequence[Any]
    """Earlier messages, in any form that LangChain takes."""
    language: str | None
    """Language of the answer; "auto" or none: that of the question."""


Input = str | Asked | PromptValue | Sequence[BaseMessage]


class AssistantRunnable(Runnable[Input, AIMessage]):
    """Answers a question with an AIMessage whose text holds only what is proven.

    `response_metadata["answer"]` is the whole Answer, with the fields that it has over HTTP. The
    input is the question, a mapping as Asked, or messages of which the last is the question.
    Streams yield a proven sentence at a time; closing one ends the work. Raises EmptyQuestion,
    QuestionTooLong, and ValueError where the input is no question.
    """

    def __init__(self, assistant: Assistant, name: str = "assistant") -> None:
        self.name = name
        self._assistant = assistant

    def invoke(
        self, input: Input, config: RunnableConfig | None = None, **kwargs: Any
    ) -> AIMessage:
        """The answer to one question."""
        return self._call_with_config(self._message, input, config, **kwargs)

    def stream(
        self, input: Input, config: RunnableConfig | None = None, **kwargs: Any
    ) -> Iterator[AIMessage]:
        """The answer in AIMessageChunks; the last one holds the whole Answer."""
        yield from self._transform_stream_with_config(
            iter([input]), self._transformed, config, **kwargs
        )

    async def astream(
        self, input: Input, config: RunnableConfig | None = None, **kwargs: Any
    ) -> AsyncIterator[AIMessage]:
        """As `stream`; the loop is never held up."""
        chunks = self._atransform_stream_with_config(
            _once(input), self._atransformed, config, **kwargs
        )
        async for chunk in chunks:
            yield chunk

    def _message(self, asked: Input) -> AIMessage:
        said = _read(asked)
        heard = self._assistant.recalled(said.before, said.language)
        answer = self._assistant.answer(said.question, heard, said.language)
        return AIMessage(content=answer.text, **_beside(answer))

    def _transformed(self, asked: Iterator[Input]) -> Iterator[AIMessage]:
        for one in asked:
            with closing(self._told(one)) as chunks:
                yield from chunks

    async def _atransformed(self, asked: AsyncIterator[Input]) -> AsyncIterator[AIMessage]:
        async for one in asked:
            async for chunk in _in_thread(self._told(one)):
                yield chunk

    def _told(self, asked: Input) -> Generator[AIMessage, None, None]:
        said, told = _read(asked), ""
        heard = self._assistant.recalled(said.before, said.language)
        for event in self._assistant.events(said.question, heard, said.language):
            match event:
                case Proven(sentence):
                    piece = f"{' ' if told else ''}{sentence}"
                    told += piece
                    yield AIMessageChunk(content=piece)
                case Answered(answer):
                    yield AIMessageChunk(
                        content=answer.text.removeprefix(told),
                        chunk_position="last",
                        **_beside(answer),
                    )


class PassageRetriever(BaseRetriever):
    """What the assistant's search finds, best first; a Document is a passage with its source."""

    assistant: Assistant
    k: int = Field(default=8, ge=1, le=50)
    """How many passages are returned."""

    def _get_relevant_documents(
        self, query: str, *, run_manager: CallbackManagerForRetrieverRun
    ) -> list[Document]:
        hits = self.assistant.search(query, self.k)
        return [_document(hit, self.assistant.sources) for hit in hits]


@dataclass(frozen=True, slots=True)
class _Said:
    """A question, the questions before it, and the language that is wanted, if any."""

    question: str
    before: tuple[str, ...] = ()
    language: Language | None = None


def _read(asked: Input) -> _Said:
    """What an input asks; raises ValueError where that is no question."""
    if isinstance(asked, str):
        return _Said(asked)
    if isinstance(asked, Mapping):
        return _of_mapping(asked)
    if isinstance(asked, PromptValue):
        return _of_messages(asked.to_messages())
    return _of_messages(convert_to_messages(cast(Sequence[MessageLikeRepresentation], asked)))


def _of_mapping(asked: Mapping[str, Any]) -> _Said:
    if strange := sorted(asked.keys() - Asked.__annotations__.keys()):
        raise ValueError(f"no field of a question: {', '.join(map(str, strange))}")
    question, language = asked.get("question"), asked.get("language") or _AUTO
    if not isinstance(question, str):
        raise ValueError("`question` is missing, or is no text")
    if language not in (_AUTO, *LANGUAGES):
        raise ValueError(f"no language {language!r}: {_AUTO}, {', '.join(LANGUAGES)}")
    before = _questions(convert_to_messages(asked.get("history") or []))
    spoken = None if language == _AUTO else cast(Language, language)
    return _Said(question, before, spoken)


def _of_messages(messages: Sequence[BaseMessage]) -> _Said:
    if not messages or not isinstance(messages[-1], HumanMessage):
        raise ValueError("the last message must be the question, from a human")
    return _Said(str(messages[-1].text), _questions(messages[:-1]))


def _questions(messages: Sequence[BaseMessage]) -> tuple[str, ...]:
    """The last questions of a conversation. What others said in it is neither source nor order."""
    return recent([str(m.text) for m in messages if isinstance(m, HumanMessage)], _TURNS)


def _beside(answer: Answer) -> dict[str, Any]:
    """What a message tells beside its text."""
    told: dict[str, Any] = {
        "response_metadata": {"model_name": answer.generator, "answer": _plain(answer)}
    }
    if used := answer.usage:
        sent, written = used.input_tokens, used.output_tokens
        told["usage_metadata"] = UsageMetadata(
            input_tokens=sent, output_tokens=written, total_tokens=sent + written
        )
    return told


def _plain(answer: Answer) -> dict[str, Any]:
    """The Answer in values that JSON has, its fields as they are over HTTP."""
    told = _answers.dump_python(answer, mode="json", exclude=_UNTOLD)
    told["citations"] = [
        {"label": c.label, **_published(c.source), "passage_id": c.passage_id, "quote": c.quote}
        for c in answer.citations
    ]
    return {**told, "as_of": str(answer.as_of) if answer.as_of else None}


def _document(hit: Hit, sources: Mapping[str, Source]) -> Document:
    passage = hit.passage
    source = sources.get(passage.source_id)
    about = _published(source) if source else {"source_id": passage.source_id}
    metadata = {**about, "language": passage.language, "score": hit.score}
    metadata |= {"passage_id": passage.id, "heading": " > ".join(passage.heading)}
    return Document(passage.text, id=passage.id, metadata=metadata)


def _published(source: Source) -> dict[str, Any]:
    return {
        "source_id": source.id,
        "title": source.title,
        "publisher": source.publisher,
        "url": source.url,
        "published": str(source.published) if source.published else None,
        "published_precision": source.date_precision.value,
        "language": source.language,
    }


async def _once(asked: Input) -> AsyncIterator[Input]:
    yield asked


async def _in_thread(chunks: Generator[AIMessage, None, None]) -> AsyncIterator[AIMessage]:
    """What a generator yields, made and closed in a thread of its own."""
    loop, thread = asyncio.get_running_loop(), ThreadPoolExecutor(1)
    try:
        while (chunk := await loop.run_in_executor(thread, next, chunks, None)) is not None:
            yield chunk
    finally:
        thread.submit(chunks.close)
        thread.shutdown(wait=False)
