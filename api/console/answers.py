"""The verified answers: their list, and one with its history."""

from __future__ import annotations

from datetime import date
from typing import Annotated
from urllib.parse import urlencode

from fastapi import Form, Query
from pydantic import BaseModel, ConfigDict, Field
from starlette.exceptions import HTTPException
from starlette.responses import Response

from api.accounts.access import Editor, Reader
from api.console.answers_desk import ANSWERS, TheDesk, topic_names
from api.console.answers_form import NAMES
from api.console.frame import TheFrame, page_router
from assistant.desk import Change, Desk
from assistant.differences import answer_changes
from assistant.shelf import ShelfFilter, Standing, chosen, stale_answers
from knowledge.verified import VerifiedAnswer
from knowledge.versions import State, Tests, UnknownVersion, Version, VersionConflict

router = page_router()
PAGE = 25
_INGESTED = "as ingested"
_STATES = (*(s.value for s in Standing), State.DRAFT.value, State.SUBMITTED.value)
Typed = Annotated[str, Form()]


class Listed(BaseModel):
    """Which answers are listed."""

    model_config = ConfigDict(frozen=True)

    state: str = Field(default="", max_length=20)
    topic: str = Field(default="", max_length=60)
    q: str = Field(default="", max_length=200)
    page: int = Field(default=1, ge=1, le=10_000)


class Compared(BaseModel):
    """Which versions are compared."""

    model_config = ConfigDict(frozen=True)

    old: str = Field(default="", max_length=20)
    new: str = Field(default="", max_length=20)


@router.get(ANSWERS)
def answers_page(
    frame: TheFrame, me: Reader, desk: TheDesk, listed: Annotated[Listed, Query()]
) -> Response:
    """All verified answers, with filters."""
    every = desk.shelf(date.today())
    wanted = ShelfFilter(listed.state or None, listed.topic or None, listed.q)
    found = chosen(every, wanted, desk.publisher.asked())
    query = listed.model_dump(exclude_defaults=True, exclude={"page"})
    return frame.page(
        "answers_list.html",
        shelved=found[(listed.page - 1) * PAGE : listed.page * PAGE],
        total=len(found),
        pages=max(1, -(-len(found) // PAGE)),
        listed=listed,
        query=f"{urlencode(query)}&" if query else "",
        counts={s: len(chosen(every, ShelfFilter(s), {})) for s in _STATES},
        every=len(every),
        topics=topic_names(frame.request, desk),
        today=date.today(),
    )


@router.get(ANSWERS + "/{answer_id}")
def answer_page(
    frame: TheFrame,
    me: Reader,
    desk: TheDesk,
    answer_id: str,
    compared: Annotated[Compared, Query()],
) -> Response:
    """One verified answer with its versions, and the difference of two of them."""
    versions = desk.versions.of(answer_id)
    texts = _texts(desk, answer_id, versions)
    if not texts:
        raise HTTPException(404, "There is no such answer.")
    in_force = desk.publisher.in_force().get(answer_id)
    answer = in_force or next(iter(texts.values()))[0]
    both = compared.old in texts and compared.new in texts
    return frame.page(
        "answers_one.html",
        answer=answer,
        tests=next((v.tests for v in versions if v.answer == answer), {}),
        in_force=in_force is not None,
        stale=stale_answers([answer], desk.catalogue, date.today()).get(answer_id),
        open=desk.open_version(answer_id),
        versions=versions,
        labels=list(texts),
        compared=compared,
        changes=answer_changes(texts[compared.old], texts[compared.new]) if both else None,
        sources=desk.catalogue.sources(),
        names=NAMES,
        topic=topic_names(frame.request, desk).get(answer.topic, answer.topic),
    )


@router.post(ANSWERS + "/{answer_id}/draft")
def begin_draft(
    frame: TheFrame, me: Editor, desk: TheDesk, answer_id: str, version: Typed = ""
) -> Response:
    """Begin another version: of the text in force, or of an earlier version."""
    texts = _texts(desk, answer_id, desk.versions.of(answer_id))
    if not texts or version not in ("", *texts):
        raise HTTPException(404, "There is no such version.")
    answer, tests = texts[version or next(iter(texts))]
    note = f"Version {version} again." if version else ""
    if not version and (in_force := desk.publisher.in_force().get(answer_id)):
        answer = in_force
    try:
        desk.begin(Change(answer, tests, note), me.who)
    except VersionConflict:
        return frame.go(f"{ANSWERS}/{answer_id}/edit", "Somebody has begun a draft already.")
    return frame.go(f"{ANSWERS}/{answer_id}/edit")


@router.post(ANSWERS + "/{answer_id}/withdraw")
def withdraw(frame: TheFrame, me: Editor, desk: TheDesk, answer_id: str) -> Response:
    """Take an answer out of service."""
    try:
        desk.withdraw(answer_id, me.who)
    except UnknownVersion as error:
        raise HTTPException(404, "The answer is not in force.") from error
    except VersionConflict as error:
        raise HTTPException(409, str(error)) from error
    return frame.go(f"{ANSWERS}/{answer_id}", "The answer is withdrawn: it is not served any more.")


def _texts(
    desk: Desk, answer_id: str, versions: list[Version]
) -> dict[str, tuple[VerifiedAnswer, Tests]]:
    """What is known of an answer by the name of its version, the newest first."""
    texts: dict[str, tuple[VerifiedAnswer, Tests]] = {
        str(v.number): (v.answer, v.tests) for v in versions
    }
    in_force = desk.publisher.in_force().get(answer_id)
    if in_force and in_force not in (v.answer for v in versions):
        texts[_INGESTED] = in_force, {}
    return texts
