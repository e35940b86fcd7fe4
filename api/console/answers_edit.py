"""The editor of a verified answer: every button saves the draft first, so that nothing is lost."""

from __future__ import annotations

from dataclasses import replace
from typing import Annotated, Any
from urllib.parse import urlencode

from fastapi import Depends, Query, Request
from pydantic import BaseModel, ConfigDict, Field
from starlette.datastructures import FormData
from starlette.exceptions import HTTPException
from starlette.responses import Response

from api.accounts.access import Editor
from api.console.answers_desk import ANSWERS, TheDesk, topic_names
from api.console.answers_form import NAMES, read, with_quotation, without_quotation
from api.console.answers_view import (
    draft_context,
    excerpts,
    picked,
    reply,
    search_words,
)
from api.console.frame import Frame, TheFrame, page_router
from assistant.conversation import Conversation
from assistant.desk import Change, Desk, NothingToShow
from assistant.differences import answer_changes
from assistant.errors import EmptyQuestion, QuestionTooLong
from knowledge.verified import VerifiedAnswer
from knowledge.versions import Version, VersionConflict

router = page_router()
_NOWHERE = Conversation("")


class View(BaseModel):
    """What stands beside the form."""

    model_config = ConfigDict(frozen=True)

    q: str = Field(default="", max_length=300)
    source: str = Field(default="", max_length=120)
    ask: str = Field(default="", max_length=1000)
    tests: bool = False
    saved: bool = False


async def _form(request: Request) -> FormData:
    return await request.form()


TheForm = Annotated[FormData, Depends(_form)]


@router.get(ANSWERS + "/{answer_id}/edit")
def edit_page(
    frame: TheFrame, me: Editor, desk: TheDesk, answer_id: str, view: Annotated[View, Query()]
) -> Response:
    """The form with the draft, and sources beside it."""
    if desk.open_version(answer_id) is None and answer_id in desk.publisher.in_force():
        return frame.go(f"{ANSWERS}/{answer_id}", "Nobody is writing a version: begin one here.")
    version = the_draft(desk, answer_id)
    return _edit_page(frame, desk, version, change_of(version), view)


@router.post(ANSWERS + "/{answer_id}/edit")
def save_draft(
    frame: TheFrame, me: Editor, desk: TheDesk, answer_id: str, form: TheForm
) -> Response:
    """Save what was typed, and do what the button says."""
    stored = the_draft(desk, answer_id)
    change, told = _with_button(desk, read(form, stored.answer), form)
    try:
        desk.save(_as_typed(stored, form), change, me.who)
    except VersionConflict:
        theirs = answer_changes((stored.answer, stored.tests), (change.answer, change.tests))
        context = {"conflict": theirs, "by": stored.author, "at": stored.changed_at}
        return _edit_page(frame, desk, stored, change, View(), 409, **context)
    return frame.go(_next(answer_id, form), told)


@router.post(ANSWERS + "/{answer_id}/edit/live")
def save_while_typing(
    frame: TheFrame, me: Editor, desk: TheDesk, answer_id: str, form: TheForm
) -> Response:
    """Save what was typed, and the checks of it as pieces of the page."""
    stored = the_draft(desk, answer_id)
    change = read(form, stored.answer)
    try:
        version = desk.save(_as_typed(stored, form), change, me.who)
    except VersionConflict:
        return frame.page("answers_checks.html", 409, clash=stored, **draft_context(desk, change))
    context = draft_context(desk, change_of(version))
    elsewhere = desk.elsewhere(change)
    return frame.page("answers_checks.html", version=version, elsewhere=elsewhere, **context)


@router.post(ANSWERS + "/{answer_id}/discard")
def discard(frame: TheFrame, me: Editor, desk: TheDesk, answer_id: str) -> Response:
    """Throw the draft away."""
    version = the_draft(desk, answer_id)
    try:
        desk.discard(version, me.who)
    except VersionConflict as error:
        raise HTTPException(409, str(error)) from error
    known = answer_id in desk.publisher.in_force() or desk.versions.of(answer_id)
    return frame.go(f"{ANSWERS}/{answer_id}" if known else ANSWERS, "The draft is gone.")


def the_draft(desk: Desk, answer_id: str) -> Version:
    """The open version of an answer; 404 where none is begun."""
    version = desk.open_version(answer_id)
    if version is None:
        raise HTTPException(404, "Nobody has begun a draft of this answer, or it was published.")
    return version


