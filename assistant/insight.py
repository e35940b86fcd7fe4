"""How the assistant is used: figures summed up in SQL from columns that an index holds."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import (
    JSON,
    Date,
    Engine,
    Executable,
    Row,
    case,
    column,
    func,
    select,
    table,
)
from sqlalchemy.orm import Session

from assistant.answer import Reason, Status
from assistant.inbox.items import Kind
from assistant.inbox.queries import items_of
from assistant.inbox.rows import ItemRow, MemberRow
from assistant.insight_turns import plain_language, times, turns_of
from assistant.insight_values import (
    Ended,
    Gap,
    Group,
    Question,
    Report,
    Scope,
    Served,
    Tally,
    Totals,
    Used,
    Writer,
)
from assistant.rows import TurnRow
from knowledge.database import storable
from knowledge.sessions import session_of

_SHOWN = 25  # gaps and verified answers that a report names
_GAPS = (Kind.UNANSWERED, Kind.UNSUPPORTED, Kind.KNOWN_GAP)
_MISSED = (Status.UNANSWERED.value, Status.FAILED.value)
# As the catalogue writes it; of an answer only its topic and a wording are told here.
_ANSWERS = table("verified_answer", column("id"), column("topic"), column("content", JSON))
_TALLY = (
    func.count().label("asked"),
    func.count(case((TurnRow.status == Status.ANSWERED.value, 1))).label("answered"),
    func.count(case((TurnRow.status.in_(_MISSED), 1))).label("missed"),
    func.count(case((TurnRow.rating == "up", 1))).label("helpful"),
    func.count(TurnRow.rating).label("rated"),
)
_COUNTED = (
    *_TALLY,
    func.count(TurnRow.input_tokens).label("calls"),
    func.coalesce(func.sum(TurnRow.input_tokens), 0).label("input_tokens"),
    func.coalesce(func.sum(TurnRow.output_tokens), 0).label("output_tokens"),
    func.coalesce(func.sum(TurnRow.usd), 0.0).label("usd"),
    (func.count(TurnRow.input_tokens) - func.count(TurnRow.usd)).label("unpriced"),
    func.sum(TurnRow.dropped).label("dropped"),
)
# Text columns as a planner knows no index of them: one that it would follow to each turn, where the
# index of all figures needs none. What differs most stands first, which sorts them soonest.
_KINDS = (
    TurnRow.nearest_id.concat("").label("nearest_id"),
    plain_language.label("language"),
    *(
        column.concat("").label(column.key)
        for column in (TurnRow.verified_id, TurnRow.reason, TurnRow.status, TurnRow.generator)
    ),
)
_Kinds = Sequence[Row[Any]]
"""Questions that are alike in all that figures are told by, but for the day; there are few kinds,
however many questions."""


class Insight:
    """Reads figures; safe for threads.

    Raises StoreUnavailable where the database cannot be used.
    """

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def report(self, scope: Scope) -> Report:
        """All figures of a Scope."""
        with session_of(self._engine) as session:
            kinds = list(session.execute(turns_of(scope, *_KINDS, *_COUNTED).group_by(*_KINDS)))
            return Report(
                scope=scope,
                totals=_totals(session, scope, kinds),
                earlier=_tally(session.execute(turns_of(scope.before, *_TALLY)).one()),
                days=_days(session, scope),
                languages=_groups(kinds, lambda kind: kind.language),
                topics=_topics(session, kinds),
                outcomes=_outcomes(kinds),
                gaps=_gaps(session, scope),
                served=_served(session, kinds),
                writers=_writers(kinds),
            )

    def tally(self, scope: Scope) -> Tally:
        """How the questions of a Scope ended."""
        with session_of(self._engine) as session:
            return _tally(session.execute(turns_of(scope, *_TALLY)).one())

    def questions(self, scope: Scope) -> Iterator[Question]:
        """Every question of a Scope, the oldest first, read as it is asked for."""
        names = ("asked_at", "language", "status", "reason", "generator", "confidence")
        rest = ("rating", "comment", "total_ms")
        columns = [getattr(TurnRow, name) for name in (*names, *rest)]
        query = turns_of(
            scope,
            *columns,
            TurnRow.standalone_question.label("question"),
            TurnRow.verified_id.label("answer_id"),
            _ANSWERS.c.topic,
        )
        query = query.outerjoin(_ANSWERS, _ANSWERS.c.id == TurnRow.nearest_id)
        query = query.order_by(TurnRow.asked_at, TurnRow.position)
        with session_of(self._engine) as session:
            for row in session.execute(query.execution_options(yield_per=500)):
                yield Question(**row._mapping)


def _tally(row: Row[Any]) -> Tally:
    return Tally(row.asked, row.answered, row.missed, row.helpful, row.rated)


def _sum(kinds: _Kinds) -> Tally:
    return sum(map(_tally, kinds), Tally())


def _used(kinds: _Kinds) -> Used:
    return Used(
        calls=sum(kind.calls for kind in kinds),
        input_tokens=sum(kind.input_tokens for kind in kinds),
        output_tokens=sum(kind.output_tokens for kind in kinds),
        usd=sum(kind.usd for kind in kinds),
        unpriced=sum(kind.unpriced for kind in kinds),
        dropped=sum(kind.dropped for kind in kinds),
    )


def _totals(session: Session, scope: Scope, kinds: _Kinds) -> Totals:
    median, p95 = times(session, scope, (0.5, 0.95))
    return Totals(_sum(kinds), _used(kinds), median, p95)


def _days(session: Session, scope: Scope) -> list[Group]:
    day = func.date(TurnRow.asked_at, type_=Date).label("day")
    found = {
        row.day: _tally(row) for row in session.execute(turns_of(scope, day, *_TALLY).group_by(day))
    }
    every = (scope.first + timedelta(days=n) for n in range(scope.days))
    return [Group(d.isoformat(), found.get(d, Tally())) for d in every]


def _by(kinds: _Kinds, key: Callable[[Row[Any]], Any]) -> dict[Any, list[Row[Any]]]:
    found: dict[Any, list[Row[Any]]] = {}
    for kind in kinds:
        found.setdefault(key(kind), []).append(kind)
    return found


def _groups(kinds: _Kinds, key: Callable[[Row[Any]], str | None]) -> list[Group]:
    """What was asked equally often in order of the alphabet."""
    found = [Group(name or "", _sum(same)) for name, same in _by(kinds, key).items()]
    return sorted(found, key=lambda group: (-group.tally.asked, group.key))


def _topics(session: Session, kinds: _Kinds) -> list[Group]:
    """By the topic of the verified answer that was served, or was the likeliest."""
    topics = _pairs(session, select(_ANSWERS.c.id, _ANSWERS.c.topic))
    return _groups(kinds, lambda kind: topics.get(kind.nearest_id, ""))


def _outcomes(kinds: _Kinds) -> list[Ended]:
    ended = _by(kinds, lambda kind: (kind.status, kind.reason))
    found = [
        Ended(Status(status), Reason(reason) if reason else None, _sum(same).asked)
        for (status, reason), same in ended.items()
    ]
    return sorted(found, key=lambda e: (-e.asked, e.status, e.reason or ""))


def _gaps(session: Session, scope: Scope) -> list[Gap]:
    asked = func.count().label("asked")
    query = select(MemberRow.item_id, asked).join(ItemRow, ItemRow.id == MemberRow.item_id)
    query = query.where(MemberRow.asked_at >= scope.since, MemberRow.asked_at < scope.until)
    query = query.where(ItemRow.kind.in_([kind.value for kind in _GAPS]))
    if scope.language:
        query = query.where(MemberRow.language == storable(scope.language))
    query = query.group_by(MemberRow.item_id).order_by(asked.desc(), MemberRow.item_id)
    times = _pairs(session, query.limit(_SHOWN))
    return [
        Gap(i.id, i.question, i.language, i.kind.value, i.state.value, times[i.id])
        for i in items_of(session, list(times), datetime.now(UTC))
    ]


def _served(session: Session, kinds: _Kinds) -> list[Served]:
    groups = [g for g in _groups(kinds, lambda kind: kind.verified_id) if g.key][:_SHOWN]
    asked = _wordings(session, [group.key for group in groups])
    return [Served(group.key, asked.get(group.key, ""), group.tally) for group in groups]


def _wordings(session: Session, answer_ids: Sequence[str]) -> Mapping[str, str]:
    wording = _ANSWERS.c.content[("questions", "en", 0)].as_string()
    query = select(_ANSWERS.c.id, wording).where(_ANSWERS.c.id.in_(answer_ids))
    return _pairs(session, query)


def _pairs(session: Session, query: Executable) -> dict[Any, Any]:
    return {key: value for key, value in session.execute(query)}


def _writers(kinds: _Kinds) -> list[Writer]:
    written = _by(kinds, lambda kind: kind.generator)
    found = [Writer(name, _sum(same).asked, _used(same)) for name, same in written.items()]
    return sorted(found, key=lambda writer: (-writer.replies, writer.generator))
