"""Documents and their ingestions as JSON."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from fastapi import File, Form, Path, Query, UploadFile
from starlette.exceptions import HTTPException

from api.accounts.access import Admin, Editor, Reader
from api.admin import documents_schemas as schemas
from api.admin.route import admin_router
from api.console.documents_keeper import TheKeeper, one_of, refusals, sent
from api.parts import TheParts
from knowledge.holdings import Wanted, held
from knowledge.overrides import read_overrides

router = admin_router()
_Id = Annotated[str, Path(max_length=120)]
_Page = Annotated[int, Query(ge=1, le=10_000)]
_Words = Annotated[str, Query(max_length=200)]
_Value = Annotated[str, Query(max_length=20)]


@router.get("/documents")
def documents(  # noqa: PLR0913  one parameter a filter
    _: Reader,
    parts: TheParts,
    keeper: TheKeeper,
    q: _Words = "",
    kind: _Value = "",
    language: _Value = "",
    reliability: _Value = "",
    validity: _Value = "",
    page: _Page = 1,
) -> schemas.Documents:
    """A page of documents, and those that were removed."""
    wanted = Wanted(q, kind, language, reliability, validity)
    found = held(parts.engine, date.today(), wanted, page)
    removed = tuple(
        schemas.RemovedDocument(
            id=o.source_id, origin=o.origin, removed_by=o.changed_by, removed_at=o.changed_at
        )
        for o in keeper.removed()
    )
    rows = tuple(schemas.DocumentEntry(**schemas.entry_fields(row)) for row in found.rows)
    return schemas.Documents(
        documents=rows, total=found.total, page=page, pages=found.pages, removed=removed
    )


@router.post("/documents", status_code=202)
def add_document(me: Editor, keeper: TheKeeper, asked: schemas.AddressRequest) -> schemas.Job:
    """Fetch a page of the public internet and ingest it."""
    with refusals():
        return schemas.to_job(keeper.add(asked.url, me.who))


@router.post("/documents/upload", status_code=202)
def upload_documents(
    me: Editor,
    keeper: TheKeeper,
    files: Annotated[list[UploadFile], File()],
    replaces: Annotated[str, Form(max_length=120)] = "",
) -> schemas.Job:
    """Take files and ingest them; `replaces` is the id of a document whose file was sent, and whose
    place the only file takes."""
    given = sent(files)
    with refusals():
        if replaces:
            return schemas.to_job(keeper.replace(replaces, *one_of(given), me.who))
        return schemas.to_job(keeper.upload(given, me.who))


@router.get("/documents/{source_id}")
def document(_: Reader, parts: TheParts, source_id: _Id) -> schemas.DocumentText:
    """One document with its passages."""
    row = next(iter(held(parts.engine, date.today(), Wanted(id=source_id)).rows), None)
    if row is None:
        raise HTTPException(404, "No document has that id, or it was removed.")
    changes = read_overrides(parts.engine).get(source_id)
    texts = tuple(
        schemas.PassageText(id=p.id, heading=p.heading, text=p.text)
        for p in parts.live.ground.passages.get(source_id, ())
    )
    return schemas.DocumentText(
        **schemas.entry_fields(row),
        passage_texts=texts,
        changes=dict(changes.changes) if changes else {},
    )


@router.patch("/documents/{source_id}", status_code=202)
def change_document(
    me: Editor, keeper: TheKeeper, source_id: _Id, change: schemas.DocumentChange
) -> schemas.Job | None:
    """Say otherwise than its file what a document is; null where it is so already."""
    with refusals():
        job = keeper.change(source_id, change.model_dump(mode="json", exclude_unset=True), me.who)
    return None if job is None else schemas.to_job(job)


@router.post("/documents/{source_id}/ingest", status_code=202)
def ingest_again(me: Editor, keeper: TheKeeper, source_id: _Id) -> schemas.Job:
    """Read a document's file or page again."""
    with refusals():
        return schemas.to_job(keeper.ingest_again(source_id, me.who))


@router.delete("/documents/{source_id}", status_code=202)
def remove_document(me: Admin, keeper: TheKeeper, source_id: _Id) -> schemas.Job:
    """Take a document out of service, and keep it out."""
    with refusals():
        return schemas.to_job(keeper.remove(source_id, me.who))


@router.post("/documents/{source_id}/restore", status_code=202)
def restore_document(me: Admin, keeper: TheKeeper, source_id: _Id) -> schemas.Job:
    """Let a removed document in again."""
    with refusals():
        return schemas.to_job(keeper.restore(source_id, me.who))


@router.get("/jobs")
def jobs(_: Reader, keeper: TheKeeper, page: _Page = 1) -> schemas.Jobs:
    """Ingestions, the latest first."""
    found, total = keeper.jobs.page(page)
    return schemas.Jobs(jobs=tuple(map(schemas.to_job, found)), total=total, page=page)


@router.post("/jobs", status_code=202)
def begin_job(me: Editor, keeper: TheKeeper, asked: schemas.IngestRequest) -> schemas.Job:
    """Ingest the project's own knowledge."""
    with refusals():
        return schemas.to_job(keeper.ingest_project(me.who))


@router.get("/jobs/{job_id}")
def job(_: Reader, keeper: TheKeeper, job_id: Annotated[str, Path(max_length=9)]) -> schemas.Job:
    """One ingestion: how far it is, or what it did."""
    with refusals():
        return schemas.to_job(keeper.jobs.get(int(job_id) if job_id.isdecimal() else 0))
