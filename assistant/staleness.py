"""Whether a verified answer still stands: on its Sources, and on the day it is asked for."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from knowledge.document import Document
from knowledge.verified import VerifiedAnswer


class StaleReason(StrEnum):
    """Why a verified answer is not served as verified any more; the gravest one is told."""

    SOURCE_REMOVED = "source_removed"
    QUOTATION_GONE = "quotation_gone"
    SOURCE_CHANGED = "source_changed"
    REVIEW_DUE = "review_due"


@dataclass(frozen=True, slots=True)
class Stale:
    """Why a verified answer is stale, and the ids of the Sources that made it so."""

    reason: StaleReason
    sources: tuple[str, ...] = ()


def stale(
    answer: VerifiedAnswer,
    changed: Collection[str],
    documents: Mapping[str, Document],
    today: date,
) -> Stale | None:
    """Why an answer is stale on a day; None where it may be served.

    `changed` are the Sources whose Documents are others than when the answer was checked.
    """
    due = Stale(StaleReason.REVIEW_DUE) if is_due(answer, today) else None
    return lost_proof(answer, changed, documents) or due


def lost_proof(
    answer: VerifiedAnswer, changed: Collection[str], documents: Mapping[str, Document]
) -> Stale | None:
    """The same without regard to the day: whether its Documents are those it was checked with."""
    quotations = answer.citations.values()
    lost: Mapping[StaleReason, list[str]] = {
        StaleReason.SOURCE_REMOVED: [
            q.source_id for q in quotations if q.source_id not in documents
        ],
        StaleReason.QUOTATION_GONE: [
            q.source_id
            for q in quotations
            if q.source_id in documents and q.quote not in documents[q.source_id].text
        ],
        StaleReason.SOURCE_CHANGED: [q.source_id for q in quotations if q.source_id in changed],
    }
    return next(
        (Stale(reason, tuple(dict.fromkeys(ids))) for reason, ids in lost.items() if ids), None
    )


def is_due(answer: VerifiedAnswer, today: date) -> bool:
    """Whether the day by which a person should have looked at the answer again has passed."""
    return answer.review_by < today
