"""What came back for a Case: the same value from an Answer in process and from the wire."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields, replace
from datetime import date
from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, ValidationError

from assistant.answer import Answer
from evals.trace import Consideration
from knowledge.errors import broken_rules


@dataclass(frozen=True, slots=True)
class SeenSentence:
    """A sentence of a reply with the labels that it cites."""

    text: str
    citations: tuple[int, ...]
    origin: str


@dataclass(frozen=True, slots=True)
class SeenCitation:
    """A citation of a reply."""

    label: int
    source_id: str
    title: str
    publisher: str
    url: str
    published: date | None
    language: str
    quote: str


@dataclass(frozen=True, slots=True)
class SeenVersion:
    """One side of a conflict."""

    value: str
    citations: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class SeenConflict:
    """A point on which the reply says that Sources differ."""

    topic: str
    versions: tuple[SeenVersion, ...]


@dataclass(frozen=True, slots=True)
class SeenHit:
    """A Passage that retrieval alone returned for the stand-alone question, best first."""

    passage_id: str
    source_id: str
    text: str


@dataclass(frozen=True, slots=True)
class Observed:
    """One reply; `error` says why there was none, and then the rest is empty."""

    question: str
    status: str = ""
    reason: str | None = None
    language: str = ""
    standalone_question: str = ""
    text: str = ""
    sentences: tuple[SeenSentence, ...] = ()
    citations: tuple[SeenCitation, ...] = ()
    conflicts: tuple[SeenConflict, ...] = ()
    as_of: date | None = None
    confidence: float | None = None
    latency_ms: float = 0.0
    error: str | None = None
    hits: tuple[SeenHit, ...] = ()
    trace: tuple[Consideration, ...] = ()
    """What was weighed for each question in the message; empty for a server."""
    earlier: tuple[Observed, ...] = ()
    """The replies to the earlier turns, oldest first."""

    @property
    def outcome(self) -> str:
        """Status and reason in one word: "unanswered/not_stated", "answered", "error"."""
        if self.error:
            return "error"
        return f"{self.status}/{self.reason}" if self.reason else self.status

    def cited(self, labels: Sequence[int]) -> list[SeenCitation]:
        """The citations of these labels."""
        return [citation for citation in self.citations if citation.label in labels]


def from_answer(answer: Answer, latency_ms: float) -> Observed:
    """What an Answer looks like from outside."""
    return Observed(
        question=answer.question,
        status=answer.status.value,
        reason=answer.reason.value if answer.reason else None,
        language=answer.language,
        standalone_question=answer.standalone_question,
        text=answer.text,
        sentences=tuple(
            SeenSentence(s.text, s.citations, s.origin.value) for s in answer.sentences
        ),
        citations=tuple(
            SeenCitation(
                label=c.label,
                source_id=c.source.id,
                title=c.source.title,
                publisher=c.source.publisher,
                url=c.source.url,
                published=c.source.published,
                language=c.source.language,
                quote=c.quote,
            )
            for c in answer.citations
        ),
        conflicts=tuple(
            SeenConflict(c.topic, tuple(SeenVersion(v.value, v.citations) for v in c.versions))
            for c in answer.conflicts
        ),
        as_of=answer.as_of,
        confidence=answer.confidence,
        latency_ms=latency_ms,
    )


_WireCitation = Annotated[SeenCitation, BeforeValidator(lambda c: _only(SeenCitation, c))]
_WireHit = Annotated[SeenHit, BeforeValidator(lambda h: _only(SeenHit, h))]


class _Wire(BaseModel):
    """The parts of the wire's Answer that are looked at; others may come and go."""

    model_config = ConfigDict(extra="ignore", frozen=True)

    question: str
    standalone_question: str
    status: str
    reason: str | None
    language: str
    text: str
    sentences: tuple[SeenSentence, ...]
    citations: tuple[
        Annotated[SeenCitation, BeforeValidator(lambda c: _only(SeenCitation, c))], ...
    ]
    conflicts: tuple[SeenConflict, ...]
    as_of: date | None
    confidence: float | None


class _WireHits(BaseModel):
    model_config = ConfigDict(extra="ignore", frozen=True)

    hits: tuple[_WireHit, ...]


def hits_from_wire(payload: object, question: str) -> Observed:
    """What a server's search found; raises ValueError where that cannot be read."""
    return Observed(question, hits=_WireHits.model_validate(payload).hits)


def last_of(seen: Sequence[Observed], turns: Sequence[str]) -> Observed:
    """The last reply with the earlier ones inside; a broken earlier turn breaks the Case."""
    *earlier, last = seen
    if len(seen) < len(turns):
        last = replace(last, error=f"turn {len(seen)}: {last.error}")
    return replace(last, earlier=tuple(earlier))


def from_wire(payload: object, question: str, latency_ms: float) -> Observed:
    """What a server's JSON says; an Observed with an error where it is not an Answer."""
    try:
        wire = _Wire.model_validate(payload)
    except ValidationError as error:
        places = "; ".join(broken_rules(error))
        return Observed(question, latency_ms=latency_ms, error=f"not an Answer: {places}")
    values = {name: getattr(wire, name) for name in _Wire.model_fields}
    return Observed(**values, latency_ms=latency_ms)


def _only(kind: Any, content: object) -> object:
    """A wire value without the fields that are not looked at."""
    if not isinstance(content, dict):
        return content
    return {k: v for k, v in content.items() if k in {field.name for field in fields(kind)}}
