"""Versions of verified answers as recruiters write them."""

from __future__ import annotations

from alembic import op
from sqlalchemy import JSON, Column, DateTime, Index, Integer, String, Text

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "answer_version",
        Column("answer_id", String(120), primary_key=True),
        Column("number", Integer, primary_key=True),
        Column("state", String(12), nullable=False),
        Column("content", JSON, nullable=False),
        Column("tests", JSON, nullable=False),
        Column("author", String(200), nullable=False),
        Column("note", Text, nullable=False),
        Column("edited", Integer, nullable=False),
        Column("changed_at", DateTime, nullable=False),
        Column("publisher", String(200)),
        Index("ix_answer_version_state", "state", "answer_id"),
    )


def downgrade() -> None:
    """Take it away again: what was published stays in the catalogue, its history does not."""
    op.drop_table("answer_version")
