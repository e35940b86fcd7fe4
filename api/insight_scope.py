"""Which questions figures are asked for, as it stands in an address."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Annotated, Any, Literal

from fastapi import Depends, Query
from pydantic import BeforeValidator

from api.schemas import Day
from assistant.insight_values import Scope
from knowledge.document import Language

DAYS = 30
_MOST_DAYS = 5 * 366
_EARLIEST = date(1970, 1, 1)  # the calendar ends some time before the days that one may name


def _given(text: Any) -> Any:
    """What a form sends of an empty field is nothing."""
    return text or None


_Day = Annotated[Day | None, BeforeValidator(_given), Query()]


def _scope(
    first: _Day = None,
    last: _Day = None,
    days: Annotated[int, Query(ge=1, le=_MOST_DAYS)] = DAYS,
    language: Language | Literal[""] = "",
) -> Scope:
    """Whole days in UTC, five years of them at most and none to come; without `first` as many as
    `days` up to the last."""
    today = datetime.now(UTC).date()
    if first and last and first > last:
        first, last = last, first
    end = min(max(last or today, _EARLIEST), today)
    earliest = max(_EARLIEST, end - timedelta(days=_MOST_DAYS - 1))
    begin = min(max(first, earliest), end) if first else end - timedelta(days=days - 1)
    return Scope(begin, end, language or None)


TheScope = Annotated[Scope, Depends(_scope)]
