"""The values Query, Evidence, Citation, Sentence, Conflict and Answer.

The invariants of the outcomes hold by construction.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from knowledge.document import Language, Passage, Source


class Status(StrEnum):
    """How a turn ended."""

    ANSWERED = "answered"
    UNANSWERED = "unanswered"
    DECLINED = "declined"
    CLARIFICATION = "clarification"
    FAILED = "failed"


class Reason(StrEnum):
    """Why a turn was not answered."""

    NOT_STATED = "not_stated"
    NOT_IN_SOURCES = "not_in_sources"
    UNSUPPORTED = "unsupported"
    OFF_TOPIC = "off_topic"
    PERSONAL_DATA = "personal_data"
    LEGAL_ADVICE = "legal_advice"
    ACTION_REQUEST = "action_request"
    UNSAFE = "unsafe"
    PROMPT_INJECTION = "prompt_injection"


REASONS: Mapping[Status, frozenset[Reason]] = {
    Status.ANSWERED: frozenset(),
    Status.UNANSWERED: frozenset({Reason.NOT_STATED, Reason.NOT_IN_SOURCES, Reason.UNSUPPORTED}),
    Status.DECLINED: frozenset(
        {
            Reason.OFF_TOPIC,
            Reason.PERSONAL_DATA,
            Reason.LEGAL_ADVICE,
            Reason.ACTION_REQUEST,
            Reason.UNSAFE,
            Reason.PROMPT_INJECTION,
        }
    ),
    Status.CLARIFICATION: frozenset(),
    Status.FAILED: frozenset(),
}


class Origin(StrEnum):
    """Who wrote a sentence: a recruiter, a source, or a chat model."""

    VERIFIED = "verified"
    QUOTED = "quoted"
    GENERATED = "generated"


@dataclass(frozen=True, slots=True)
class Query:
    """The stand-alone question that a turn comes down to."""

    text: str
    language: Language
    asked: str
    """The visitor's own words, which `text` completes from the conversation."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """A passage that was accepted for an answer, with the n of its citation [n]."""

    label: int
    passage: Passage
    source: Source
    score: float


@dataclass(frozen=True, slots=True)
class Citation:
    """Exact words of a Source behind a sentence."""

    label: int
    source: Source
    passage_id: str
    quote: str


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence of an Answer and the labels of its Citations."""

    text: str
    citations: tuple[int, ...]
    origin: Origin

    def __str__(self) -> str:
        return " ".join([self.text, *(f"[{label}]" for label in self.citations)])


@dataclass(frozen=True, slots=True)
class Version:
    """What one side of a conflict says."""

    value: str
    citations: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Conflict:
    """A point on which the Sources disagree."""

    topic: str
    versions: tuple[Version, ...]


@dataclass(frozen=True, slots=True)
class Usage:
    """What a chat model used for an Answer, as its provider counts, and what that cost."""

    input_tokens: int
    output_tokens: int
    usd: float | None
    """US dollars; None where no price of the model is known."""
    cached: bool = False
    """Whether the Answer was written, and paid for, when the same was asked before."""


def total(used: Iterable[Usage | None]) -> Usage | None:
    """All of it as one Usage; None where no chat model was asked."""
    every = [u for u in used if u is not None]
    if not every:
        return None
    costs = [u.usd for u in every]
    return Usage(
        sum(u.input_tokens for u in every),
        sum(u.output_tokens for u in every),
        None if None in costs else sum(cost for cost in costs if cost is not None),
        all(u.cached for u in every),
    )


@dataclass(frozen=True, slots=True)
class Unsaid:
    """A question among several of one message that the Sources gave no answer to; `verified_id`
    names the verified answer that told of a known gap."""

    question: str
    reason: Reason
    verified_id: str | None = None


@dataclass(frozen=True, slots=True)
class Answer:
    """What the visitor gets; ValueError where an invariant of the outcomes is broken."""

    status: Status
    language: Language
    question: str
    standalone_question: str
    text: str
    generator: str
    reason: Reason | None = None
    sentences: tuple[Sentence, ...] = ()
    citations: tuple[Citation, ...] = ()
    conflicts: tuple[Conflict, ...] = ()
    confidence: float = 0.0
    suggestions: tuple[str, ...] = ()
    timings_ms: Mapping[str, float] = field(default_factory=dict)
    notes: tuple[str, ...] = ()
    """What the assistant itself adds: a part without an answer, a Source that holds no more."""
    verified_id: str | None = None
    """The verified answer that was served, for reviewers and follow-ups; not on the wire."""
    usage: Usage | None = None
    """What a chat model used for it, also where a quotation stands in the end."""
    dropped: int = 0
    """How many sentences a chat model wrote that failed their proof."""
    unsaid: tuple[Unsaid, ...] = ()
    """Where a message asked several things: those without an answer, for reviewers."""

    def __post_init__(self) -> None:
        if problem := self._broken():
            raise ValueError(f"{self.status}: {problem}")

    @property
    def as_of(self) -> date | None:
        """The newest publication date that the Answer rests on."""
        return max((c.source.published for c in self.citations if c.source.published), default=None)

    def _broken(self) -> str | None:
        labels = [c.label for c in self.citations]
        used = {label for s in self.sentences for label in s.citations}
        used |= {label for c in self.conflicts for v in c.versions for label in v.citations}
        allowed = REASONS[self.status]
        checks = {
            "a text is needed": not self.text.strip(),
            "the reason does not fit the status": (
                self.reason not in allowed if allowed else self.reason is not None
            ),
            "labels are used twice": len(labels) != len(set(labels)),
            "a label without a citation": not used <= set(labels),
            "a citation that nothing uses": not set(labels) <= used,
            "an answer needs sentences, each with a citation": self.status is Status.ANSWERED
            and not (self.sentences and all(s.citations for s in self.sentences)),
            "only answers and unanswered questions cite": bool(self.citations)
            and self.status not in {Status.ANSWERED, Status.UNANSWERED},
            "confidence is a share": not 0.0 <= self.confidence <= 1.0,
        }
        return next((problem for problem, broken in checks.items() if broken), None)
