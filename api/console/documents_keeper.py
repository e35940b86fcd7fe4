"""The Keeper of the running service, and what pages and JSON share on documents."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from threading import Lock
from typing import Annotated

from fastapi import Depends, FastAPI, Request, UploadFile
from fastapi.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException

from api.accounts.access import TheAccounts
from api.accounts.audit import Audit
from api.parts import Parts, TheParts
from assistant.replay import Replay
from ingest import earlier_uploads
from ingest.errors import Unreadable
from ingest.job import JobRunning, Task, UnknownJob
from ingest.jobs import Jobs
from ingest.keeper import Keeper, UnknownSource
from ingest.report import IngestReport
from ingest.settings import IngestSettings
from ingest.work import work
from knowledge.embedder import Progress
from knowledge.errors import InvalidKnowledge

DOCUMENTS = "/console/documents"
UPLOADS = (f"{DOCUMENTS}/upload", "/v1/admin/documents/upload")
"""Paths that are sent files."""
_making = Lock()


def keeper(request: Request, parts: TheParts, accounts: TheAccounts) -> Keeper:
    """One for all requests: a single ingestion runs at a time."""
    with _making:
        kept: tuple[Parts, Keeper] | None = getattr(request.app.state, "keeper", None)
        if kept is None or kept[0] is not parts:
            kept = parts, _open_keeper(parts, accounts.audit)
            request.app.state.keeper = kept
    return kept[1]


async def close_keeper(app: FastAPI) -> None:
    """End the ingestion that runs, if one does, before the stores it writes to are closed."""
    kept: tuple[Parts, Keeper] | None = getattr(app.state, "keeper", None)
    if kept is not None:
        await run_in_threadpool(kept[1].jobs.close)


TheKeeper = Annotated[Keeper, Depends(keeper)]


def _open_keeper(parts: Parts, audit: Audit) -> Keeper:
    settings = IngestSettings()
    earlier_uploads.take_in(parts.engine, settings.data_dir)
    replay = Replay(parts.live, parts.engine, settings.replay_questions)

    def carry_out(task: Task, progress: Progress) -> IngestReport:
        # The embedder of the collection that is live then: another one may have been switched to.
        return work(settings, parts.live.ground.parts.embedder)(task, progress)

    jobs = Jobs(parts.engine, audit, carry_out, replay.begin)
    return Keeper(parts.engine, settings, audit, jobs)


@contextmanager
def refusals() -> Iterator[None]:
    """What the Keeper refuses, as HTTP errors."""
    try:
        yield
    except (UnknownSource, UnknownJob) as error:
        raise HTTPException(404, str(error)) from error
    except JobRunning as error:
        raise HTTPException(409, str(error)) from error
    except Unreadable as error:
        raise HTTPException(400, str(error)) from error
    except InvalidKnowledge as error:
        raise HTTPException(400, "; ".join(error.problems)) from error


def sent(files: list[UploadFile]) -> list[tuple[str, bytes]]:
    """Name and content of files that were sent; a form without a file sends an empty one."""
    return [(file.filename, file.file.read()) for file in files if file.filename]


def one_of(given: list[tuple[str, bytes]]) -> tuple[str, bytes]:
    """The only file; raises Unreadable."""
    if len(given) != 1:
        raise Unreadable("choose one file")
    return given[0]
