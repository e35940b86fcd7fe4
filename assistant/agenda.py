"""What waits for a recruiter today."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from sqlalchemy import Engine, column, func, select, table

from assistant.inbox.items import ItemFilter, Kind
from assistant.inbox.queries import by_kind
from assistant.insight import Insight
from assistant.insight_values import Scope, Tally
from knowledge.database import UtcDateTime
from knowledge.sessions import session_of
from knowledge.versions import State, Version, Versions

_WEEK = 7
# As the catalogue writes it; of Documents only how many there are and since when is told here.
_DOCUMENTS = table("document", column("id"), column("ingested_at", UtcDateTime))


@dataclass(frozen=True, slots=True)
class Agenda:
    """What waits: open Review items by kind, those that `who` looks after, versions that are to be
    published by somebody else than who wrote them, and drafts of `who`; and how the last seven days
    went, with the seven before them."""

    waiting: Mapping[Kind, int]
    mine: Mapping[Kind, int]
    submitted: tuple[Version, ...]
    drafts: tuple[Version, ...]
    week: Tally
    week_before: Tally
    documents: int
    ingested_at: datetime | None

    @property
    def stale(self) -> int:
        """Verified answers that are not served any more until somebody has looked at them."""
        return self.waiting.get(Kind.STALE_ANSWER, 0)

    @property
    def questions(self) -> int:
        """Open items that visitors' questions have brought."""
        return sum(self.waiting.values()) - self.stale


def read_agenda(engine: Engine, who: str, now: datetime | None = None) -> Agenda:
    """What waits for somebody; raises StoreUnavailable."""
    now = now or datetime.now(UTC)
    today = now.date()
    week = Scope(today - timedelta(days=_WEEK - 1), today)
    versions, insight = Versions(engine), Insight(engine)
    newest = select(func.count(), func.max(_DOCUMENTS.c.ingested_at)).select_from(_DOCUMENTS)
    with session_of(engine) as session:
        waiting = by_kind(session, ItemFilter(), now)
        mine = by_kind(session, ItemFilter(assignee=who), now)
        documents, ingested_at = session.execute(newest).one()
    return Agenda(
        waiting=waiting,
        mine=mine,
        submitted=tuple(versions.in_state(State.SUBMITTED)),
        drafts=tuple(v for v in versions.in_state(State.DRAFT) if v.author == who),
        week=insight.tally(week),
        week_before=insight.tally(week.before),
        documents=documents,
        ingested_at=ingested_at,
    )
