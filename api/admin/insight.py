"""Figures and search of the console as JSON."""

from __future__ import annotations

from typing import Annotated

from fastapi import Query

from api.accounts.access import Reader
from api.admin import insight_schemas as schemas
from api.admin.route import admin_router
from api.insight_scope import TheScope
from api.parts import TheAssistant, TheParts
from api.schemas import Line
from api.wire import to_hit, to_verified
from assistant.insight import Insight
from knowledge.document import Language

router = admin_router()


@router.get("/insight")
def insight(_: Reader, parts: TheParts, scope: TheScope) -> schemas.Report:
    """How the assistant was used on some days, at most five years; without `first`, on the last
    `days`."""
    return schemas.Report.model_validate(Insight(parts.engine).report(scope))


@router.get("/search")
def search(
    _: Reader,
    assistant: TheAssistant,
    q: Annotated[Line, Query(min_length=1, max_length=1000)],
    language: Language = "en",
    limit: Annotated[int, Query(ge=1, le=50)] = 10,
) -> schemas.Found:
    """The verified answers and the passages that fit some words best."""
    sources, found = assistant.sources, assistant.verified(q, None, language)
    return schemas.Found(
        answers=tuple(to_verified(answer, language, sources) for answer in found[:limit]),
        hits=tuple(to_hit(hit, sources) for hit in assistant.search(q, limit)),
    )
