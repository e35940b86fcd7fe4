"""The wire models: what clients send and receive, field by field."""

import re
from datetime import date
from typing import Annotated, Any, Literal

from pydantic import (
    AfterValidator,
    AwareDatetime,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    StringConstraints,
)

from assistant.answer import Origin, Reason, Status
from assistant.transcript import Rating
from knowledge.document import Language, Precision

_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_DAY = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)


def _printable(text: str) -> str:
    return _CONTROL.sub(" ", text)


def _written_out(day: Any) -> Any:
    """Pydantic would also take a number, of seconds since 1970, and a time at midnight."""
    if isinstance(day, date) or (isinstance(day, str) and _DAY.fullmatch(day)):
        return day
    raise ValueError("a day is written as 2026-01-31")


Day = Annotated[date, BeforeValidator(_written_out)]
Line = Annotated[str, AfterValidator(_printable)]
Question = Annotated[
    str, StringConstraints(strip_whitespace=True, min_length=1), AfterValidator(_printable)
]


class _Request(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class WireModel(BaseModel):
    model_config = ConfigDict(frozen=True, from_attributes=True)


class ChatRequest(_Request):
    """A question, and where it belongs."""

    message: Question = Field(
        description="The question; at most 1,000 characters, unless the server is set otherwise.",
        examples=["How much does it pay?"],
    )
    conversation_id: str | None = Field(
        default=None, max_length=100, description="The conversation to continue; none: a new one."
    )
    language: Literal["auto", "en", "fr", "es"] = Field(
        default="auto", description='Language of the answer; "auto": that of the question.'
    )


class FeedbackRequest(_Request):
    """What a visitor thinks of an answer."""

    rating: Rating
    comment: Line | None = Field(default=None, max_length=2000)


class _Published(WireModel):
    source_id: str
    title: str
    publisher: str
    url: str
    published: date | None
    published_precision: Precision = Field(
        description='"month" or "year": `published` is the earliest day it can have been.'
    )
    language: str


class Quotation(_Published):
    """Exact words of a source."""

    label: int
    quote: str


class Citation(Quotation):
    """Exact words of a source, and the passage they stand in."""

    passage_id: str


class Sentence(WireModel):
    """One sentence and the labels of the citations that prove it."""

    text: str
    citations: tuple[int, ...]
    origin: Origin


class Version(WireModel):
    """What one side of a conflict says."""

    value: str
    citations: tuple[int, ...]


class Conflict(WireModel):
    """A point on which the sources disagree."""

    topic: str
    versions: tuple[Version, ...]


class Usage(WireModel):
    """What a chat model used for an answer, and what that cost."""

    input_tokens: int
    output_tokens: int
    usd: float | None = Field(description="US dollars; null where no price is known.")
    cached: bool = Field(description="Whether it was written when the same was asked before.")


class Answer(WireModel):
    """The answer to one question; `status` and `reason` say how it ended."""

    id: str
    conversation_id: str
    status: Status
    reason: Reason | None
    language: Language
    question: str
    standalone_question: str
    text: str
    sentences: tuple[Sentence, ...]
    citations: tuple[Citation, ...]
    conflicts: tuple[Conflict, ...]
    notes: tuple[str, ...] = Field(
        description="What the assistant itself adds; the end of `text`, and no sentence of it."
    )
    as_of: date | None
    confidence: float
    suggestions: tuple[str, ...]
    generator: str
    usage: Usage | None = Field(
        description="What a chat model used, also where a quotation stands in the end; null where "
        "none was asked."
    )
    dropped: int = Field(description="How many drafted sentences failed their proof.")
    timings_ms: dict[str, float]


class Searching(WireModel):
    """Event `searching`: the question was understood."""

    conversation_id: str
    standalone_question: str
    language: Language


class EvidenceItem(_Published):
    """A passage that was accepted for the answer."""

    label: int
    passage_id: str
    text: str
    score: float


class Evidence(WireModel):
    """Event `evidence`: what the answer will rest on."""

    conversation_id: str
    evidence: tuple[EvidenceItem, ...]


class ProvenSentence(WireModel):
    """Event `sentence`: one sentence that holds, with the citations that prove it."""

    conversation_id: str
    sentence: Sentence
    citations: tuple[Citation, ...]


class Turn(WireModel):
    """One question with its answer, and what the visitor thought of it."""

    asked_at: AwareDatetime
    answer: Answer
    rating: Rating | None
    comment: str | None


class Conversation(WireModel):
    """The turns so far, oldest first."""

    id: str
    started_at: AwareDatetime
    turns: tuple[Turn, ...]


class Export(Conversation):
    """All that was said in a conversation and thought of it."""

    exported_at: AwareDatetime


class Feedback(WireModel):
    """A rating as stored."""

    answer_id: str
    rating: Rating
    comment: str | None


class Health(WireModel):
    """Whether the process, or the whole assistant, can serve."""

    status: Literal["ok"]
