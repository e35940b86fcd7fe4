"""The review list: what the recruiters should look at, and why."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from assistant.answer import Reason
from assistant.shelf import stale_answers
from assistant.staleness import StaleReason
from assistant.transcript import Transcript, Unanswered
from knowledge.catalogue import Catalogue
from knowledge.database import opened_database
from knowledge.engines import reading, require_store
from knowledge.errors import StoreUnavailable
from knowledge.names import phrase
from knowledge.settings import KnowledgeSettings
from knowledge.verified import title_of


class ReviewKind(StrEnum):
    """What sort of Review item; in the order in which the list tells them."""

    STALE_ANSWER = "stale_answer"
    UNANSWERED = "unanswered"
    KNOWN_GAP = "known_gap"


@dataclass(frozen=True, slots=True)
class ReviewItem:
    """A question that the recruiters should look at, and why.

    `answer_id` is the verified answer concerned, None where there is none. `sources` are those
    that made it stale, `review_by` is its date; a question that was asked has the other fields.
    """

    kind: ReviewKind
    question: str
    reason: StaleReason | Reason
    answer_id: str | None = None
    sources: tuple[str, ...] = ()
    review_by: date | None = None
    count: int = 0
    languages: tuple[str, ...] = ()
    last_asked: datetime | None = None


class ReviewList:
    """Finds the Review items in what was ingested and in what was asked."""

    def __init__(self, catalogue: Catalogue, transcript: Transcript) -> None:
        self._catalogue = catalogue
        self._transcript = transcript

    def items(self, today: date) -> list[ReviewItem]:
        """All Review items of a day: stale verified answers by topic, then the questions that had
        no answer, then the known gaps that were asked about, each the most asked first."""
        asked = asked_items(self._transcript.unanswered())
        return [*stale_items(self._catalogue, today), *sorted(asked, key=_urgency)]


@contextmanager
def open_review_list(knowledge: KnowledgeSettings | None = None) -> Iterator[ReviewList]:
    """The ReviewList of the data directory, which needs neither the model nor the vector store.

    Raises StoreUnavailable, StoreMismatch and StoreBusy; each message names the mend.
    """
    settings = knowledge or KnowledgeSettings()
    require_store(settings)
    with reading(settings), opened_database(settings.database) as engine:
        catalogue = Catalogue(engine)
        if not catalogue.state():
            raise StoreUnavailable("nothing has been ingested: run `techforce ingest`.")
        yield ReviewList(catalogue, Transcript(engine))


def stale_items(catalogue: Catalogue, today: date) -> Iterator[ReviewItem]:
    """One Review item for each verified answer that is stale on a day, by topic."""
    answers = catalogue.answers()
    stales = stale_answers(answers, catalogue, today)
    for answer in answers:
        if found := stales.get(answer.id):
            yield ReviewItem(
                kind=ReviewKind.STALE_ANSWER,
                question=title_of(next(iter(answer.questions.values()))),
                reason=found.reason,
                answer_id=answer.id,
                sources=found.sources,
                review_by=answer.review_by,
            )


def asked_items(questions: Sequence[Unanswered]) -> list[ReviewItem]:
    """One Review item for questions in the same words, or about the same known gap."""
    groups: dict[tuple[ReviewKind, str], list[Unanswered]] = {}
    for asked in questions:
        gap = asked.reason is Reason.NOT_STATED
        kind = ReviewKind.KNOWN_GAP if gap else ReviewKind.UNANSWERED
        same = asked.verified_id or phrase(asked.question)
        groups.setdefault((kind, same), []).append(asked)
    return [_item(kind, same) for (kind, _), same in groups.items()]


def _item(kind: ReviewKind, same: Sequence[Unanswered]) -> ReviewItem:
    """The item of questions that are told as one; the latest one speaks for them."""
    latest = max(same, key=lambda asked: asked.last_asked)
    return ReviewItem(
        kind=kind,
        question=latest.question,
        reason=latest.reason,
        answer_id=latest.verified_id,
        count=sum(asked.count for asked in same),
        languages=tuple(sorted({asked.language for asked in same})),
        last_asked=latest.last_asked,
    )


def _urgency(item: ReviewItem) -> tuple[int, int, float]:
    asked = item.last_asked.timestamp() if item.last_asked else 0.0
    return (list(ReviewKind).index(item.kind), -item.count, -asked)
