"""The documents: their list, one with its passages, and what can be done with it."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any
from urllib.parse import urlencode

from fastapi import Form, Query
from pydantic import BaseModel, ConfigDict, Field
from starlette.exceptions import HTTPException
from starlette.responses import Response

from api.accounts.access import Admin, Editor, Reader
from api.console.documents_form import DATES, NAMES, filled, values
from api.console.documents_keeper import DOCUMENTS, TheKeeper, refusals
from api.console.frame import Frame, TheFrame, page_router
from api.parts import TheParts
from ingest.errors import IngestError
from ingest.find import SUFFIXES
from ingest.job import Job
from ingest.keeper import Keeper
from knowledge.catalogue import Catalogue
from knowledge.document import LANGUAGES, Kind, Reliability
from knowledge.errors import InvalidKnowledge
from knowledge.holdings import HeldPage, Wanted, cited_by, held, holdings
from knowledge.overrides import read_overrides
from knowledge.validity import Validity, validity

router = page_router()
_ONE = DOCUMENTS + "/source/{source_id}"
CHOICES: dict[str, Any] = {
    "kinds": [kind.value for kind in Kind],
    "languages": LANGUAGES,
    "reliabilities": [reliability.value for reliability in Reliability],
    "validities": [state.value for state in Validity],
}
"""What the fields and filters of documents offer."""
Typed = Annotated[str, Form(max_length=2000)]


class Listed(BaseModel):
    """Which documents are listed."""

    model_config = ConfigDict(frozen=True)

    q: str = Field(default="", max_length=200)
    kind: str = Field(default="", max_length=20)
    language: str = Field(default="", max_length=8)
    reliability: str = Field(default="", max_length=10)
    validity: str = Field(default="", max_length=12)
    page: int = Field(default=1, ge=1, le=10_000)

    @property
    def wanted(self) -> Wanted:
        """The same for the list below."""
        return Wanted(self.q, self.kind, self.language, self.reliability, self.validity)


class Typing(BaseModel):
    """What is typed about a Source."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    title: str = Field(default="", max_length=500)
    publisher: str = Field(default="", max_length=300)
    url: str = Field(default="", max_length=2000)
    kind: str = Field(default="", max_length=20)
    language: str = Field(default="", max_length=8)
    reliability: str = Field(default="", max_length=10)
    superseded_by: str = Field(default="", max_length=120)
    published: str = Field(default="", max_length=10)
    valid_until: str = Field(default="", max_length=10)


@router.get(DOCUMENTS)
def documents_page(
    frame: TheFrame,
    me: Reader,
    parts: TheParts,
    keeper: TheKeeper,
    listed: Annotated[Listed, Query()],
) -> Response:
    """All documents, with filters, and those that were removed."""
    found: HeldPage = held(parts.engine, date.today(), listed.wanted, listed.page)
    query = listed.model_dump(exclude_defaults=True, exclude={"page"})
    return frame.page(
        "documents_list.html",
        found=found,
        listed=listed,
        query=f"{urlencode(query)}&" if query else "",
        removed=keeper.removed(),
        running=keeper.jobs.running,
        **CHOICES,
    )


@router.get(_ONE)
def document_page(
    frame: TheFrame, me: Reader, parts: TheParts, keeper: TheKeeper, source_id: str
) -> Response:
    """One document: what is known of it, what rests on it, and its text by passages."""
    return document_page_with(frame, parts, keeper, source_id)


@router.post(_ONE)
def change_document(
    frame: TheFrame,
    me: Editor,
    parts: TheParts,
    keeper: TheKeeper,
    source_id: str,
    typed: Annotated[Typing, Form()],
) -> Response:
    """Say otherwise than its file what a document is."""
    form = typed.model_dump()
    try:
        job = keeper.change(source_id, values(form), me.who)
    except InvalidKnowledge as error:
        wrong = told_beside(error)
        return document_page_with(frame, parts, keeper, source_id, 422, form=form, wrong=wrong)
    except IngestError as error:
        return document_page_with(frame, parts, keeper, source_id, 409, form=form, error=str(error))
    if job is None:
        return frame.go(_path(source_id), "It is so already: nothing was changed.")
    return go_to(frame, job)


@router.post(_ONE + "/again")
def read_again(frame: TheFrame, me: Editor, keeper: TheKeeper, source_id: str) -> Response:
    """Read a document's file or page again."""
    with refusals():
        return go_to(frame, keeper.ingest_again(source_id, me.who))


@router.post(_ONE + "/remove")
def remove(frame: TheFrame, me: Admin, keeper: TheKeeper, source_id: str) -> Response:
    """Take a document out of service, and keep it out."""
    with refusals():
        return go_to(frame, keeper.remove(source_id, me.who))


@router.post(_ONE + "/restore")
def restore(frame: TheFrame, me: Admin, keeper: TheKeeper, source_id: str) -> Response:
    """Let a removed document in again."""
    with refusals():
        return go_to(frame, keeper.restore(source_id, me.who))


def told_beside(error: InvalidKnowledge) -> dict[str, str]:
    """What is wrong, by the field that it is told beside."""
    return dict(problem.partition(": ")[::2] for problem in reversed(error.problems))


def go_to(frame: Frame, job: Job) -> Response:
    """Go on to the page of a Job."""
    return frame.go(f"{DOCUMENTS}/jobs/{job.id}")


def document_page_with(
    frame: Frame,
    parts: TheParts,
    keeper: Keeper,
    source_id: str,
    status: int = 200,
    **context: Any,
) -> Response:
    """The page of a document, with more or other things shown; 404 where there is none."""
    catalogue = Catalogue(parts.engine)
    document = catalogue.document(source_id)
    if document is None:
        raise HTTPException(404, "No document has that id, or it was removed.")
    every = holdings(parts.engine)
    sources = {holding.source.id: holding.source for holding in every}
    answers = {answer.id: answer for answer in catalogue.answers()}
    cited = [answers[i] for i in cited_by(parts.engine).get(source_id, ()) if i in answers]
    changes = read_overrides(parts.engine).get(source_id)
    shown: dict[str, Any] = {
        "document": document,
        "holding": next(h for h in every if h.source.id == source_id),
        "validity": validity(document.source, sources, date.today()).value,
        "passages": parts.live.ground.passages.get(source_id, ()),
        "cited": cited,
        "others": [s for s in sorted(sources.values(), key=lambda s: s.title) if s.id != source_id],
        "changes": changes.changes if changes else {},
        "changed": changes,
        "form": filled(document.source),
        "wrong": {},
        "running": keeper.jobs.running,
        "fields": (*NAMES, *DATES),
        "jobs": keeper.jobs.of(source_id),
        "replaceable": keeper.replaceable(source_id),
        "suffixes": sorted(SUFFIXES),
        "max_file_mb": keeper.max_file_mb,
    }
    return frame.page("document.html", status, **(shown | CHOICES | context))


def _path(source_id: str) -> str:
    return f"{DOCUMENTS}/source/{source_id}"
