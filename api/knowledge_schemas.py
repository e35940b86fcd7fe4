"""The wire models of what is known: passages, verified answers and sources."""

from datetime import date

from api.schemas import Conflict, Quotation, Sentence, WireModel
from knowledge.document import Kind, Language, Precision, Reliability
from knowledge.validity import Validity
from knowledge.verified import AnswerKind


class Source(WireModel):
    """One publication."""

    id: str
    title: str
    publisher: str
    url: str
    published: date | None
    published_precision: Precision
    language: str
    kind: Kind
    reliability: Reliability
    valid_until: date | None
    superseded_by: str | None
    validity: Validity


class SourceDocument(Source):
    """A publication with its text as ingested."""

    text: str


class Hit(WireModel):
    """A passage with its scores; a rank is null where that index did not find it."""

    passage_id: str
    source_id: str
    title: str
    text: str
    language: str
    score: float
    lexical_rank: int | None
    dense_rank: int | None


class Hits(WireModel):
    """What retrieval alone returns, best first."""

    hits: tuple[Hit, ...]


class VerifiedAnswer(WireModel):
    """An answer that a person approved, in one language."""

    id: str
    topic: str
    kind: AnswerKind
    language: Language
    questions: tuple[str, ...]
    text: str
    sentences: tuple[Sentence, ...]
    citations: tuple[Quotation, ...]
    conflicts: tuple[Conflict, ...]
    as_of: date
    review_by: date


class VerifiedAnswers(WireModel):
    """Verified answers, the best match first; by topic where nothing was asked."""

    answers: tuple[VerifiedAnswer, ...]


class Sources(WireModel):
    """All sources, the newest first."""

    sources: tuple[Source, ...]
