"""Turns, and why each was answered so."""

from __future__ import annotations

from typing import Annotated

from fastapi import Query
from starlette.exceptions import HTTPException
from starlette.responses import Response

from api.accounts.access import Reader
from api.admin.inbox_asked import TurnsAsked
from api.console.frame import TheFrame, page_router
from api.parts import Parts, TheParts, TheSettings
from assistant.answer import Reason, Status
from assistant.errors import EmptyQuestion, QuestionTooLong
from assistant.inbox.replay import replay
from assistant.inbox.turns import Turns, TurnView
from assistant.transcript import Rating, UnknownAnswer
from knowledge.document import LANGUAGES

router = page_router()
TURNS = "/console/turns"


@router.get(TURNS)
def turns_page(
    frame: TheFrame, me: Reader, parts: TheParts, asked: Annotated[TurnsAsked, Query()]
) -> Response:
    """The turns that are asked for, the newest first."""
    turns = Turns(parts.engine)
    return frame.page(
        "turns.html",
        asked=asked,
        page=turns.page(asked.wanted(), asked.start),
        generators=turns.generators(),
        statuses=list(Status),
        reasons=list(Reason),
        ratings=list(Rating),
        languages=LANGUAGES,
    )


@router.get(TURNS + "/{turn_id}")
def turn_page(frame: TheFrame, me: Reader, parts: TheParts, turn_id: str) -> Response:
    """Why a turn was answered so."""
    view = _view(parts, turn_id)
    return frame.page("turn.html", view=view, sources=parts.assistant.sources)


@router.post(TURNS + "/{turn_id}")
def run_again(
    frame: TheFrame, me: Reader, parts: TheParts, settings: TheSettings, turn_id: str
) -> Response:
    """The same question answered on the knowledge of today, beside what was said; not stored."""
    view, assistant = _view(parts, turn_id), parts.assistant
    try:
        again = replay(assistant, view, parts.live.generation, settings.history_turns)
    except (EmptyQuestion, QuestionTooLong) as error:
        raise HTTPException(422, f"This cannot be asked again: {error}.") from error
    return frame.page("turn.html", view=view, again=again, sources=assistant.sources)


def _view(parts: Parts, turn_id: str) -> TurnView:
    try:
        return Turns(parts.engine).get(turn_id)
    except UnknownAnswer as error:
        raise HTTPException(404, str(error)) from error
