"""Ingestions inside the server, and what people changed of sources."""

from __future__ import annotations

from alembic import op
from sqlalchemy import JSON, Boolean, Column, DateTime, Index, Integer, String, Text

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "ingest_job",
        Column("id", Integer, primary_key=True, autoincrement=True),
        Column("state", String(12), nullable=False),
        Column("action", String(12), nullable=False),
        Column("subject", Text, nullable=False),
        Column("paths", JSON, nullable=False),
        Column("who", String(300), nullable=False),
        Column("began_at", DateTime, nullable=False),
        Column("ended_at", DateTime),
        Column("problem", Text, nullable=False),
        Column("report", JSON),
        Column("changed", JSON),
        Index("ix_ingest_job_state", "state"),
    )
    op.create_table(
        "source_override",
        Column("source_id", String(120), primary_key=True),
        Column("origin", Text, nullable=False),
        Column("changes", JSON, nullable=False),
        Column("declared", JSON),
        Column("removed", Boolean, nullable=False),
        Column("changed_by", String(300), nullable=False),
        Column("changed_at", DateTime, nullable=False),
    )


def downgrade() -> None:
    """Take them away again: sources are as their files say at the next ingestion."""
    op.drop_table("source_override")
    op.drop_table("ingest_job")
