"""What is held, as a list: every Document without its text, and which verified answers cite it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from pydantic import TypeAdapter
from sqlalchemy import Engine, Table, select

from knowledge import catalogue as _catalogue
from knowledge.database import Table as Described
from knowledge.document import Source
from knowledge.folding import fold
from knowledge.sessions import session_of
from knowledge.validity import Validity, validity

PAGE = 25
_source = TypeAdapter(Source)


@dataclass(frozen=True, slots=True)
class Holding:
    """One ingested Document: its Source, where it came from, and how many Passages it has."""

    source: Source
    root: str
    origin: str
    passages: int
    ingested_at: datetime


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which Documents a list is to show; what is empty asks for all."""

    text: str = ""
    kind: str = ""
    language: str = ""
    reliability: str = ""
    validity: str = ""
    id: str = ""


_ALL = Wanted()


def holdings(engine: Engine) -> list[Holding]:
    """All Documents, the newest publication first, those without a date last."""
    table = _table("document")
    columns = (table.c.source, table.c.root, table.c.origin, table.c.passages, table.c.ingested_at)
    with session_of(engine) as session:
        found = [
            Holding(_source.validate_python(source), root, origin, passages, at)
            for source, root, origin, passages, at in session.execute(select(*columns))
        ]
    return sorted(found, key=_newest_first)


def cited_by(engine: Engine) -> dict[str, tuple[str, ...]]:
    """The ids of the verified answers in force that cite each Source."""
    table = _table("verified_answer_proof")
    rows = select(table.c.source_id, table.c.answer_id).order_by(table.c.answer_id)
    found: dict[str, tuple[str, ...]] = {}
    with session_of(engine) as session:
        for source_id, answer_id in session.execute(rows):
            found[source_id] = (*found.get(source_id, ()), answer_id)
    return found


def _newest_first(holding: Holding) -> tuple[int, str]:
    published = holding.source.published
    return (-published.toordinal() if published else 0, holding.source.id)


def _table(name: str) -> Table:
    assert _catalogue  # describes the tables
    return Described.metadata.tables[name]


@dataclass(frozen=True, slots=True)
class Held:
    """A Document in a list: whether its Source still holds, and the verified answers on it."""

    holding: Holding
    validity: Validity
    answers: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class HeldPage:
    """A page of Documents, and how many are wanted in all."""

    rows: tuple[Held, ...]
    total: int
    page: int

    @property
    def pages(self) -> int:
        """How many pages there are, one at least."""
        return max(1, -(-self.total // PAGE))


def held(engine: Engine, today: date, wanted: Wanted = _ALL, page: int = 1) -> HeldPage:
    """A page of the Documents that are wanted; empty beyond the last."""
    everything, cited = holdings(engine), cited_by(engine)
    sources = {holding.source.id: holding.source for holding in everything}
    rows = [
        Held(holding, validity(holding.source, sources, today), cited.get(holding.source.id, ()))
        for holding in everything
    ]
    fitting = [row for row in rows if _fits(row, wanted)]
    start = (page - 1) * PAGE
    return HeldPage(tuple(fitting[start : start + PAGE]), len(fitting), page)


def _fits(row: Held, wanted: Wanted) -> bool:
    source = row.holding.source
    asked = (wanted.kind, wanted.language, wanted.reliability, wanted.validity, wanted.id)
    values = (source.kind, source.language, source.reliability, row.validity, source.id)
    if any(want and want != value for want, value in zip(asked, values, strict=True)):
        return False
    told = fold(" ".join((source.id, source.title, source.publisher, source.url)))
    return all(word in told for word in fold(wanted.text).split())
