"""Files that were sent to the server: in the database, where every process finds them."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterator
from datetime import UTC, datetime
from pathlib import Path, PureWindowsPath
from typing import Any

from sqlalchemy import Engine, LargeBinary, String, delete, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Mapped, mapped_column
from sqlalchemy.sql.dml import ReturningUpdate

from ingest.describe import slug
from ingest.draft import bases, is_upload, upload_of
from ingest.errors import Unreadable
from ingest.find import SUFFIXES
from knowledge.catalogue import Catalogue
from knowledge.database import Table, UtcDateTime, storable
from knowledge.overrides import read_overrides
from knowledge.sessions import session_of


class _UploadRow(Table):
    __tablename__ = "upload"
    origin: Mapped[str] = mapped_column(String(160), primary_key=True)
    content: Mapped[bytes] = mapped_column(LargeBinary)
    waiting: Mapped[bool]
    sent_at: Mapped[datetime] = mapped_column(UtcDateTime)


class Uploads:
    """Keeps files by their origins; one that nobody has ingested yet waits to be. Raises
    StoreUnavailable where the database cannot be used."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def keep(self, name: str, data: bytes, max_bytes: int) -> str:
        """Store a file and return its origin; the same name and content is the same file. One that
        was not there before waits until it is admitted.

        Raises Unreadable for a format that is not ingested, and for a file that is empty or too
        large.
        """
        given = PureWindowsPath(name).name  # some browsers send the whole path
        suffix = Path(given).suffix.lower()
        if suffix not in SUFFIXES:
            known = " ".join(sorted(SUFFIXES))
            raise Unreadable(f"{given or 'a file without a name'}: not one of {known}")
        if not data.strip():
            raise Unreadable(f"{given}: is empty")
        if len(data) > max_bytes:
            raise Unreadable(f"{given}: larger than {max_bytes / 1_000_000:g} MB")
        safe = slug(Path(given).stem) or "document"
        digest = hashlib.sha256(safe.encode() + b"\0" + data).hexdigest()[:12]
        origin = upload_of(f"{digest}/{safe}{suffix}")
        self.put(origin, data, waiting=True, sent_at=datetime.now(UTC))
        return origin

    def put(self, origin: str, content: bytes, *, waiting: bool, sent_at: datetime) -> None:
        """Write a file under its origin; of one that is there already, only the time is new."""
        row = _UploadRow(origin=origin, content=content, waiting=waiting, sent_at=sent_at)
        try:
            with session_of(self._engine) as session, session.begin():
                if not session.scalar(_changed([origin], sent_at=sent_at)):
                    session.add(row)
        except IntegrityError:
            return  # somebody has just sent the same

    def content(self, origin: str) -> bytes:
        """What a file holds; raises Unreadable where there is none."""
        query = select(_UploadRow.content).where(_UploadRow.origin == storable(origin))
        with session_of(self._engine) as session:
            found = session.scalar(query)
        if found is None:
            raise Unreadable("no such file was sent, or it was removed")
        return found

    def holds(self, origin: str) -> bool:
        """Whether a Document came from a file that was sent, and that holds no other."""
        query = select(_UploadRow.origin).where(_UploadRow.origin == origin)
        with session_of(self._engine) as session:
            return session.scalar(query) is not None

    def admitted(self) -> list[str]:
        """The origins of files that were ingested, those sent last first."""
        query = select(_UploadRow.origin).where(~_UploadRow.waiting)
        latest_first = query.order_by(_UploadRow.sent_at.desc(), _UploadRow.origin)
        with session_of(self._engine) as session:
            return list(session.scalars(latest_first))

    def admit(self, origins: Collection[str]) -> None:
        """Keep files for good: they are ingested."""
        self._change(origins, waiting=False)

    def settle(self, origins: Collection[str]) -> None:
        """Let files wait again, of these, that no Document came from: they could not be read, or
        others took their places."""
        if sent := {origin for origin in origins if is_upload(origin)}:
            unused = sent - _used(self._engine)
            self._change(unused, waiting=True, sent_at=datetime.now(UTC))

    def drop(self, origin: str) -> None:
        """Remove a file that waits; one that was admitted stays."""
        waiting = _UploadRow.origin == origin, _UploadRow.waiting
        with session_of(self._engine) as session, session.begin():
            session.execute(delete(_UploadRow).where(*waiting))

    def drop_waiting(self, before: datetime) -> int:
        """Remove the files that have waited since before then; how many."""
        waiting = _UploadRow.waiting, _UploadRow.sent_at < before
        with session_of(self._engine) as session:
            old = set(session.scalars(select(_UploadRow.origin).where(*waiting)))
        if not old:
            return 0
        used = old & _used(self._engine)  # settled while what rests on it was being made anew
        self.admit(used)
        gone = delete(_UploadRow).where(*waiting, _UploadRow.origin.in_(old - used))
        with session_of(self._engine) as session, session.begin():
            return len(session.scalars(gone.returning(_UploadRow.origin)).all())

    def _change(self, origins: Collection[str], **values: Any) -> None:
        with session_of(self._engine) as session, session.begin():
            session.execute(_changed(origins, **values))


def _changed(origins: Collection[str], **values: Any) -> ReturningUpdate[tuple[str]]:
    found = update(_UploadRow).where(_UploadRow.origin.in_(origins)).values(**values)
    return found.returning(_UploadRow.origin)


def _used(engine: Engine) -> set[str]:
    """The origins of files that Documents came from: those that are served, and those that were
    removed and can be restored."""
    return {base for origin in _origins(engine) for base in bases(origin) if is_upload(base)}


def _origins(engine: Engine) -> Iterator[str]:
    catalogue = Catalogue(engine)
    yield from catalogue.origins().values()
    for root, _ in catalogue.fingerprints().values():
        yield root  # a list of addresses that was sent
    for override in read_overrides(engine).values():
        if override.removed:
            yield override.origin
