"""What people do with documents in a running server: add, change, remove, restore, ingest again.

Every change is told to a recorder, and put in force by a Job.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any

from sqlalchemy import Engine

from ingest.draft import is_url, key_of, upload_of
from ingest.errors import IngestError, Unreadable
from ingest.job import Job, JobAction, Task
from ingest.jobs import Jobs
from ingest.look import look
from ingest.settings import IngestSettings
from ingest.uploads import Uploads
from knowledge.catalogue import Catalogue
from knowledge.document import Source
from knowledge.errors import InvalidKnowledge
from knowledge.overrides import Override, Overrides, changed, faults, read_overrides
from knowledge.recorder import Recorder

_ENDING = 8  # characters that tell one id from another of the same name


class UnknownSource(IngestError):
    """No Document has that id."""


@dataclass(frozen=True, slots=True)
class Received:
    """A file that was sent, and is kept until it is ingested."""

    origin: str
    source: Source | None
    """What it says of itself; None where it holds several Documents, or addresses."""

    @property
    def key(self) -> str:
        """What it is called by until then: its digest and its name."""
        return key_of(self.origin)


class Keeper:
    """Begins the Jobs that change Documents; every call raises JobRunning while one runs."""

    def __init__(
        self, engine: Engine, settings: IngestSettings, recorder: Recorder, jobs: Jobs
    ) -> None:
        self._engine, self._settings = engine, settings
        self._catalogue = Catalogue(engine)
        self._overrides = Overrides(engine, recorder)
        self._uploads = Uploads(engine)
        self.jobs = jobs

    @property
    def max_file_mb(self) -> float:
        """How large one file may be."""
        return self._settings.max_file_mb

    def upload(self, files: Sequence[tuple[str, bytes]], who: str) -> Job:
        """Keep files, given by name and content, and ingest them; raises Unreadable, and then
        none of them is ingested."""
        self.jobs.require_idle()
        if not files:
            raise Unreadable("choose a file")
        every = [self._uploads.keep(name, data, self._most) for name, data in files]
        names = ", ".join(map(_name, every))
        return self._begin(Task(JobAction.UPLOAD, names, tuple(every)), who)

    def receive(self, name: str, data: bytes) -> Received:
        """Keep one file and look into it.

        Raises Unreadable, where an ingestion would fail; then it is not kept.
        """
        origin = self._uploads.keep(name, data, self._most)
        with self._dropped_if_refused(origin):
            return self._received(origin)

    def received(self, key: str) -> Received:
        """A file that was received before; raises Unreadable."""
        return self._received(upload_of(key))

    def ingest_received(self, received: Received, changes: Mapping[str, Any], who: str) -> Job:
        """Ingest a file that was received, as what it is said to be.

        Raises InvalidKnowledge with every fault.
        """
        origin, present = received.origin, received.source
        self.jobs.require_idle()
        if present is not None:
            wanted = changed(present, changes)
            if problems := faults(wanted, self._catalogue.sources()):
                raise InvalidKnowledge(problems)
            # What an attempt before this one left counts no more, also where nothing is changed.
            if wanted != present or present.id in read_overrides(self._engine):
                self._overrides.change(present, origin, wanted, who)
        return self._begin(Task(JobAction.UPLOAD, _name(origin), (origin,)), who)

    def namesake(self, source: Source) -> Source | None:
        """The Document that has the name of one that was received, which got another id for it."""
        name, _, ending = source.id.rpartition("-")
        is_other = len(ending) == _ENDING and self.replaceable(name)
        return self._catalogue.sources().get(name) if is_other else None

    def replaceable(self, source_id: str) -> bool:
        """Whether a Document's file was sent, so that another can take its place."""
        origin = self._catalogue.origins().get(source_id, "")
        return self._uploads.holds(origin)

    def replace(self, source_id: str, name: str, data: bytes, who: str) -> Job:
        """Put another file in the place of a Document's own; what was changed of it by hand stays.

        Raises UnknownSource, and Unreadable where its file was not sent, or the other is unfit.
        """
        self._source(source_id)
        self.jobs.require_idle()
        if not self.replaceable(source_id):
            raise Unreadable("only a file that was sent can be replaced")
        old = self._catalogue.origins()[source_id]
        new = self._uploads.keep(source_id + Path(name).suffix, data, self._most)
        with self._dropped_if_refused(new):
            found = self._look(new, but=source_id)
            if found is None or found.id != source_id:
                told = found.id if found else "many"
                raise Unreadable(f"{name} cannot take its place: it is {told}")
        replaced = (old,) if old != new else ()
        return self._begin(Task(JobAction.REPLACE, source_id, (new,), replaced), who)

    def add(self, address: str, who: str) -> Job:
        """Fetch a page and ingest it; raises Unreadable for what is no address."""
        address = address.strip()
        if not is_url(address) or len(address) > 2000:
            raise Unreadable("enter an address that begins with https:// or http://")
        return self.jobs.begin(Task(JobAction.ADDRESS, address, (address,)), who)

    def ingest_project(self, who: str) -> Job:
        """Ingest the project's own documents and verified answers."""
        return self.jobs.begin(Task(JobAction.PROJECT, "the project's own knowledge"), who)

    def ingest_again(self, source_id: str, who: str) -> Job:
        """Read a Document's file or page again; raises UnknownSource, and Unreadable where the
        file is not there any more."""
        self._source(source_id)
        path = self._readable(self._catalogue.origins()[source_id])
        return self.jobs.begin(Task(JobAction.AGAIN, source_id, (path,)), who)

    def change(self, source_id: str, changes: Mapping[str, Any], who: str) -> Job | None:
        """Make a Source what is wanted of it, whatever its file says; None where it is so already.

        Raises UnknownSource, and InvalidKnowledge with every fault.
        """
        present = self._source(source_id)
        wanted = changed(present, changes)
        if problems := faults(wanted, self._catalogue.sources()):
            raise InvalidKnowledge(problems)
        if wanted == present:
            return None
        self.jobs.require_idle()
        self._overrides.change(present, self._catalogue.origins()[source_id], wanted, who)
        return self.jobs.begin(Task(JobAction.CHANGE, source_id), who)

    def remove(self, source_id: str, who: str) -> Job:
        """Take a Document out of service, and keep it out; raises UnknownSource."""
        self._source(source_id)
        self.jobs.require_idle()
        self._overrides.remove(source_id, self._catalogue.origins()[source_id], who)
        return self.jobs.begin(Task(JobAction.REMOVE, source_id), who)

    def restore(self, source_id: str, who: str) -> Job:
        """Let a removed Document in again, and ingest it; raises UnknownSource, and Unreadable
        where its file is not there any more."""
        found = next((o for o in self.removed() if o.source_id == source_id), None)
        if found is None:
            raise UnknownSource(f"no document {source_id!r} was removed")
        path = self._readable(found.origin)
        self.jobs.require_idle()
        self._overrides.restore(source_id, who)
        return self.jobs.begin(Task(JobAction.RESTORE, source_id, (path,)), who)

    def removed(self) -> list[Override]:
        """What was removed and can be restored, the latest first."""
        found = [o for o in read_overrides(self._engine).values() if o.removed]
        return sorted(found, key=lambda o: o.changed_at, reverse=True)

    def _begin(self, task: Task, who: str) -> Job:
        """Begin a Job with files that were sent: from now on they are kept for good."""
        self._uploads.admit(task.paths)
        return self.jobs.begin(task, who)

    @property
    def _most(self) -> int:
        return int(self._settings.max_file_mb * 1_000_000)

    def _received(self, origin: str) -> Received:
        return Received(origin, self._look(origin))

    def _look(self, origin: str, but: str = "") -> Source | None:
        removed = {o.source_id: o.origin for o in self.removed()}
        taken = self._catalogue.origins() | removed
        taken.pop(but, None)
        return look(origin, self._uploads.content, self._settings.limits, taken)

    def _source(self, source_id: str) -> Source:
        source = self._catalogue.sources().get(source_id)
        if source is None:
            raise UnknownSource(f"no document has the id {source_id!r}")
        return source

    @contextmanager
    def _dropped_if_refused(self, origin: str) -> Iterator[None]:
        try:
            yield
        except Unreadable:
            self._uploads.drop(origin)
            raise

    def _readable(self, origin: str) -> str:
        """The file or page that a Document came from, which may hold others too."""
        for path in (origin, origin.rpartition("#")[0]):
            if is_url(path) or self._uploads.holds(path) or Path(path).is_file():
                return path
        raise Unreadable("the file that it came from is not there any more")


def _name(origin: str) -> str:
    return PurePosixPath(origin).name
