"""What was fitted, where all who serve find it: a file of the data directory, or the database that
they share."""

from __future__ import annotations

from io import BytesIO

from sqlalchemy import Engine, LargeBinary
from sqlalchemy.orm import Mapped, mapped_column

from knowledge.classifier import FILE, Fitted, load, packed, read, save
from knowledge.database import Table
from knowledge.errors import StoreUnavailable
from knowledge.sessions import session_of
from knowledge.settings import KnowledgeSettings

_ONLY = 1


class _FittedRow(Table):
    __tablename__ = "fitted"
    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    content: Mapped[bytes] = mapped_column(LargeBinary)


def load_fitted(settings: KnowledgeSettings, engine: Engine) -> Fitted:
    """What the last ingestion fitted; raises StoreUnavailable where there is nothing."""
    if not settings.shared:
        return load(settings.data_dir / FILE)
    with session_of(engine) as session:
        row = session.get(_FittedRow, _ONLY)
    if row is None:
        raise StoreUnavailable("nothing has been ingested: run `techforce ingest`.")
    return read(BytesIO(row.content), "what was fitted")


def save_fitted(settings: KnowledgeSettings, engine: Engine, fitted: Fitted) -> None:
    """Keep what was fitted, in place of what was kept before."""
    if not settings.shared:
        save(settings.data_dir / FILE, fitted)
        return
    with session_of(engine) as session, session.begin():
        session.merge(_FittedRow(id=_ONLY, content=packed(fitted)))
