"""Ingestions that are asked for in a running server: one at a time, in a thread, written down."""

from __future__ import annotations

from contextlib import ExitStack
from dataclasses import replace
from datetime import UTC, datetime
from threading import Lock, Thread
from typing import Any

from sqlalchemy import JSON, Engine, String, Text, cast, func, or_, select, update
from sqlalchemy.orm import Mapped, mapped_column

from ingest.errors import IngestError
from ingest.job import (
    Job,
    JobAction,
    JobRunning,
    JobState,
    Task,
    UnknownJob,
    Watch,
    Work,
    unwatched,
)
from ingest.uploads import Uploads
from knowledge.database import Table, UtcDateTime, storable
from knowledge.engines import announced, nobody_ingests
from knowledge.errors import KnowledgeError, StoreBusy
from knowledge.recorder import Recorder
from knowledge.sessions import session_of

PAGE = 25


class _Closing(Exception):
    """The server ends; the next ingestion goes on with what this one has left."""


class _JobRow(Table):
    __tablename__ = "ingest_job"
    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    state: Mapped[str] = mapped_column(String(12), index=True)
    action: Mapped[str] = mapped_column(String(12))
    subject: Mapped[str] = mapped_column(Text)
    paths: Mapped[list[str]] = mapped_column(JSON)
    who: Mapped[str] = mapped_column(String(300))
    began_at: Mapped[datetime] = mapped_column(UtcDateTime)
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    problem: Mapped[str] = mapped_column(Text)
    report: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    changed: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))


def latest(engine: Engine) -> Job | None:
    """The Job that was begun last."""
    with session_of(engine) as session:
        row = session.scalar(select(_JobRow).order_by(_JobRow.id.desc()).limit(1))
    return _to_job(row) if row else None


