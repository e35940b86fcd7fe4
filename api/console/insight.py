"""How the assistant is used: figures as charts and tables, and as CSV."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated
from urllib.parse import urlencode

from fastapi import Query
from starlette.exceptions import HTTPException
from starlette.responses import Response, StreamingResponse

from api.accounts.access import Reader
from api.console.charts import Chart, Span, asked_chart, share_chart, spans
from api.console.frame import TheFrame, page_router
from api.console.insight_csv import Table, all_in_one, csv_pieces, question_table, tables
from api.insight_scope import DAYS, TheScope
from api.parts import TheParts
from assistant.insight import Insight
from assistant.insight_values import Report, Scope
from knowledge.document import LANGUAGES
from knowledge.topics import topic_title

router = page_router()
_INSIGHT = "/console/insight"
_PRESETS = (7, DAYS, 90)
_EVERYTHING, _QUESTIONS = "all", "questions"
_Name = Annotated[str, Query(max_length=20)]


@router.get(_INSIGHT)
def insight_page(frame: TheFrame, me: Reader, parts: TheParts, scope: TheScope) -> Response:
    """The figures of some days."""
    report = Insight(parts.engine).report(scope)
    topics = frame.request.app.state.topics
    every = spans(report.days)
    return frame.page(
        "insight.html",
        report=report,
        scope=scope,
        presets=_presets(scope),
        languages=LANGUAGES,
        asked=asked_chart(every),
        shares=_share_charts(every, report),
        topic_titles={g.key: topic_title(topics, g.key, "en") for g in report.topics if g.key},
        csv=f"{_INSIGHT}.csv?{urlencode(_query(scope))}",
    )


@router.get(_INSIGHT + ".csv")
def insight_csv(
    me: Reader, parts: TheParts, scope: TheScope, table: _Name = _EVERYTHING
) -> Response:
    """One table of figures, all of them, or every question, as a file."""
    insight = Insight(parts.engine)
    name = f"{table}-{scope.first}-to-{scope.last}.csv"
    return StreamingResponse(
        csv_pieces(_table(insight, scope, table)),
        media_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


def _table(insight: Insight, scope: Scope, name: str) -> Table:
    if name == _QUESTIONS:
        return question_table(insight.questions(scope))
    report = insight.report(scope)
    if name == _EVERYTHING:
        return all_in_one(report)
    made = tables(report).get(name)
    if made is None:
        raise HTTPException(404, "There is no such table.")
    return made()


def _share_charts(every: tuple[Span, ...], report: Report) -> list[tuple[str, str, Chart]]:
    """Title, kind and line of the shares that there is anything to tell of."""
    answered = share_chart(every, lambda tally: tally.answered_share)
    told = [("Answered", "answered", answered)]
    if report.totals.tally.helpful_share is not None:
        helpful = share_chart(every, lambda tally: tally.helpful_share)
        told.append(("Found helpful", "helpful", helpful))
    return told


def _presets(scope: Scope) -> list[tuple[int, str, bool]]:
    """Days, address, and whether these are the ones that are shown."""
    language = {"language": scope.language} if scope.language else {}
    ends_today = scope.last == datetime.now(UTC).date()
    return [
        (days, f"{_INSIGHT}?{urlencode({'days': days, **language})}", current)
        for days in _PRESETS
        for current in [ends_today and scope.days == days]
    ]


def _query(scope: Scope) -> dict[str, str]:
    days = {"first": scope.first.isoformat(), "last": scope.last.isoformat()}
    return days | ({"language": scope.language} if scope.language else {})
