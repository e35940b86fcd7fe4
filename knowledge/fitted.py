"""What was fitted, where all who serve find it: a file of the data directory, or the database that
they share."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

from sqlalchemy import Engine, LargeBinary, String, delete
from sqlalchemy.orm import Mapped, mapped_column

from knowledge.classifier import FILE, Fitted, load, packed, read, save
from knowledge.collection import part
from knowledge.database import Table
from knowledge.errors import StoreUnavailable
from knowledge.sessions import session_of
from knowledge.settings import KnowledgeSettings


class _FittedRow(Table):
    __tablename__ = "fitted"
    collection: Mapped[str] = mapped_column(String(40), primary_key=True)
    content: Mapped[bytes] = mapped_column(LargeBinary)


def load_fitted(settings: KnowledgeSettings, engine: Engine, collection: str) -> Fitted:
    """What was fitted to a collection last; raises StoreUnavailable where there is nothing."""
    if not settings.shared:
        return load(_file(settings, collection))
    with session_of(engine) as session:
        row = session.get(_FittedRow, collection)
    if row is None:
        raise StoreUnavailable("nothing has been ingested: run `techforce ingest`.")
    return read(BytesIO(row.content), "what was fitted")


def save_fitted(
    settings: KnowledgeSettings, engine: Engine, collection: str, fitted: Fitted
) -> None:
    """Keep what was fitted to a collection, in place of what was kept before."""
    if not settings.shared:
        save(_file(settings, collection), fitted)
        return
    with session_of(engine) as session, session.begin():
        session.merge(_FittedRow(collection=collection, content=packed(fitted)))


def remove_fitted(settings: KnowledgeSettings, engine: Engine, collection: str) -> None:
    """Forget what was fitted to a collection."""
    _file(settings, collection).unlink(missing_ok=True)
    with session_of(engine) as session, session.begin():
        session.execute(delete(_FittedRow).where(_FittedRow.collection == collection))


def _file(settings: KnowledgeSettings, collection: str) -> Path:
    path = settings.data_dir / FILE
    return path.with_stem(part(path.stem, collection))
