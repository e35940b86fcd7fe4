"""Where the questions of the inbox lie: which item a new one joins."""

from __future__ import annotations

import numpy as np
from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from assistant.inbox.candidates import Candidate
from assistant.inbox.items import Kind
from assistant.inbox.near import Groups, Nearness
from assistant.inbox.rows import ItemRow, MemberRow
from knowledge.embedder import Vectors

_by_likeness = ItemRow.key == ItemRow.id


class Places:
    """The items of one transaction by their questions; read when they are first asked for."""

    def __init__(self, session: Session, nearness: Nearness | None) -> None:
        self._session, self._nearness = session, nearness
        self._groups: dict[Kind, Groups] = {}

    def find(self, candidate: Candidate, vector: Vectors | None) -> str | None:
        """The item with a question in the same words, or else the nearest; None where there is
        none."""
        same = (
            select(MemberRow.item_id)
            .join(ItemRow)
            .where(
                MemberRow.same == candidate.same,
                ItemRow.kind == candidate.kind.value,
                _by_likeness,
            )
        )
        if found := self._session.scalar(same.limit(1)):
            return found
        if self._nearness is None or vector is None:
            return None
        placed = self._nearness.place(vector)
        return self._of(candidate.kind, self._nearness).nearest(placed)

    def add(self, kind: Kind, item_id: str, vector: Vectors | None) -> None:
        """Put a question into an item."""
        if self._nearness is not None and vector is not None:
            placed = self._nearness.place(vector[None, :])
            self._of(kind, self._nearness).add([item_id], placed)

    def _of(self, kind: Kind, nearness: Nearness) -> Groups:
        if kind not in self._groups:
            self._groups[kind] = groups = Groups(nearness.embedder.dimension)
            rows = self._session.execute(_vectors(kind, nearness.space)).all()
            if rows := [row for row in rows if row.vector]:
                kept = np.stack([unpacked(row.vector) for row in rows])
                groups.add([row.item_id for row in rows], nearness.place(kept))
        return self._groups[kind]


def packed(vector: Vectors) -> bytes:
    """A vector as it is kept."""
    return vector.astype(np.float16).tobytes()


def unpacked(kept: bytes) -> Vectors:
    """A vector that was kept."""
    return np.frombuffer(kept, np.float16).astype(np.float32)


def _vectors(kind: Kind, space: str) -> Select[str, bytes | None]:
    """Item and vector of the questions of a kind, each wording of an item once."""
    once = select(func.max(MemberRow.turn_id)).group_by(MemberRow.item_id, MemberRow.same)
    query = select(MemberRow.item_id, MemberRow.vector).join(ItemRow)
    return query.where(
        ItemRow.kind == kind.value,
        _by_likeness,
        MemberRow.space == space,
        MemberRow.turn_id.in_(once),
    )
