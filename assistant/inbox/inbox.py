"""The inbox: Review items listed, searched, and settled."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Engine, select

from assistant.inbox.items import (
    PAGE,
    Asked,
    Assign,
    Change,
    Dismiss,
    Done,
    InvalidChange,
    Item,
    ItemFilter,
    ItemPage,
    ItemView,
    Kind,
    Order,
    Reopen,
    Snooze,
    State,
    UnknownItem,
)
from assistant.inbox.queries import (
    EXAMPLES,
    by_kind,
    examples,
    filtered,
    items_of,
    matching,
    ordered,
)
from assistant.inbox.rows import ItemRow
from knowledge.database import storable
from knowledge.recorder import Recorder
from knowledge.sessions import session_of

_MOST_AT_ONCE = 200


def now_utc() -> datetime:
    """The time of day that the inbox goes by."""
    return datetime.now(UTC)


class Inbox:
    """Reads and settles Review items; every call is one short transaction, safe for threads.

    Raises StoreUnavailable where the database cannot be used.
    """

    def __init__(
        self, engine: Engine, recorder: Recorder, now: Callable[[], datetime] = now_utc
    ) -> None:
        self._engine, self._recorder, self._now = engine, recorder, now

    def page(
        self, wanted: ItemFilter, order: Order = Order.MOST_ASKED, number: int = 1
    ) -> ItemPage:
        """A page of the items that are wanted; empty beyond the last."""
        now = self._now()
        with session_of(self._engine) as session:
            kinds = by_kind(session, replace(wanted, kind=None), now)
            total = kinds.get(wanted.kind, 0) if wanted.kind else sum(kinds.values())
            start = (number - 1) * PAGE
            ids = session.scalars(ordered(wanted, order, now).offset(start).limit(PAGE))
            items = items_of(session, list(ids), now)
            topics = select(ItemRow.topic).where(ItemRow.topic.is_not(None)).distinct()
            told = tuple(
                topic for topic in session.scalars(topics.order_by(ItemRow.topic)) if topic
            )
        return ItemPage(tuple(items), total, kinds, told)

    def ids(self, wanted: ItemFilter) -> list[str]:
        """The ids of all items that are wanted."""
        with session_of(self._engine) as session:
            return list(session.scalars(filtered(select(ItemRow.id), wanted, self._now())))

    def item(self, item_id: str) -> ItemView:
        """One item with its questions, at most 20 wordings a language; raises UnknownItem."""
        with session_of(self._engine) as session:
            found = items_of(session, [storable(item_id)], self._now())
            if not found:
                raise UnknownItem
            asked: dict[str, tuple[Asked, ...]] = {}
            for one in examples(session, found[0].id):
                if len(before := asked.get(one.language, ())) < EXAMPLES:
                    asked[one.language] = (*before, one)
        return ItemView(found[0], asked)

    def change(self, item_ids: Sequence[str], change: Change, by: str) -> list[Item]:
        """Do something about items, all or none, and return them as they are then.

        Raises UnknownItem, and InvalidChange.
        """
        now, wanted = self._now(), list(dict.fromkeys(map(storable, item_ids)))
        _check(change, wanted, now)
        with session_of(self._engine) as session, session.begin():
            rows = list(session.scalars(select(ItemRow).where(ItemRow.id.in_(wanted))))
            if len(rows) != len(wanted):
                raise UnknownItem
            for row in rows:
                action, details = _apply(row, change, by, now)
                self._recorder.add(session, by, action, row.id, kind=row.kind, **details)
        with session_of(self._engine) as session:
            return items_of(session, wanted, now)

    def done(self, item_id: str, answer_id: str, by: str) -> Item:
        """A verified answer was published for an item; raises UnknownItem."""
        (item,) = self.change([item_id], Done(answer_id), by)
        return item

    def counts(self, assignee: str | None = None) -> dict[Kind, int]:
        """How many open items there are of each kind, or of those that somebody looks after."""
        with session_of(self._engine) as session:
            return by_kind(session, ItemFilter(assignee=assignee), self._now())

    def of_answer(self, answer_id: str) -> list[Item]:
        """The open items about a verified answer: a gap asked for, an answer disliked or stale."""
        now = self._now()
        with session_of(self._engine) as session:
            query = matching(ItemFilter(), now).where(ItemRow.answer_id == storable(answer_id))
            return items_of(session, list(session.scalars(query.limit(PAGE))), now)


def _check(change: Change, item_ids: Sequence[str], now: datetime) -> None:
    problems = {
        "choose at least one item": not item_ids,
        f"at most {_MOST_AT_ONCE} items at once": len(item_ids) > _MOST_AT_ONCE,
        "say why it is dismissed": isinstance(change, Dismiss) and not change.reason.strip(),
        "the day must lie ahead": isinstance(change, Snooze) and change.until <= now,
    }
    for problem, wrong in problems.items():
        if wrong:
            raise InvalidChange(problem)


def _apply(row: ItemRow, change: Change, by: str, now: datetime) -> tuple[str, dict[str, Any]]:
    """Change a row; what the audit says of it."""
    match change:
        case Assign(to):
            before, row.assignee = row.assignee, to and storable(to)[:300]
            return "item.assigned", {"assignee": [before, row.assignee]}
        case Snooze(until):
            _settle(row, State.OPEN, by, now)
            row.snoozed_until = until
            return "item.snoozed", {"until": until.date().isoformat()}
        case Dismiss(reason):
            _settle(row, State.DISMISSED, by, now)
            row.note = storable(reason.strip())
            return "item.dismissed", {"reason": row.note}
        case Done(answer_id):
            _settle(row, State.DONE, by, now)
            row.done_by = storable(answer_id)[:120]
            return "item.done", {"answer": row.done_by}
        case Reopen():
            before = row.state
            _settle(row, State.OPEN, by, now)
            return "item.reopened", {"before": before}


def _settle(row: ItemRow, state: State, by: str, now: datetime) -> None:
    row.state, row.decided_at, row.decided_by = state.value, now, storable(by)[:300]
    row.snoozed_until = row.note = row.done_by = None
    row.returned = 0
