"""The tables of the first release; those that a database has already are kept as they are."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from alembic import op
from sqlalchemy import (
    JSON,
    Column,
    DateTime,
    Float,
    ForeignKey,
    Integer,
    String,
    Text,
    inspect,
)

revision = "0001"
down_revision = None

_NAMES = (
    "document",
    "verified_answer",
    "verified_answer_proof",
    "state",
    "conversation",
    "turn",
    "chat_use",
)


def upgrade() -> None:
    """Make the tables that are missing."""
    present = set(inspect(op.get_bind()).get_table_names())
    for name, columns in _tables():
        if name not in present:
            op.create_table(name, *columns)


def downgrade() -> None:
    """Remove all of it, what stands in it included."""
    for name in reversed(_NAMES):
        op.drop_table(name)


def _tables() -> Iterator[tuple[str, list[Column[Any]]]]:
    yield from zip(_NAMES, (*_knowledge(), *_conversations(), _chat_use()), strict=True)


def _knowledge() -> Iterator[list[Column[Any]]]:
    yield [
        Column("id", String(120), primary_key=True),
        Column("root", Text, nullable=False),
        Column("origin", Text, nullable=False),
        Column("fingerprint", String(64), nullable=False),
        Column("source", JSON, nullable=False),
        Column("text", Text, nullable=False),
        Column("passages", Integer, nullable=False),
        Column("ingested_at", DateTime, nullable=False),
    ]
    yield [
        Column("id", String(120), primary_key=True),
        Column("topic", String(60), nullable=False, index=True),
        Column("content", JSON, nullable=False),
    ]
    yield [
        Column("answer_id", String(120), primary_key=True),
        Column("source_id", String(120), primary_key=True),
        Column("fingerprint", String(64), nullable=False),
    ]
    yield [Column("key", String(40), primary_key=True), Column("value", Text, nullable=False)]


def _conversations() -> Iterator[list[Column[Any]]]:
    yield [
        Column("id", String(64), primary_key=True),
        Column("started_at", DateTime, nullable=False),
    ]
    conversation = ForeignKey("conversation.id", ondelete="CASCADE")
    yield [
        Column("position", Integer, primary_key=True, autoincrement=True),
        Column("id", String(64), nullable=False, unique=True),
        Column("conversation_id", String(64), conversation, nullable=False, index=True),
        Column("asked_at", DateTime, nullable=False),
        Column("answer", JSON, nullable=False),
        Column("rating", String(8)),
        Column("comment", Text),
        Column("rated_at", DateTime),
    ]


def _chat_use() -> list[Column[Any]]:
    return [
        Column("month", String(7), primary_key=True),
        Column("model", String(200), primary_key=True),
        Column("calls", Integer, nullable=False),
        Column("input_tokens", Integer, nullable=False),
        Column("output_tokens", Integer, nullable=False),
        Column("usd", Float, nullable=False),
    ]
