"""Why a turn was answered so, and columns by which turns are found; token counts beyond 2^31."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from alembic import op
from sqlalchemy import JSON, BigInteger, Column, Float, Integer, String, Text, column, table

revision = "0002"
down_revision = "0001"

_INDEXES: dict[str, tuple[str, ...]] = {
    "ix_turn_asked_at": ("asked_at",),
    "ix_turn_status_asked_at": ("status", "asked_at"),
    "ix_turn_reason_asked_at": ("reason", "asked_at"),
    "ix_turn_language_asked_at": ("language", "asked_at"),
    "ix_turn_rating_asked_at": ("rating", "asked_at"),
    "ix_turn_confidence_asked_at": ("confidence", "asked_at"),
}
_COUNTS = ("calls", "input_tokens", "output_tokens")


def upgrade() -> None:
    """Add the columns, fill them from the answers, and index them."""
    for added in _columns():
        op.add_column("turn", added)
    _fill()
    for name, columns in _INDEXES.items():
        op.create_index(name, "turn", columns)
    op.create_index("ix_conversation_started_at", "conversation", ["started_at"])
    _count_in(BigInteger())


def downgrade() -> None:
    """Take them away again."""
    _count_in(Integer())
    op.drop_index("ix_conversation_started_at", "conversation")
    for name in _INDEXES:
        op.drop_index(name, "turn")
    for added in _columns():
        op.drop_column("turn", added.name)


def _columns() -> Iterator[Column[Any]]:
    yield Column("status", String(20), nullable=False, server_default="")
    yield Column("reason", String(30))
    yield Column("language", String(8), nullable=False, server_default="")
    yield Column("standalone_question", Text, nullable=False, server_default="")
    yield Column("generator", Text, nullable=False, server_default="")
    yield Column("confidence", Float, nullable=False, server_default="0")
    yield Column("verified_id", String(120))
    yield Column("trace", JSON)


def _fill() -> None:
    told = column("answer", JSON())
    texts = (
        "status",
        "reason",
        "language",
        "standalone_question",
        "generator",
        "verified_id",
    )
    turn = table("turn", told, column("confidence"), *(column(name) for name in texts))
    values = {name: turn.c.answer[name].as_string() for name in texts}
    op.execute(turn.update().values(confidence=turn.c.answer["confidence"].as_float(), **values))


def _count_in(kind: Integer) -> None:
    # SQLite keeps whole numbers of any size.
    if op.get_bind().dialect.name != "sqlite":
        for name in _COUNTS:
            op.alter_column("chat_use", name, type_=kind)
