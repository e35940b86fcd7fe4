"""How items are found and read: counted from their members each time, so that nothing that was
deleted is counted."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any, TypeVar

from sqlalchemy import ColumnElement, Select, and_, exists, func, or_, select
from sqlalchemy.orm import Session

from assistant.inbox.items import (
    NEAREST_DAYS,
    Asked,
    Guess,
    Item,
    ItemFilter,
    Kind,
    Order,
    State,
)
from assistant.inbox.rows import ItemRow, MemberRow
from assistant.rows import TurnRow
from knowledge.database import storable
from knowledge.names import phrase

_Query = TypeVar("_Query", Select[str], Select[str, int])
EXAMPLES = 20  # wordings that are shown in each language
_READ = 400  # wordings that they are chosen from


def matching(wanted: ItemFilter, now: datetime) -> Select[str]:
    """The ids of the items that are wanted."""
    return filtered(select(ItemRow.id), wanted, now)


def filtered(query: _Query, wanted: ItemFilter, now: datetime) -> _Query:
    """A query for items, of those alone that are wanted."""
    if wanted.state:
        query = query.where(_in_state(wanted.state, now))
    if wanted.kind:
        query = query.where(ItemRow.kind == wanted.kind.value)
    if wanted.topic:
        query = query.where(ItemRow.topic == storable(wanted.topic))
    if wanted.assignee:
        query = query.where(ItemRow.assignee == storable(wanted.assignee))
    if wanted.language:
        query = query.where(_has(MemberRow.language == storable(wanted.language)))
    if words := phrase(wanted.text).split():
        held = and_(*(MemberRow.words.contains(word, autoescape=True) for word in words))
        title = and_(*(ItemRow.title.icontains(word, autoescape=True) for word in words))
        query = query.where(or_(_has(held), title, ItemRow.answer_id == storable(wanted.text)))
    return query


def ordered(wanted: ItemFilter, order: Order, now: datetime) -> Select[str]:
    """The ids of the items that are wanted, in an order; stale answers, which nobody asks for, by
    when they were found."""
    counted = (
        select(
            MemberRow.item_id,
            func.count().label("times"),
            func.max(MemberRow.asked_at).label("last"),
        )
        .group_by(MemberRow.item_id)
        .subquery()
    )
    query = matching(wanted, now).outerjoin(counted, counted.c.item_id == ItemRow.id)
    last = func.coalesce(counted.c.last, ItemRow.since).desc()
    times = func.coalesce(counted.c.times, 0).desc()
    first = (times, last) if order is Order.MOST_ASKED else (last, times)
    return query.order_by(*first, ItemRow.id)


def by_kind(session: Session, wanted: ItemFilter, now: datetime) -> dict[Kind, int]:
    """How many items are wanted, of each kind that there is any of."""
    query = filtered(select(ItemRow.kind, func.count()), wanted, now).group_by(ItemRow.kind)
    counted = {Kind(kind): number for kind, number in session.execute(query)}
    return {kind: counted[kind] for kind in Kind if kind in counted}


def items_of(session: Session, item_ids: Sequence[str], now: datetime) -> list[Item]:
    """The items with these ids, in this order; unknown ones are left out."""
    rows = {r.id: r for r in session.scalars(select(ItemRow).where(ItemRow.id.in_(item_ids)))}
    asked = _asked(session, item_ids)
    latest = _latest(session, item_ids)
    days = _by_day(session, item_ids, now)
    return [
        _item(rows[i], asked.get(i, {}), latest.get(i), days.get(i, ()), now)
        for i in item_ids
        if i in rows
    ]


def examples(session: Session, item_id: str) -> list[Asked]:
    """The questions of an item, each wording once in each language, the most asked first; the turn
    is the one that was rated, or else the latest."""
    turn = (TurnRow, TurnRow.id == MemberRow.turn_id)
    best = (TurnRow.comment.is_(None), MemberRow.asked_at.desc(), MemberRow.turn_id)
    same = (MemberRow.same, MemberRow.language)
    numbered = (
        select(
            MemberRow.turn_id,
            MemberRow.question,
            MemberRow.language,
            MemberRow.asked_at,
            TurnRow.comment,
            func.count().over(partition_by=same).label("times"),
            func.row_number().over(partition_by=same, order_by=best).label("place"),
        )
        .join(*turn)
        .where(MemberRow.item_id == item_id)
        .subquery()
    )
    query = select(numbered).where(numbered.c.place == 1).limit(_READ)
    query = query.order_by(numbered.c.times.desc(), numbered.c.asked_at.desc())
    return [
        Asked(row.turn_id, row.question, row.language, row.asked_at, row.times, row.comment)
        for row in session.execute(query)
    ]


def _in_state(state: State, now: datetime) -> ColumnElement[bool]:
    sleeping = func.coalesce(ItemRow.snoozed_until > now, False)
    if state is State.SNOOZED:
        return and_(ItemRow.state == State.OPEN.value, sleeping)
    if state is State.OPEN:
        return and_(ItemRow.state == State.OPEN.value, ~sleeping)
    return ItemRow.state == state.value


def _has(member: ColumnElement[bool]) -> ColumnElement[bool]:
    return exists().where(MemberRow.item_id == ItemRow.id, member)


def _asked(session: Session, item_ids: Sequence[str]) -> dict[str, dict[str, Any]]:
    """By item and language: how often, first and last."""
    when = (func.count().label("times"), func.min(MemberRow.asked_at), func.max(MemberRow.asked_at))
    group = (MemberRow.item_id, MemberRow.language)
    query = select(*group, *when).where(MemberRow.item_id.in_(item_ids)).group_by(*group)
    found: dict[str, dict[str, Any]] = {}
    for item_id, language, times, first, last in session.execute(query):
        found.setdefault(item_id, {})[language] = (times, first, last)
    return found


def _latest(session: Session, item_ids: Sequence[str]) -> dict[str, tuple[str, str]]:
    """By item, the question asked last and its language."""
    place = func.row_number().over(
        partition_by=MemberRow.item_id, order_by=(MemberRow.asked_at.desc(), MemberRow.turn_id)
    )
    columns = (MemberRow.item_id, MemberRow.question, MemberRow.language, place.label("place"))
    numbered = select(*columns).where(MemberRow.item_id.in_(item_ids)).subquery()
    query = select(numbered).where(numbered.c.place == 1)
    return {row.item_id: (row.question, row.language) for row in session.execute(query)}


def _by_day(session: Session, item_ids: Sequence[str], now: datetime) -> dict[str, tuple[int, ...]]:
    first = now.date() - timedelta(days=NEAREST_DAYS - 1)
    day = func.date(MemberRow.asked_at)
    since = datetime(first.year, first.month, first.day, tzinfo=now.tzinfo)
    query = select(MemberRow.item_id, day, func.count()).group_by(MemberRow.item_id, day)
    query = query.where(MemberRow.item_id.in_(item_ids), MemberRow.asked_at >= since)
    found: dict[str, list[int]] = {}
    for item_id, asked, times in session.execute(query):
        place = (date.fromisoformat(str(asked)) - first).days
        if place < NEAREST_DAYS:
            found.setdefault(item_id, [0] * NEAREST_DAYS)[place] = times
    return {item_id: tuple(days) for item_id, days in found.items()}


def _item(
    row: ItemRow,
    asked: dict[str, Any],
    latest: tuple[str, str] | None,
    days: tuple[int, ...],
    now: datetime,
) -> Item:
    sleeps = row.state == State.OPEN.value and row.snoozed_until and row.snoozed_until > now
    ranked = sorted(asked, key=lambda code: (-asked[code][0], code))
    question, language = (row.title, "en") if row.title or not latest else latest
    return Item(
        id=row.id,
        kind=Kind(row.kind),
        state=State.SNOOZED if sleeps else State(row.state),
        question=question,
        language=language,
        count=sum(times for times, _, _ in asked.values()),
        languages={code: asked[code][0] for code in ranked},
        days=days or (0,) * NEAREST_DAYS,
        since=row.since,
        first_asked=min((first for _, first, _ in asked.values()), default=None),
        last_asked=max((last for _, _, last in asked.values()), default=None),
        answer_id=row.answer_id,
        reason=row.reason,
        topic=row.topic,
        guesses=tuple(Guess(*guess) for guess in row.guesses),
        assignee=row.assignee,
        snoozed_until=row.snoozed_until if sleeps else None,
        note=row.note,
        decided_at=row.decided_at,
        decided_by=row.decided_by,
        done_by=row.done_by,
        returned=row.returned,
    )
