"""The wire models of OpenAI's chat API, as far as they are served."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

from api.schemas import Answer, Citation, Line, WireModel

TEXT_PARTS = frozenset({"text", "input_text"})


class _Lenient(BaseModel):
    """Clients send many a field that changes nothing here."""

    model_config = ConfigDict(frozen=True, extra="ignore")


class Part(_Lenient):
    """A piece of a message; only text is read."""

    type: str
    text: Line | None = None


# Stops at the first that does not fit: a body of a megabyte has room for half a million.
_Parts = Annotated[tuple[Part, ...], Field(fail_fast=True)]


class ChatMessage(_Lenient):
    """One message of a conversation; what is no user's changes nothing."""

    role: Literal["system", "developer", "user", "assistant", "tool", "function"]
    content: Line | _Parts | None = None

    @property
    def words(self) -> str:
        """The text of the message."""
        if isinstance(self.content, str):
            return self.content.strip()
        parts = self.content or ()
        return "\n".join(p.text for p in parts if p.type in TEXT_PARTS and p.text).strip()

    @property
    def strange(self) -> tuple[str, ...]:
        """The kinds of its parts that cannot be read."""
        parts = self.content if isinstance(self.content, tuple) else ()
        return tuple(dict.fromkeys(p.type for p in parts if p.type not in TEXT_PARTS))


class StreamOptions(_Lenient):
    """What a stream tells besides the answer."""

    include_usage: bool | None = None


class CompletionRequest(_Lenient):
    """A conversation whose last user message is the question; other fields are ignored."""

    model: str = Field(description="An id of /v1/models.")
    messages: tuple[ChatMessage, ...] = Field(min_length=1, fail_fast=True)
    stream: bool | None = None
    stream_options: StreamOptions | None = None
    n: int | None = Field(default=None, ge=1, le=1, description="There is one answer.")

    @model_validator(mode="after")
    def _has_a_question(self) -> CompletionRequest:
        users = [message for message in self.messages if message.role == "user"]
        if not users:
            raise ValueError("messages: a message with the role user is needed")
        if strange := users[-1].strange:
            raise ValueError(f"messages: only text can be read, not {', '.join(strange)}")
        if not users[-1].words:
            raise ValueError("messages: the last user message holds no text")
        return self

    @property
    def questions(self) -> tuple[str, ...]:
        """What the user has asked, the oldest first; the last is the question."""
        said = (message.words for message in self.messages if message.role == "user")
        return tuple(words for words in said if words)


class UrlCitation(WireModel):
    """Where the text names a footnote: text[start_index:end_index], and what it leads to."""

    start_index: int
    end_index: int
    title: str
    url: str


class Annotation(WireModel):
    """A footnote of the text that has an address."""

    type: Literal["url_citation"] = "url_citation"
    url_citation: UrlCitation


class AssistantMessage(WireModel):
    """The answer as a message; `citations` are its footnotes as data."""

    role: Literal["assistant"] = "assistant"
    content: str
    refusal: None = None
    annotations: tuple[Annotation, ...]
    citations: tuple[Citation, ...]


class Choice(WireModel):
    """The one answer."""

    index: Literal[0] = 0
    message: AssistantMessage
    logprobs: None = None
    finish_reason: Literal["stop"] = "stop"


class CompletionUsage(WireModel):
    """Tokens of the chat model behind the answer; 0 where none was asked."""

    prompt_tokens: int
    completion_tokens: int
    total_tokens: int


class Completion(WireModel):
    """An answer; `techforce` is the same as /v1/chat returns it."""

    id: str
    object: Literal["chat.completion"] = "chat.completion"
    created: int
    model: str
    choices: tuple[Choice]
    usage: CompletionUsage
    techforce: Answer


class BeginDelta(WireModel):
    """Whose message it is; the first chunk."""

    role: Literal["assistant"] = "assistant"
    content: Literal[""] = ""


class SaidDelta(WireModel):
    """What a chunk adds to the text."""

    content: str


class FootnotesDelta(WireModel):
    """The footnotes of the text as data, when it is whole."""

    annotations: tuple[Annotation, ...]
    citations: tuple[Citation, ...]


Delta = BeginDelta | SaidDelta | FootnotesDelta


class ChunkChoice(WireModel):
    """The one answer, a piece of it."""

    index: Literal[0] = 0
    delta: Delta
    logprobs: None = None
    finish_reason: Literal["stop"] | None = None


class Chunk(WireModel):
    """A piece of a streamed answer; `techforce` comes with the piece that has a finish_reason."""

    id: str
    object: Literal["chat.completion.chunk"] = "chat.completion.chunk"
    created: int
    model: str
    choices: tuple[ChunkChoice, ...]
    usage: CompletionUsage | None = None
    techforce: Answer | None = None


class Model(WireModel):
    """A model that can be named in a request."""

    id: str
    object: Literal["model"] = "model"
    created: int
    owned_by: str


class Models(WireModel):
    """All models."""

    object: Literal["list"] = "list"
    data: tuple[Model, ...]


class ErrorDetail(BaseModel):
    """What went wrong; `code` is stable, `message` is for people."""

    model_config = ConfigDict(frozen=True)

    message: str
    type: Literal["invalid_request_error", "rate_limit_error", "server_error"]
    param: str | None
    code: str


class OpenAIError(BaseModel):
    """An error as OpenAI's clients read it."""

    model_config = ConfigDict(frozen=True)

    error: ErrorDetail
