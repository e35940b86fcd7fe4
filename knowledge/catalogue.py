"""What was ingested, in SQL: Documents with their Sources, and verified answers."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from pydantic import TypeAdapter
from sqlalchemy import JSON, Engine, String, Text, delete, select, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from knowledge.database import Table, UtcDateTime
from knowledge.document import Document, Source
from knowledge.errors import StoreMismatch
from knowledge.sessions import pages, session_of
from knowledge.state import FORMATTED, INGESTED, PUBLISHED, StateRow, grown, put_value
from knowledge.verified import VerifiedAnswer

FORMAT = 1
_source = TypeAdapter(Source)
_answer = TypeAdapter(VerifiedAnswer)


class _DocumentRow(Table):
    __tablename__ = "document"
    id: Mapped[str] = mapped_column(String(120), primary_key=True)
    root: Mapped[str] = mapped_column(Text)
    origin: Mapped[str] = mapped_column(Text)
    fingerprint: Mapped[str] = mapped_column(String(64))
    source: Mapped[dict[str, Any]] = mapped_column(JSON)
    text: Mapped[str] = mapped_column(Text)
    passages: Mapped[int]
    ingested_at: Mapped[datetime] = mapped_column(UtcDateTime, default=lambda: datetime.now(UTC))


class _AnswerRow(Table):
    __tablename__ = "verified_answer"
    id: Mapped[str] = mapped_column(String(120), primary_key=True)
    topic: Mapped[str] = mapped_column(String(60), index=True)
    content: Mapped[dict[str, Any]] = mapped_column(JSON)


class _ProofRow(Table):
    """The fingerprint of a Document that an answer cites, when its quotations were checked."""

    __tablename__ = "verified_answer_proof"
    answer_id: Mapped[str] = mapped_column(String(120), primary_key=True)
    source_id: Mapped[str] = mapped_column(String(120), primary_key=True)
    fingerprint: Mapped[str] = mapped_column(String(64))


@dataclass(frozen=True, slots=True)
class Entry:
    """An ingested Document: where it came from (`origin`) and which argument named it (`root`)."""

    document: Document
    root: str
    origin: str
    passages: int


class Catalogue:
    """Reads and writes what was ingested; every write is one transaction. Raises StoreUnavailable
    where the database cannot be used."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        with session_of(engine) as session:
            row = session.get(StateRow, FORMATTED)
        if row and int(row.value) > FORMAT:
            raise StoreMismatch(
                f"the data directory was written by a newer version (format {row.value}, this "
                f"program reads {FORMAT}). Update the program, or run `techforce ingest --rebuild`."
            )

    def sources(self) -> dict[str, Source]:
        """All Sources by id."""
        with session_of(self._engine) as session:
            rows = session.execute(select(_DocumentRow.id, _DocumentRow.source))
            return {row.id: _source.validate_python(row.source) for row in rows}

    def document(self, source_id: str) -> Document | None:
        """One Document with its text."""
        with session_of(self._engine) as session:
            row = session.get(_DocumentRow, source_id)
            return None if row is None else Document(_source.validate_python(row.source), row.text)

    def documents(self, source_ids: Collection[str] | None = None) -> dict[str, Document]:
        """Documents by Source id: all, or those of these ids that are known."""
        query = select(_DocumentRow)
        queries = [query]
        if source_ids is not None:
            queries = [query.where(_DocumentRow.id.in_(page)) for page in pages(source_ids)]
        with session_of(self._engine) as session:
            rows = [row for query in queries for row in session.scalars(query)]
            return {r.id: Document(_source.validate_python(r.source), r.text) for r in rows}

    def fingerprints(self) -> dict[str, tuple[str, str]]:
        """Root and Document fingerprint of every Document by Source id."""
        columns = (_DocumentRow.id, _DocumentRow.root, _DocumentRow.fingerprint)
        with session_of(self._engine) as session:
            rows = session.execute(select(*columns))
            return {row.id: (row.root, row.fingerprint) for row in rows}

    def origins(self) -> dict[str, str]:
        """Where each Document came from, by Source id."""
        with session_of(self._engine) as session:
            rows = session.execute(select(_DocumentRow.id, _DocumentRow.origin))
            return {row.id: row.origin for row in rows}

    def put(self, entry: Entry) -> None:
        """Write or replace one Document."""
        source = entry.document.source
        with session_of(self._engine) as session, session.begin():
            session.merge(
                _DocumentRow(
                    id=source.id,
                    root=entry.root,
                    origin=entry.origin,
                    fingerprint=entry.document.fingerprint,
                    source=_source.dump_python(source, mode="json"),
                    text=entry.document.text,
                    passages=entry.passages,
                )
            )

    def remove(self, source_ids: Iterable[str]) -> None:
        """Forget Documents; ids that are unknown are passed over."""
        with session_of(self._engine) as session, session.begin():
            for page in pages(source_ids):
                session.execute(delete(_DocumentRow).where(_DocumentRow.id.in_(page)))

    def answers(self) -> list[VerifiedAnswer]:
        """All verified answers, by topic and id."""
        order = select(_AnswerRow).order_by(_AnswerRow.topic, _AnswerRow.id)
        with session_of(self._engine) as session:
            return [_answer.validate_python(row.content) for row in session.scalars(order)]

    def changed_proof(self) -> dict[str, frozenset[str]]:
        """By verified answer, the Sources whose Documents are others than when it was checked.

        Answers that were stored without that knowledge, by an earlier version, count as unchanged.
        """
        same = _DocumentRow.id == _ProofRow.source_id
        query = select(_ProofRow.answer_id, _ProofRow.source_id).join(_DocumentRow, same)
        changed: dict[str, frozenset[str]] = {}
        with session_of(self._engine) as session:
            differing = query.where(_DocumentRow.fingerprint != _ProofRow.fingerprint)
            for answer_id, source_id in session.execute(differing):
                changed[answer_id] = changed.get(answer_id, frozenset()) | {source_id}
        return changed

    def holds(self, answers: Sequence[VerifiedAnswer]) -> bool:
        """Whether these are the verified answers, checked against the Documents as they are."""
        columns = (_ProofRow.answer_id, _ProofRow.source_id, _ProofRow.fingerprint)
        with session_of(self._engine) as session:
            known = {tuple(row) for row in session.execute(select(*columns))}
        return known == self._proof(answers) and self.answers() == list(answers)

    def replace_answers(self, answers: Sequence[VerifiedAnswer]) -> None:
        """Make these the verified answers, in one step: checked against the present Documents."""
        proof = self._proof(answers)
        with session_of(self._engine) as session, session.begin():
            session.execute(delete(_AnswerRow))
            session.execute(delete(_ProofRow))
            for answer in answers:
                content = _answer.dump_python(answer, mode="json")
                session.add(_AnswerRow(id=answer.id, topic=answer.topic, content=content))
            for answer_id, source_id, fingerprint in proof:
                row = _ProofRow(answer_id=answer_id, source_id=source_id, fingerprint=fingerprint)
                session.add(row)

    def prove_by(self, before: Document, after: Document) -> None:
        """Let answers that were checked against one Document stand on another one as well."""
        same = _ProofRow.source_id == before.source.id
        same &= _ProofRow.fingerprint == before.fingerprint
        changed = update(_ProofRow).where(same).values(fingerprint=after.fingerprint)
        with session_of(self._engine) as session, session.begin():
            session.execute(changed)

    def _proof(self, answers: Iterable[VerifiedAnswer]) -> set[tuple[str, ...]]:
        """Answer, Source and present fingerprint of every Document that the answers cite."""
        present = self.fingerprints()
        return {
            (answer.id, quotation.source_id, present[quotation.source_id][1])
            for answer in answers
            for quotation in answer.citations.values()
            if quotation.source_id in present
        }

    def state(self) -> Mapping[str, str]:
        """Format, generation and other single values."""
        with session_of(self._engine) as session:
            return {row.key: row.value for row in session.scalars(select(StateRow))}

    def generations(self) -> tuple[int, int]:
        """Two numbers that grow with what is served: by ingestions, and by what is published."""
        state = self.state()
        return int(state.get(INGESTED, 0)), int(state.get(PUBLISHED, 0))

    def finish(self) -> int:
        """Record that an ingestion changed something; returns the new generation number."""
        with session_of(self._engine) as session, session.begin():
            put_value(session, FORMATTED, str(FORMAT))
            return grown(session, INGESTED)


