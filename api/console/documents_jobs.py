"""Adding documents, and the ingestions that put them in force."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from fastapi import File, Form, Query, UploadFile
from starlette.responses import Response

from api.accounts.access import Editor, Reader
from api.accounts.values import Role
from api.console.documents import document_page_with, go_to
from api.console.documents_keeper import DOCUMENTS, TheKeeper, one_of, refusals, sent
from api.console.documents_sent import look_at
from api.console.frame import Frame, TheFrame, page_router
from api.parts import TheParts
from ingest.errors import IngestError, Unreadable
from ingest.find import SUFFIXES
from ingest.job import JobAction, JobState
from ingest.jobs import PAGE
from ingest.keeper import Keeper

router = page_router()
_ADDING = {JobAction.UPLOAD, JobAction.ADDRESS}
_NEW, _JOBS = DOCUMENTS + "/new", DOCUMENTS + "/jobs"
_Page = Annotated[int, Query(ge=1, le=10_000)]


@router.get(_NEW)
def new_page(frame: TheFrame, me: Editor, keeper: TheKeeper) -> Response:
    """The ways to add a document."""
    return _new_page(frame, keeper)


@router.post(DOCUMENTS + "/upload")
def upload(
    frame: TheFrame,
    me: Editor,
    parts: TheParts,
    keeper: TheKeeper,
    files: Annotated[list[UploadFile], File()],
    replaces: Annotated[str, Form(max_length=120)] = "",
) -> Response:
    """Take files: one is looked at first, several are ingested as what they say of themselves, and
    one that takes another's place as what that one was."""
    given = sent(files)
    if replaces:
        return _replace(frame, parts, keeper, replaces, given, me.who)
    try:
        if len(given) == 1:
            return look_at(keeper.receive(*given[0]).key)
        return go_to(frame, keeper.upload(given, me.who))
    except IngestError as error:
        return _new_page(frame, keeper, 422, wrong={"files": str(error)})


@router.post(DOCUMENTS + "/address")
def add_address(
    frame: TheFrame, me: Editor, keeper: TheKeeper, address: Annotated[str, Form(max_length=2000)]
) -> Response:
    """Fetch a page."""
    try:
        return go_to(frame, keeper.add(address, me.who))
    except IngestError as error:
        wrong = {"address": str(error)}
        return _new_page(frame, keeper, 422, wrong=wrong, address=address)


@router.post(DOCUMENTS + "/project")
def ingest_project(
    frame: TheFrame, me: Editor, keeper: TheKeeper, sure: Annotated[Literal["yes"], Form()]
) -> Response:
    """Ingest the project's own knowledge."""
    with refusals():
        return go_to(frame, keeper.ingest_project(me.who))


@router.get(_JOBS)
def jobs_page(frame: TheFrame, me: Reader, keeper: TheKeeper, page: _Page = 1) -> Response:
    """All ingestions, the latest first."""
    jobs, total = keeper.jobs.page(page)
    pages = max(1, -(-total // PAGE))
    return frame.page("documents_jobs.html", jobs=jobs, total=total, page=page, pages=pages)


@router.get(_JOBS + "/{job_id}")
def job_page(frame: TheFrame, me: Reader, keeper: TheKeeper, job_id: str) -> Response:
    """One ingestion: how far it is, or what it did."""
    with refusals():
        job = keeper.jobs.get(int(job_id) if job_id.isdecimal() and len(job_id) < 10 else 0)
    return frame.page(
        "documents_job.html",
        job=job,
        runs=job.state is JobState.RUNNING,
        may_undo=me.role.covers(Role.ADMIN) and job.task.action in _ADDING,
    )


def _replace(  # noqa: PLR0913  the parts of one request
    frame: Frame,
    parts: TheParts,
    keeper: Keeper,
    source_id: str,
    given: list[tuple[str, bytes]],
    who: str,
) -> Response:
    with refusals():
        try:
            return go_to(frame, keeper.replace(source_id, *one_of(given), who))
        except Unreadable as error:
            if not keeper.replaceable(source_id):
                raise  # its page has no such form
            wrong = {"files": str(error)}
            return document_page_with(frame, parts, keeper, source_id, 422, wrong=wrong)


def _new_page(frame: Frame, keeper: Keeper, status: int = 200, **context: Any) -> Response:
    shown: dict[str, Any] = {
        "wrong": {},
        "address": "",
        "running": keeper.jobs.running,
        "suffixes": sorted(SUFFIXES),
        "max_file_mb": keeper.max_file_mb,
    }
    return frame.page("documents_new.html", status, **(shown | context))
