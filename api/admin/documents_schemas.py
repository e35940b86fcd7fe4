"""The wire models of documents, ingestions and evaluation runs."""

from __future__ import annotations

from datetime import date
from typing import Any, Literal

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field

from api.console.evaluation_runs import EvaluationRun as Run
from api.console.evaluation_runs import RunState
from api.schemas import Day, WireModel
from ingest.job import Job as IngestJob
from ingest.job import JobAction, JobState
from knowledge.document import Kind, Precision, Reliability
from knowledge.holdings import Held
from knowledge.validity import Validity


class _Request(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class AddressRequest(_Request):
    """A page to fetch and ingest."""

    url: str = Field(max_length=2000)


class IngestRequest(_Request):
    """What to ingest: `project` is the project's own documents and verified answers."""

    what: Literal["project"]


class DocumentChange(_Request):
    """What to say of a document whatever its file says; what is left out stays."""

    title: str | None = Field(default=None, max_length=500)
    publisher: str | None = Field(default=None, max_length=300)
    url: str | None = Field(default=None, max_length=2000)
    kind: Kind | None = None
    language: str | None = Field(default=None, max_length=8)
    reliability: Reliability | None = None
    published: Day | None = None
    date_precision: Precision | None = None
    valid_until: Day | None = None
    superseded_by: str | None = Field(default=None, max_length=120)


class RunRequest(_Request):
    """An evaluation to begin; no suites are all of them."""

    suites: tuple[str, ...] = Field(max_length=50)


class DocumentEntry(WireModel):
    """A document, without its text."""

    id: str
    title: str
    publisher: str
    url: str
    language: str
    kind: Kind
    reliability: Reliability
    published: date | None
    published_precision: Precision
    valid_until: date | None
    superseded_by: str | None
    validity: Validity
    origin: str
    passages: int
    ingested_at: AwareDatetime
    cited_by: tuple[str, ...]
    """Ids of verified answers."""


class RemovedDocument(WireModel):
    """A document that was taken out of service."""

    id: str
    origin: str
    removed_by: str
    removed_at: AwareDatetime


class Documents(WireModel):
    """A page of documents, 25 each, the newest publication first."""

    documents: tuple[DocumentEntry, ...]
    total: int
    page: int
    pages: int
    removed: tuple[RemovedDocument, ...]


class PassageText(WireModel):
    """A piece of a document, as it is searched."""

    id: str
    heading: tuple[str, ...]
    text: str


class DocumentText(DocumentEntry):
    """A document with its passages; `changes` is what people changed of it."""

    passage_texts: tuple[PassageText, ...]
    changes: dict[str, Any]


class Job(WireModel):
    """An ingestion; `report` and `changed` are there once it is done."""

    id: int
    action: JobAction
    subject: str
    who: str
    state: JobState
    stage: str
    share: float
    began_at: AwareDatetime
    ended_at: AwareDatetime | None
    problem: str
    report: dict[str, Any] | None
    changed: dict[str, Any] | None


class Jobs(WireModel):
    """A page of ingestions, 25 each, the latest first."""

    jobs: tuple[Job, ...]
    total: int
    page: int


class EvaluationRun(WireModel):
    """An evaluation; `figures` are those of `techforce eval run --json`."""

    id: str
    state: RunState
    began_at: AwareDatetime
    who: str
    suites: tuple[str, ...]
    gate: str
    cases: int
    passed: int
    problem: str
    figures: dict[str, Any]
    configuration: dict[str, Any]


class EvaluationRuns(WireModel):
    """All evaluations, the latest first, 25 a page; `figures` and `configuration` are left out."""

    runs: tuple[EvaluationRun, ...]
    total: int
    page: int


def entry_fields(row: Held) -> dict[str, Any]:
    """The fields of a DocumentEntry."""
    source, holding = row.holding.source, row.holding
    return {
        "id": source.id,
        "title": source.title,
        "publisher": source.publisher,
        "url": source.url,
        "language": source.language,
        "kind": source.kind,
        "reliability": source.reliability,
        "published": source.published,
        "published_precision": source.date_precision,
        "valid_until": source.valid_until,
        "superseded_by": source.superseded_by,
        "validity": row.validity,
        "origin": holding.origin,
        "passages": holding.passages,
        "ingested_at": holding.ingested_at,
        "cited_by": row.answers,
    }


def to_job(job: IngestJob) -> Job:
    """An ingestion on the wire."""
    return Job(
        id=job.id,
        action=job.task.action,
        subject=job.task.subject,
        who=job.who,
        state=job.state,
        stage=job.stage,
        share=round(job.share, 3),
        began_at=job.began_at,
        ended_at=job.ended_at,
        problem=job.problem,
        report=None if job.report is None else dict(job.report),
        changed=None if job.changed is None else dict(job.changed),
    )


def to_run(run: Run, *, whole: bool) -> EvaluationRun:
    """An evaluation on the wire."""
    return EvaluationRun(
        id=run.id,
        state=run.state,
        began_at=run.began_at,
        who=run.who,
        suites=run.suites,
        gate=run.gate,
        cases=run.cases,
        passed=run.passed,
        problem=run.problem,
        figures=dict(run.figures) if whole else {},
        configuration=dict(run.configuration) if whole else {},
    )
