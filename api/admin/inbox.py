"""The inbox and the turns as JSON."""

from __future__ import annotations

from typing import Annotated

from fastapi import Path, Query
from starlette.exceptions import HTTPException

from api.accounts.access import Editor, Reader
from api.admin import inbox_schemas as schemas
from api.admin.inbox_asked import ItemsAsked, TurnsAsked
from api.admin.route import admin_router
from api.console.inbox_job import TheInbox
from api.parts import TheParts, TheSettings
from api.wire import to_answer, to_unstored
from assistant.inbox.items import (
    Assign,
    Change,
    Dismiss,
    Done,
    InvalidChange,
    ItemView,
    Reopen,
    Snooze,
    UnknownItem,
)
from assistant.inbox.replay import replay as run_again
from assistant.inbox.turns import Turns

router = admin_router()
_Id = Annotated[str, Path(max_length=64)]


@router.get("/inbox")
def inbox_items(
    me: Reader, inbox: TheInbox, asked: Annotated[ItemsAsked, Query()]
) -> schemas.ItemPage:
    """The Review items that are asked for."""
    page = inbox.page(asked.wanted(me.who), asked.order, asked.page)
    return schemas.ItemPage.model_validate(page)


@router.get("/inbox/{item_id}")
def inbox_item(_: Reader, inbox: TheInbox, item_id: _Id) -> schemas.ItemView:
    """One Review item with its questions."""
    try:
        return _to_view(inbox.item(item_id))
    except UnknownItem as error:
        raise HTTPException(404, str(error)) from error


@router.patch("/inbox/{item_id}")
def change_item(
    me: Editor, inbox: TheInbox, item_id: _Id, change: schemas.ItemChange
) -> schemas.ItemView:
    """Do one thing about a Review item."""
    try:
        inbox.change([item_id], _to_change(change), me.who)
        return _to_view(inbox.item(item_id))
    except UnknownItem as error:
        raise HTTPException(404, str(error)) from error
    except InvalidChange as error:
        raise HTTPException(400, str(error)) from error


@router.get("/turns")
def turns(_: Reader, parts: TheParts, asked: Annotated[TurnsAsked, Query()]) -> schemas.TurnPage:
    """The turns that are asked for, the newest first."""
    page = Turns(parts.engine).page(asked.wanted(), asked.start)
    return schemas.TurnPage.model_validate(page)


@router.get("/turns/{turn_id}")
def turn(_: Reader, parts: TheParts, turn_id: _Id) -> schemas.TurnView:
    """One turn, and why it was answered so."""
    view = Turns(parts.engine).get(turn_id)
    return schemas.TurnView(
        asked_at=view.turn.asked_at,
        answer=to_answer(view.conversation_id, view.turn),
        verified_id=view.turn.answer.verified_id,
        before=tuple(to_answer(view.conversation_id, t) for t in view.before),
        feedback=view.feedback and schemas.Feedback.model_validate(view.feedback),
        trace=view.trace,
        item_id=view.item_id,
    )


@router.post("/turns/{turn_id}/replay")
def replay(_: Reader, parts: TheParts, settings: TheSettings, turn_id: _Id) -> schemas.Replay:
    """Answer the question of a turn on the knowledge of today; nothing of it is stored."""
    view = Turns(parts.engine).get(turn_id)
    again = run_again(parts.assistant, view, parts.live.generation, settings.history_turns)
    return schemas.Replay(
        answer=to_unstored(again.answer),
        verified_id=again.answer.verified_id,
        trace=again.trace,
        same=again.same,
        pieces=tuple(map(schemas.Piece.model_validate, again.pieces)),
    )


def _to_view(view: ItemView) -> schemas.ItemView:
    return schemas.ItemView.model_validate(view)


def _to_change(asked: schemas.ItemChange) -> Change:
    """The one thing that is asked for; raises InvalidChange."""
    found: list[Change] = []
    if asked.assignee is not None:
        found.append(Assign(asked.assignee or None))
    if asked.snoozed_until is not None:
        found.append(Snooze(asked.snoozed_until))
    if asked.dismissed is not None:
        found.append(Dismiss(asked.dismissed))
    if asked.done_by is not None:
        found.append(Done(asked.done_by))
    if asked.reopened:
        found.append(Reopen())
    if len(found) != 1:
        raise InvalidChange("ask for one change at a time")
    return found[0]
