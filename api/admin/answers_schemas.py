"""The wire models of verified answers as editors write them."""

from __future__ import annotations

from datetime import date

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field

from api.schemas import Answer, Day, WireModel
from assistant.shelf import Standing
from assistant.staleness import StaleReason
from knowledge.document import Language
from knowledge.verified import AnswerKind
from knowledge.versions import State

_Texts = dict[Language, str]
_Questions = dict[Language, tuple[str, ...]]
_ID = r"^[a-z0-9]+(-[a-z0-9]+)*$"


class DraftSentence(WireModel):
    """One sentence and the keys of the quotations that prove it."""

    text: str = Field(min_length=1)
    cite: tuple[str, ...] = ()


class DraftQuotation(WireModel):
    """Exact words of a source's text."""

    source_id: str
    quote: str = Field(min_length=1)


class DraftVersion(WireModel):
    """What one side of a disagreement says, by language."""

    value: _Texts
    cite: tuple[str, ...]


class DraftConflict(WireModel):
    """A point on which sources differ, by language."""

    topic: _Texts
    versions: tuple[DraftVersion, ...]


class DraftAnswer(WireModel):
    """A verified answer: its questions in several wordings, and what is answered to all of them."""

    id: str = Field(pattern=_ID, max_length=120)
    topic: str = Field(pattern=_ID, max_length=60)
    kind: AnswerKind = AnswerKind.ANSWER
    questions: _Questions = {}
    answer: dict[Language, tuple[DraftSentence, ...]] = {}
    citations: dict[str, DraftQuotation] = {}
    conflicts: tuple[DraftConflict, ...] = ()
    as_of: Day
    review_by: Day


class DraftRequest(BaseModel):
    """A draft to begin or to save."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    answer: DraftAnswer
    tests: _Questions = Field(default={}, description="Test questions, which it is not taught.")
    note: str = Field(default="", max_length=2000)
    edited: int | None = Field(
        default=None, description="Of the draft to save, as it was read; null begins a draft."
    )
    item: str | None = Field(
        default=None, max_length=64, description="The inbox item that a new draft answers."
    )


class AnswerVersion(WireModel):
    """One version of a verified answer."""

    number: int
    state: State
    answer: DraftAnswer
    tests: dict[str, tuple[str, ...]]
    author: str
    publisher: str | None
    note: str
    item: str | None
    edited: int
    changed_at: AwareDatetime


class AnswerVersions(WireModel):
    """The versions of an answer, the newest first."""

    versions: tuple[AnswerVersion, ...]


class ListedAnswer(WireModel):
    """A verified answer in a list."""

    id: str
    topic: str
    question: str
    standing: Standing
    stale: StaleReason | None
    stale_sources: tuple[str, ...]
    open: State | None = Field(description="The state of the version that is being written.")
    missing: tuple[str, ...] = Field(description="Languages without an answer.")
    review_by: date
    served: int = Field(description="How often it was served in the last 30 days.")


class ListedAnswers(WireModel):
    """A page of verified answers, by topic and id."""

    answers: tuple[ListedAnswer, ...]
    total: int


class Seen(BaseModel):
    """Which draft is meant: the one as it was read."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    edited: int


class PreviewRequest(BaseModel):
    """Questions to ask the assistant as it would be with the draft."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    questions: tuple[str, ...] = Field(max_length=20)
    language: Language | None = None


class Preview(WireModel):
    """The answers in the order of the questions; nothing of them is stored."""

    answers: tuple[Answer, ...]
    tests: tuple[TriedQuestion, ...] = Field(description="The draft's own test questions.")


class TriedQuestion(WireModel):
    """A test question and whether it gets this answer."""

    question: str
    language: Language
    passed: bool


class FaultFound(WireModel):
    """What is wrong with a part, as "questions.en" or "answer.fr.0"."""

    part: str
    what: str
    missing: tuple[str, ...]


class ServedElsewhere(WireModel):
    """A question that another verified answer serves now."""

    question: str
    language: Language
    answer_id: str


class Checks(WireModel):
    """What keeps a draft from being published, and what is answered already."""

    faults: tuple[FaultFound, ...]
    elsewhere: tuple[ServedElsewhere, ...]


class ImpactRequest(BaseModel):
    """Where to begin among the questions asked last."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    skip: int = Field(default=0, ge=0)


class ChangedReply(WireModel):
    """A question that would be answered otherwise."""

    question: str
    language: Language
    times: int
    old: Answer
    new: Answer


class Impact(WireModel):
    """What was found in a few seconds; `looked_at` is the next `skip`."""

    looked_at: int
    total: int
    changed: tuple[ChangedReply, ...]