def change_of(version: Version) -> Change:
    """What is written in a version."""
    return Change(version.answer, version.tests, version.note)


def asked(request: Request, desk: Desk, answer: VerifiedAnswer, question: str) -> dict[str, Any]:
    """The reply of the preview to one question, for the template."""
    try:
        told = desk.preview(answer).answer(question, _NOWHERE)
    except (NothingToShow, EmptyQuestion, QuestionTooLong) as error:
        return {"cannot_show": str(error)}
    return {"reply": reply(request, told, "reply"), "by_this": told.verified_id == answer.id}


def tried(request: Request, desk: Desk, change: Change) -> dict[str, Any]:
    """All test questions with their replies, for the template."""
    try:
        found, unserved = desk.trials(change), desk.unserved(change.answer)
    except NothingToShow as error:
        return {"cannot_show": str(error)}
    replies = [
        (trial, reply(request, trial.answer, f"test{n}") if trial.answer else "")
        for n, trial in enumerate(found)
    ]
    passed = sum(trial.passed for trial in found)
    return {"trials": replies, "passed": passed, "unserved": unserved}


def _edit_page(
    frame: Frame,
    desk: Desk,
    version: Version,
    change: Change,
    view: View,
    status: int = 200,
    **context: Any,
) -> Response:
    words = view.q or search_words(change)
    context |= draft_context(desk, change)
    if view.ask.strip():
        context |= asked(frame.request, desk, change.answer, view.ask)
    if view.tests:
        context |= tried(frame.request, desk, change)
    if view.saved:
        context |= {"elsewhere": desk.elsewhere(change)}
    return frame.page(
        "answers_edit.html",
        status,
        version=version,
        view=view,
        words=words,
        excerpts=excerpts(desk, view.source, words),
        names=NAMES,
        topics=topic_names(frame.request, desk),
        **context,
    )


def _with_button(desk: Desk, change: Change, form: FormData) -> tuple[Change, str | None]:
    """What was typed, with what the button adds or takes away, and what to tell of it."""
    verb, _, which = str(form.get("do", "")).partition(":")
    if verb == "uncite":
        return replace(change, answer=without_quotation(change.answer, which)), None
    if verb != "cite":
        return change, None
    quotes = picked(desk, (str(pick) for pick in form.getlist("pick")))
    document = desk.catalogue.document(str(form.get("new_source", "")))
    typed = str(form.get("new_quote", "")).strip()
    if document and typed:
        quotes.append((document, typed))
    answer, keys = change.answer, []
    for document, quote in quotes:
        answer, key = with_quotation(answer, document, quote, str(form.get("into", "")))
        keys.append(f"[{key}]")
    if not keys:
        return change, "Tick a sentence of a source first, or choose a source and paste its words."
    told = f"Quoted as {' '.join(keys)}."
    if answer.answer == change.answer.answer:
        told += " Write that behind each sentence that it proves."
    else:
        told += " It stands behind the sentence that you were writing."
    return replace(change, answer=answer), told


def _as_typed(stored: Version, form: FormData) -> Version:
    """The version that the form was filled with."""
    number, edited = str(form.get("number", "")), str(form.get("edited", ""))
    same = number == str(stored.number) and edited.isdecimal()
    return replace(stored, edited=int(edited) if same else -1)


def _next(answer_id: str, form: FormData) -> str:
    """Where a button leads."""
    verb, _, which = str(form.get("do", "")).partition(":")
    if verb == "publish":
        return f"{ANSWERS}/{answer_id}/publish"
    texts = {name: str(form.get(name, "")) for name in ("q", "source", "ask")}
    view = {name: text for name, text in texts.items() if text and name != "ask"}
    if verb == "search":
        view.pop("source", None)
    if verb == "source":
        view |= {"source": which}
    wanted = {"ask": {"ask": texts["ask"]}, "tests": {"tests": "1"}, "save": {"saved": "1"}}
    view |= wanted.get(verb, {})
    places = {"search": "sources", "source": "sources", "cite": "quotations", "ask": "try"}
    writing = str(form.get("into", "")).partition(":")[0]
    if verb == "cite" and writing in NAMES:
        places |= {"cite": f"in-{writing}"}
    anchor = places.get(verb, {"uncite": "quotations", "tests": "try"}.get(verb, ""))
    query = f"?{urlencode(view)}" if view else ""
    return f"{ANSWERS}/{answer_id}/edit{query}" + (f"#{anchor}" if anchor else "")
