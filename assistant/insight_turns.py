"""The turns that figures are of, and how long their answers took."""

from __future__ import annotations

import math
from bisect import bisect_left
from collections.abc import Sequence
from itertools import accumulate
from typing import Any

from sqlalchemy import BigInteger, ColumnElement, Select, cast, func, select
from sqlalchemy.orm import Session

from assistant.insight_values import Scope
from assistant.rows import TurnRow
from knowledge.database import storable

plain_language: ColumnElement[Any] = TurnRow.language.concat("")
"""The language of a turn, as a planner knows no index of it: that would lead it to each turn, where
the index of all figures needs none."""
_whole_ms = cast(TurnRow.total_ms, BigInteger)


def turns_of(scope: Scope, *columns: Any) -> Select[Any]:
    """A query over the turns of a Scope."""
    query = select(*columns).select_from(TurnRow)
    query = query.where(TurnRow.asked_at >= scope.since, TurnRow.asked_at < scope.until)
    return query.where(plain_language == storable(scope.language)) if scope.language else query


def times(session: Session, scope: Scope, shares: Sequence[float]) -> list[float | None]:
    """The times in ms that these shares of the answers did not exceed; None where none was timed.

    Counted by whole milliseconds first: to sort all times would take three times as long.
    """
    query = _timed(scope, _whole_ms, func.count()).group_by(_whole_ms)
    counts = sorted((ms, count) for ms, count in session.execute(query))
    ends = list(accumulate(count for _, count in counts))
    return [_time(session, scope, counts, ends, share) if ends else None for share in shares]


def _time(
    session: Session,
    scope: Scope,
    counts: Sequence[tuple[int, int]],
    ends: Sequence[int],
    share: float,
) -> float | None:
    place = max(1, math.ceil(ends[-1] * share))
    n = bisect_left(ends, place)
    whole, count = counts[n]
    alike = _timed(scope, TurnRow.total_ms).where(_whole_ms == whole).order_by(TurnRow.total_ms)
    query = alike.offset(place - 1 - (ends[n] - count)).limit(1)
    found: float | None = session.scalar(query)
    return found


def _timed(scope: Scope, *columns: Any) -> Select[Any]:
    return turns_of(scope, *columns).where(TurnRow.total_ms.is_not(None))
