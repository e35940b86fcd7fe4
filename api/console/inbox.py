"""The inbox: what people asked that somebody should look at, and what was done about it."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from typing import Annotated, Any, Literal
from urllib.parse import parse_qsl

from fastapi import Form, Query
from pydantic import BaseModel, Field
from starlette.exceptions import HTTPException
from starlette.responses import Response

from api.accounts.access import Editor, Reader
from api.accounts.values import Role
from api.admin.inbox_asked import ItemsAsked
from api.console.frame import Frame, TheFrame, local, page_router
from api.console.inbox_job import TheInbox
from api.schemas import Day
from assistant.inbox.inbox import Inbox
from assistant.inbox.items import (
    PAGE,
    Assign,
    Change,
    Dismiss,
    InvalidChange,
    Kind,
    Order,
    Reopen,
    Snooze,
    State,
    UnknownItem,
)
from knowledge.document import LANGUAGES

router = page_router()
INBOX = "/console/inbox"
_SNOOZED_DAYS = 7  # unless another day is chosen
_Typed = Annotated[str, Form(max_length=1000)]


@router.get(INBOX)
def inbox_page(
    frame: TheFrame, me: Reader, inbox: TheInbox, asked: Annotated[ItemsAsked, Query()]
) -> Response:
    """The items that are asked for."""
    return _list_page(frame, inbox, asked, me.who)


class Chosen(BaseModel):
    """The items of a list that were chosen, what is to be done, and where to go on."""

    does: Literal["dismiss", "take"]
    item: list[str] = Field(default=[], max_length=200)
    reason: str = Field(default="", max_length=1000)
    back: str = Field(default="", max_length=2000)


@router.post(INBOX)
def settle_several(
    frame: TheFrame, me: Editor, inbox: TheInbox, chosen: Annotated[Chosen, Form()]
) -> Response:
    """Dismiss the items that were chosen, or look after them oneself."""
    dismissed = chosen.does == "dismiss"
    change: Change = Dismiss(chosen.reason) if dismissed else Assign(me.who)
    try:
        changed = inbox.change(chosen.item, change, me.who)
    except InvalidChange as error:
        return _list_page(
            frame, inbox, _asked_in(chosen.back), me.who, 400, error=str(error), chosen=chosen
        )
    except UnknownItem as error:
        raise HTTPException(404, str(error)) from error
    number = "1 item is" if len(changed) == 1 else f"{len(changed)} items are"
    what = "dismissed" if dismissed else "assigned to you"
    return frame.go(local(chosen.back), f"{number} {what}.")


@router.get(INBOX + "/{item_id}")
def item_page(frame: TheFrame, me: Reader, inbox: TheInbox, item_id: str) -> Response:
    """One item with its questions."""
    return _item_page(frame, inbox, item_id)


@router.post(INBOX + "/{item_id}/assign")
def assign(frame: TheFrame, me: Editor, inbox: TheInbox, item_id: str, to: _Typed = "") -> Response:
    """Let somebody look after an item, or nobody."""
    if to and to not in _people(frame):
        raise HTTPException(422, "Nobody who may settle items has that address.")
    told = f"{to} looks after this." if to else "Nobody looks after this now."
    return _changed(frame, me, inbox, item_id, Assign(to or None), told)


@router.post(INBOX + "/{item_id}/snooze")
def snooze(
    frame: TheFrame, me: Editor, inbox: TheInbox, item_id: str, until: Annotated[Day, Form()]
) -> Response:
    """Keep an item out of the inbox until a day."""
    begins = datetime.combine(until, time(), UTC)
    return _changed(frame, me, inbox, item_id, Snooze(begins), f"Out of the inbox until {until}.")


@router.post(INBOX + "/{item_id}/dismiss")
def dismiss(
    frame: TheFrame, me: Editor, inbox: TheInbox, item_id: str, reason: _Typed = ""
) -> Response:
    """Nothing is to be done about an item."""
    return _changed(frame, me, inbox, item_id, Dismiss(reason), "Dismissed.")


@router.post(INBOX + "/{item_id}/reopen")
def reopen(frame: TheFrame, me: Editor, inbox: TheInbox, item_id: str) -> Response:
    """Put an item back into the inbox."""
    return _changed(frame, me, inbox, item_id, Reopen(), "Back in the inbox.")


def _list_page(
    frame: Frame,
    inbox: Inbox,
    asked: ItemsAsked,
    who: str,
    status: int = 200,
    **context: Any,
) -> Response:
    page = inbox.page(asked.wanted(who), asked.order, asked.page)
    return frame.page(
        "inbox.html",
        status,
        asked=asked,
        page=page,
        pages=-(-page.total // PAGE),
        kinds=list(Kind),
        states=list(State),
        orders=list(Order),
        languages=LANGUAGES,
        **context,
    )


def _item_page(
    frame: Frame, inbox: Inbox, item_id: str, status: int = 200, **context: Any
) -> Response:
    try:
        view = inbox.item(item_id)
    except UnknownItem as error:
        raise HTTPException(404, str(error)) from error
    soon = date.today() + timedelta(days=_SNOOZED_DAYS)
    return frame.page(
        "inbox_item.html",
        status,
        view=view,
        item=view.item,
        people=_people(frame),
        soon=soon,
        **context,
    )


def _changed(
    frame: Frame, me: Editor, inbox: Inbox, item_id: str, change: Change, told: str
) -> Response:
    try:
        inbox.change([item_id], change, me.who)
    except UnknownItem as error:
        raise HTTPException(404, str(error)) from error
    except InvalidChange as error:
        field = type(change).__name__.lower()
        return _item_page(frame, inbox, item_id, 400, error=str(error), field=field)
    return frame.go(f"{INBOX}/{item_id}", told)


def _asked_in(address: str) -> ItemsAsked:
    """The query of an address of this page; the usual one where it is none."""
    try:
        return ItemsAsked.model_validate(dict(parse_qsl(address.partition("?")[2])))
    except ValueError:
        return ItemsAsked()


def _people(frame: Frame) -> list[str]:
    """Who may settle items."""
    users = frame.accounts.users.all()
    return [u.email for u in users if u.role.covers(Role.EDITOR) and not u.disabled_at]