class Jobs:
    """Begins Jobs and tells of them; safe for threads."""

    def __init__(
        self, engine: Engine, recorder: Recorder, work: Work, watch: Watch = unwatched
    ) -> None:
        """Whatever was running has ended with the process that ran it, unless it is another's."""
        self._engine, self._recorder, self._work, self._watch = engine, recorder, work, watch
        self._beginning, self._closing = Lock(), False
        self._running: Job | None = None
        self._thread: Thread | None = None
        if not nobody_ingests(engine):
            return
        sent: set[str] = set()
        with session_of(engine) as session, session.begin():
            for left in session.scalars(select(_JobRow).where(_JobRow.state == JobState.RUNNING)):
                sent.update(left.paths)
                left.state, left.ended_at = JobState.INTERRUPTED, datetime.now(UTC)
        Uploads(engine).settle(sent)

    @property
    def running(self) -> Job | None:
        """The Job that runs, with its stage and share."""
        return self._running

    def begin(self, task: Task, who: str) -> Job:
        """Begin a Job and return at once; raises JobRunning."""
        with self._beginning, ExitStack() as stack:
            self.require_idle()
            stack.enter_context(announced(self._engine))
            job = self._running = self._added(task, who)
            arguments = (job, stack.pop_all())
        self._thread = Thread(target=self._run, args=arguments, name="ingestion", daemon=True)
        self._thread.start()
        return job

    def require_idle(self) -> None:
        """Raises JobRunning while a Job runs, here or in a process that shares the database: what
        is written now, it would not know of."""
        if self._running is not None or not nobody_ingests(self._engine):
            raise JobRunning("An ingestion is running. Wait for it to end, and try again.")

    def wait(self, seconds: float | None = None) -> None:
        """Until the Job that runs has ended."""
        if self._thread is not None:
            self._thread.join(seconds)

    def close(self) -> None:
        """End the Job that runs at its next step: the stores are closed after it."""
        self._closing = True
        self.wait()

    def get(self, job_id: int) -> Job:
        """One Job; raises UnknownJob."""
        running = self._running
        if running is not None and running.id == job_id:
            return running
        with session_of(self._engine) as session:
            row = session.get(_JobRow, job_id)
        if row is None:
            raise UnknownJob(f"no ingestion has the number {job_id}")
        return _to_job(row)

    def page(self, number: int = 1) -> tuple[list[Job], int]:
        """A page of Jobs, the latest first, and how many there are in all."""
        query = select(_JobRow).order_by(_JobRow.id.desc()).offset((number - 1) * PAGE).limit(PAGE)
        running = self._running
        with session_of(self._engine) as session:
            total = session.scalar(select(func.count()).select_from(_JobRow)) or 0
            jobs = [_to_job(row) for row in session.scalars(query)]
        return [running if running and j.id == running.id else j for j in jobs], total

    def of(self, source_id: str) -> list[Job]:
        """The latest Jobs that were about a Document, or wrote it."""
        names = cast(_JobRow.report, Text).contains(f'"{source_id}"', autoescape=True)
        query = select(_JobRow).where(or_(_JobRow.subject == source_id, names))
        with session_of(self._engine) as session:
            rows = session.scalars(query.order_by(_JobRow.id.desc()).limit(PAGE))
            return [job for job in map(_to_job, rows) if job.is_about(source_id)]

    def _added(self, task: Task, who: str) -> Job:
        row = _JobRow(
            state=JobState.RUNNING,
            action=task.action,
            subject=storable(task.subject),
            paths=[*task.paths, *task.replaced],
            who=storable(who)[:300],
            began_at=datetime.now(UTC),
            problem="",
        )
        with session_of(self._engine) as session, session.begin():
            session.add(row)
            session.flush()
            told = {"for": task.action.value, "of": storable(task.subject)[:300]}
            self._recorder.add(session, who, "document.ingest", str(row.id), **told)
        return replace(_to_job(row), task=task)

    def _run(self, job: Job, announcement: ExitStack) -> None:
        ended = replace(job, state=JobState.FAILED, problem="The server had a fault: see its log.")
        try:
            changed_since = self._watch(self._progress)
            report = self._work(job.task, self._progress)
            told = report.to_json() | {"written": list(report.written)}
            ended = replace(job, state=JobState.DONE, problem="", report=told)
            ended = replace(ended, changed=changed_since(self._progress))
        except _Closing:
            ended = _unless_done(ended, JobState.INTERRUPTED, "The server was stopped.")
        except StoreBusy as error:
            ended = _unless_done(ended, JobState.REFUSED, str(error))
        except (KnowledgeError, IngestError) as error:
            ended = _unless_done(ended, JobState.FAILED, str(error))
        finally:
            announcement.close()  # who is told that it has ended may begin another
            self._end(replace(ended, ended_at=datetime.now(UTC)))

    def _progress(self, stage: str, share: float) -> None:
        if self._closing:
            raise _Closing
        if self._running is not None:
            self._running = replace(self._running, stage=stage, share=share)

    def _end(self, job: Job) -> None:
        values = {
            "state": job.state,
            "ended_at": job.ended_at,
            "problem": storable(job.problem),
            "report": job.report,
            "changed": job.changed,
        }
        try:
            with session_of(self._engine) as session, session.begin():
                session.execute(update(_JobRow).where(_JobRow.id == job.id).values(**values))
            Uploads(self._engine).settle({*job.task.paths, *job.task.replaced})
        finally:
            self._running = None


def _unless_done(job: Job, state: JobState, problem: str) -> Job:
    """What was ingested stays so, also where nobody could tell what that changed for visitors."""
    return job if job.state is JobState.DONE else replace(job, state=state, problem=problem)


def _to_job(row: _JobRow) -> Job:
    return Job(
        id=row.id,
        task=Task(JobAction(row.action), row.subject, tuple(row.paths)),
        who=row.who,
        state=JobState(row.state),
        began_at=row.began_at,
        ended_at=row.ended_at,
        problem=row.problem,
        report=row.report,
        changed=row.changed,
    )
