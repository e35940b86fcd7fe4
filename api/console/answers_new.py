"""The beginning of a verified answer: its name, its topic, and what was asked."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any

from fastapi import Form, Query
from starlette.exceptions import HTTPException
from starlette.responses import Response

from api.accounts.access import Editor
from api.console.answers_desk import ANSWERS, TheDesk, topic_names
from api.console.answers_form import NAMES, new_answer, slug
from api.console.frame import Frame, TheFrame, page_router
from assistant.desk import Change, Desk
from assistant.inbox.items import ItemView, UnknownItem
from knowledge.versions import VersionConflict

router = page_router()
Typed = Annotated[str, Form()]


@router.get(ANSWERS + "/new")
def new_page(
    frame: TheFrame, me: Editor, desk: TheDesk, item: Annotated[str, Query(max_length=64)] = ""
) -> Response:
    """The form to begin an answer, perhaps to what an inbox item asks."""
    asked = _item(desk, item)
    question = asked.item.question if asked else ""
    topic = asked.item.topic if asked else ""
    return _new_page(frame, desk, asked, answer_id=slug(question), topic=topic)


@router.post(ANSWERS + "/new")
def begin_new(
    frame: TheFrame,
    me: Editor,
    desk: TheDesk,
    answer_id: Typed = "",
    topic: Typed = "",
    item: Typed = "",
) -> Response:
    """Begin an answer; the questions of the inbox item become its test questions."""
    asked = _item(desk, item)
    name, wrong = answer_id.strip(), ""
    if name != slug(name) or not name:
        wrong = "Use small letters, digits and hyphens, such as parking-for-fellows."
    elif topic not in topic_names(frame.request, desk):
        wrong = "Choose a topic."
    elif name in desk.publisher.in_force() or desk.versions.of(name):
        wrong = "Another answer has this name."
    if wrong:
        told = {"answer_id": answer_id, "topic": topic, "error": wrong}
        return _new_page(frame, desk, asked, 400, **told)
    tests = asked.questions if asked else {}
    change = Change(new_answer(name, topic, date.today()), tests, "")
    try:
        desk.begin(change, me.who, asked.item.id if asked else None)
    except VersionConflict as error:
        raise HTTPException(409, str(error)) from error
    return frame.go(f"{ANSWERS}/{name}/edit")


def _item(desk: Desk, item_id: str) -> ItemView | None:
    try:
        return desk.item(item_id) if item_id else None
    except UnknownItem:
        return None


def _new_page(
    frame: Frame, desk: Desk, asked: ItemView | None, status: int = 200, **context: Any
) -> Response:
    return frame.page(
        "answers_new.html",
        status,
        asked=asked,
        names=NAMES,
        topics=topic_names(frame.request, desk),
        **context,
    )