def unchanged(session: Session, since: tuple[int, int]) -> bool:
    """Whether both generations are still these; they are locked until the transaction ends."""
    keys = select(StateRow).where(StateRow.key.in_([INGESTED, PUBLISHED])).with_for_update()
    now = {row.key: int(row.value) for row in session.scalars(keys)}
    return (now.get(INGESTED, 0), now.get(PUBLISHED, 0)) == since


def put_answer(session: Session, answer: VerifiedAnswer) -> None:
    """Write or replace one verified answer, checked against the present Documents, inside a
    transaction that does more."""
    remove_answer(session, answer.id)
    cited = {quotation.source_id for quotation in answer.citations.values()}
    columns = select(_DocumentRow.id, _DocumentRow.fingerprint)
    for source_id, fingerprint in session.execute(columns.where(_DocumentRow.id.in_(cited))):
        session.add(_ProofRow(answer_id=answer.id, source_id=source_id, fingerprint=fingerprint))
    content = _answer.dump_python(answer, mode="json")
    session.add(_AnswerRow(id=answer.id, topic=answer.topic, content=content))
    grown(session, PUBLISHED)


def remove_answer(session: Session, answer_id: str) -> None:
    """Forget one verified answer, inside a transaction that does more."""
    session.execute(delete(_AnswerRow).where(_AnswerRow.id == answer_id))
    session.execute(delete(_ProofRow).where(_ProofRow.answer_id == answer_id))
    grown(session, PUBLISHED)


def recount(session: Session, passages: Mapping[str, int]) -> None:
    """Write how many Passages each Document has now, inside a transaction that does more."""
    columns = select(_DocumentRow.id, _DocumentRow.passages)
    for source_id, count in session.execute(columns).all():
        if (now := passages.get(source_id, 0)) != count:
            changed = update(_DocumentRow).where(_DocumentRow.id == source_id)
            session.execute(changed.values(passages=now))


def clear_catalogue(engine: Engine) -> None:
    """Forget every Document and verified answer, whatever version wrote them."""
    with session_of(engine) as session, session.begin():
        for table in (_DocumentRow, _AnswerRow, _ProofRow, StateRow):
            session.execute(delete(table))
