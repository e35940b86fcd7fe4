"""The last look before a verified answer is published: what is wrong, and what would change."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import Form, Query
from starlette.exceptions import HTTPException
from starlette.responses import Response

from api.accounts.access import Editor
from api.console.answers_desk import ANSWERS, TheDesk
from api.console.answers_edit import change_of, the_draft, tried
from api.console.answers_form import NAMES
from api.console.answers_view import draft_context, reply
from api.console.frame import Frame, TheFrame, page_router
from api.parts import TheSettings
from assistant.desk import Desk, NothingToShow
from assistant.differences import answer_changes, changed_lines
from knowledge.errors import InvalidKnowledge
from knowledge.versions import State, Version, VersionConflict

router = page_router()
SECONDS = 4.0
"""How long questions are asked anew for one page."""
_Seen = Annotated[int, Form()]
_Skip = Annotated[int, Query(ge=0, le=100_000)]


@router.get(ANSWERS + "/{answer_id}/publish")
def publish_page(
    frame: TheFrame, me: Editor, desk: TheDesk, answer_id: str, tests: bool = False
) -> Response:
    """Everything that is to be known before publishing."""
    version = the_draft(desk, answer_id)
    shown = tried(frame.request, desk, change_of(version)) if tests else {}
    return _publish_page(frame, me.who, desk, version, **shown)


@router.get(ANSWERS + "/{answer_id}/impact")
def impact_page(
    frame: TheFrame,
    me: Editor,
    desk: TheDesk,
    settings: TheSettings,
    answer_id: str,
    skip: _Skip = 0,
) -> Response:
    """Which of the questions asked last would be answered otherwise, a few seconds of them."""
    version = the_draft(desk, answer_id)
    try:
        found = desk.impact(version.answer, settings.impact_questions, skip, SECONDS)
    except NothingToShow as error:
        return frame.page("answers_impact.html", version=version, cannot_show=str(error))
    changed = [
        (
            one,
            reply(frame.request, one.old, f"old{skip + n}"),
            reply(frame.request, one.new, f"new{skip + n}"),
            list(changed_lines(one.old.text, one.new.text)),
        )
        for n, one in enumerate(found.changed)
    ]
    return frame.page(
        "answers_impact.html",
        version=version,
        impact=found,
        skip=skip,
        changed=changed,
        names=NAMES,
    )


@router.post(ANSWERS + "/{answer_id}/submit")
def submit(
    frame: TheFrame, me: Editor, desk: TheDesk, answer_id: str, edited: _Seen = -1
) -> Response:
    """Hand the draft to the person who publishes it."""
    version = _as_seen(the_draft(desk, answer_id), edited)
    try:
        desk.submit(version, me.who)
    except VersionConflict as error:
        return _refused(frame, me.who, desk, answer_id, error)
    return frame.go(f"{ANSWERS}/{answer_id}/publish", "Submitted: somebody else can publish it.")


@router.post(ANSWERS + "/{answer_id}/publish")
def publish(
    frame: TheFrame, me: Editor, desk: TheDesk, answer_id: str, edited: _Seen = -1
) -> Response:
    """Put the draft in force."""
    version = _as_seen(the_draft(desk, answer_id), edited)
    try:
        desk.publish(version, me.who)
    except InvalidKnowledge as error:
        told = "This cannot be published yet: see what is wrong."
        return _publish_page(frame, me.who, desk, version, 422, error=told, problems=error.problems)
    except VersionConflict as error:
        return _refused(frame, me.who, desk, answer_id, error)
    return frame.go(f"{ANSWERS}/{answer_id}", "Published: visitors get this answer from now on.")


def _as_seen(version: Version, edited: int) -> Version:
    """The version, if it is still the one that was looked at; 409 where it is not."""
    if version.edited != edited:
        raise HTTPException(
            409, "Somebody has changed the draft since you looked at it. Go back and look again."
        )
    return version


def _refused(
    frame: Frame, who: str, desk: Desk, answer_id: str, error: VersionConflict
) -> Response:
    told = str(error)
    version = the_draft(desk, answer_id)
    return _publish_page(frame, who, desk, version, 409, error=told[:1].upper() + told[1:] + ".")


def _publish_page(
    frame: Frame, who: str, desk: Desk, version: Version, status: int = 200, **context: Any
) -> Response:
    change = change_of(version)
    in_force = desk.publisher.in_force().get(version.answer.id)
    before = next(
        (v.tests for v in desk.versions.of(version.answer.id) if v.answer == in_force), {}
    )
    both = (version.answer, version.tests)
    return frame.page(
        "answers_publish.html",
        status,
        version=version,
        refusal=desk.publisher.refusal(version, who),
        submitted=version.state is State.SUBMITTED,
        second_person=desk.publisher.second_person,
        in_force=in_force,
        changes=answer_changes((in_force, before), both) if in_force else None,
        elsewhere=desk.elsewhere(change),
        names=NAMES,
        **draft_context(desk, change),
        **context,
    )
