"""Verified answers as JSON: listed, written, tried, published and withdrawn."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from typing import Annotated

from fastapi import Path, Query
from pydantic import BaseModel, ConfigDict, Field, TypeAdapter
from starlette.exceptions import HTTPException

from api.accounts.access import Editor, Reader
from api.admin import answers_schemas as schemas
from api.admin.route import admin_router
from api.console.answers_desk import TheDesk
from api.console.answers_publish import SECONDS
from api.parts import TheSettings
from api.wire import to_unstored
from assistant.conversation import Conversation
from assistant.desk import Change, Desk, NothingToShow
from assistant.impact import Changed
from assistant.shelf import ShelfFilter, Shelved, chosen
from knowledge.errors import InvalidKnowledge
from knowledge.verified import VerifiedAnswer
from knowledge.versions import Tests, UnknownVersion, Version, VersionConflict

router = admin_router()
_ANSWERS, _ONE = "/answers", "/answers/{answer_id}"
_Id = Annotated[str, Path(max_length=120)]
_answer = TypeAdapter(VerifiedAnswer)
_version = TypeAdapter(schemas.AnswerVersion)


class ListQuery(BaseModel):
    """Which answers are wanted."""

    model_config = ConfigDict(frozen=True)

    state: str | None = Field(
        default=None, description='"served", "stale", "new", "withdrawn", "draft" or "submitted".'
    )
    topic: str | None = None
    q: str = Field(default="", max_length=200, description="Words that all stand in it.")
    offset: int = Field(default=0, ge=0)
    limit: int = Field(default=25, ge=1, le=200)


@router.get(_ANSWERS)
def answers(
    _: Reader, desk: TheDesk, query: Annotated[ListQuery, Query()]
) -> schemas.ListedAnswers:
    """Verified answers with their state."""
    wanted = ShelfFilter(query.state, query.topic, query.q)
    found = chosen(desk.shelf(date.today()), wanted, desk.publisher.asked())
    page = found[query.offset : query.offset + query.limit]
    return schemas.ListedAnswers(answers=tuple(map(_listed, page)), total=len(found))


@router.post(_ANSWERS, status_code=201)
def draft(identity: Editor, desk: TheDesk, request: schemas.DraftRequest) -> schemas.AnswerVersion:
    """Begin a draft, or save one that was read before: then `edited` is what it was."""
    answer = _answer.validate_python(request.answer.model_dump())
    tests: Tests = {language: own for language, own in request.tests.items()}
    change = Change(answer, tests, request.note)
    with _named():
        if request.edited is None:
            return _shown(desk.begin(change, identity.who, request.item))
        return _shown(desk.save(_seen(desk, answer.id, request.edited), change, identity.who))


@router.get(_ONE)
def answer(_: Reader, desk: TheDesk, answer_id: _Id) -> schemas.DraftAnswer:
    """The text in force."""
    found = desk.publisher.in_force().get(answer_id)
    if found is None:
        raise HTTPException(404, "No answer in force has that id.")
    return schemas.DraftAnswer.model_validate(found)


@router.get(_ONE + "/versions")
def versions(_: Reader, desk: TheDesk, answer_id: _Id) -> schemas.AnswerVersions:
    """All that was ever written of it here."""
    found = desk.versions.of(answer_id)
    return schemas.AnswerVersions(versions=tuple(map(_shown, found)))


@router.post(_ONE + "/check")
def check(_: Editor, desk: TheDesk, answer_id: _Id) -> schemas.Checks:
    """What keeps the draft from being published."""
    version = _open(desk, answer_id)
    change = Change(version.answer, version.tests, version.note)
    return schemas.Checks(
        faults=tuple(map(schemas.FaultFound.model_validate, desk.faults(change))),
        elsewhere=tuple(map(schemas.ServedElsewhere.model_validate, desk.elsewhere(change))),
    )


@router.post(_ONE + "/preview")
def preview(
    _: Editor, desk: TheDesk, answer_id: _Id, request: schemas.PreviewRequest
) -> schemas.Preview:
    """What visitors would be told with the draft, and whether its test questions get it."""
    version = _open(desk, answer_id)
    with _named():
        assistant = desk.preview(version.answer)
        tried = desk.trials(Change(version.answer, version.tests, version.note))
    told = (assistant.answer(q, Conversation(""), request.language) for q in request.questions)
    return schemas.Preview(
        answers=tuple(map(to_unstored, told)),
        tests=tuple(map(schemas.TriedQuestion.model_validate, tried)),
    )


@router.post(_ONE + "/impact")
def impact(
    _: Editor,
    desk: TheDesk,
    settings: TheSettings,
    answer_id: _Id,
    request: schemas.ImpactRequest,
) -> schemas.Impact:
    """Which of the questions asked last the draft would change."""
    version = _open(desk, answer_id)
    with _named():
        found = desk.impact(version.answer, settings.impact_questions, request.skip, SECONDS)
    changed = tuple(map(_changed, found.changed))
    return schemas.Impact(looked_at=found.looked_at, total=found.total, changed=changed)


@router.post(_ONE + "/submit")
def submit(
    identity: Editor, desk: TheDesk, answer_id: _Id, seen: schemas.Seen
) -> schemas.AnswerVersion:
    """Hand the draft to the person who publishes it."""
    return _changed_by(lambda: desk.submit(_seen(desk, answer_id, seen.edited), identity.who))


@router.post(_ONE + "/publish")
def publish(
    identity: Editor, desk: TheDesk, answer_id: _Id, seen: schemas.Seen
) -> schemas.AnswerVersion:
    """Put the draft in force; it is served at once.

    Where a second person must publish, a key cannot: nobody knows whose it is.
    """
    if desk.publisher.second_person and identity.user is None:
        raise HTTPException(403, "A person must publish this in the console: keys cannot.")
    return _changed_by(lambda: desk.publish(_seen(desk, answer_id, seen.edited), identity.who))


@router.post(_ONE + "/withdraw")
def withdraw(identity: Editor, desk: TheDesk, answer_id: _Id) -> schemas.AnswerVersion:
    """Take the answer out of service."""
    return _changed_by(lambda: desk.withdraw(answer_id, identity.who))


@router.delete(_ONE + "/draft", status_code=204)
def discard(identity: Editor, desk: TheDesk, answer_id: _Id) -> None:
    """Throw the draft away."""
    with _named():
        desk.discard(_open(desk, answer_id), identity.who)


@contextmanager
def _named() -> Iterator[None]:
    """What goes wrong as a status with its reason."""
    try:
        yield
    except UnknownVersion as error:
        raise HTTPException(404, str(error)) from error
    except VersionConflict as error:
        raise HTTPException(409, str(error)) from error
    except NothingToShow as error:
        raise HTTPException(400, str(error)) from error
    except InvalidKnowledge as error:
        raise HTTPException(400, "; ".join(error.problems)) from error


def _changed_by(work: Callable[[], Version]) -> schemas.AnswerVersion:
    with _named():
        return _shown(work())


def _open(desk: Desk, answer_id: str) -> Version:
    version = desk.open_version(answer_id)
    if version is None:
        raise HTTPException(404, "No draft of that answer is begun.")
    return version


def _seen(desk: Desk, answer_id: str, edited: int) -> Version:
    version = _open(desk, answer_id)
    if version.edited != edited:
        raise HTTPException(409, "The draft was changed since it was read.")
    return version


def _shown(version: Version) -> schemas.AnswerVersion:
    return _version.validate_python(version, from_attributes=True)


def _listed(shelved: Shelved) -> schemas.ListedAnswer:
    return schemas.ListedAnswer(
        id=shelved.answer.id,
        topic=shelved.answer.topic,
        question=shelved.title[1],
        standing=shelved.standing,
        stale=shelved.stale.reason if shelved.stale else None,
        stale_sources=shelved.stale.sources if shelved.stale else (),
        open=shelved.open.state if shelved.open else None,
        missing=shelved.missing,
        review_by=shelved.answer.review_by,
        served=shelved.served,
    )


def _changed(one: Changed) -> schemas.ChangedReply:
    return schemas.ChangedReply(
        question=one.question.text,
        language=one.question.language,
        times=one.question.times,
        old=to_unstored(one.old),
        new=to_unstored(one.new),
    )
