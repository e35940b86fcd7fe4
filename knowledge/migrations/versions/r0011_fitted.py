"""What was fitted, for processes that share no disk."""

from __future__ import annotations

from alembic import op
from sqlalchemy import Column, Integer, LargeBinary

revision = "0011"
down_revision = "0010"


def upgrade() -> None:
    """Make the table; an ingestion fills it."""
    op.create_table(
        "fitted",
        Column("id", Integer, primary_key=True, autoincrement=False),
        Column("content", LargeBinary, nullable=False),
    )


def downgrade() -> None:
    """Take it away again: an ingestion fits anew."""
    op.drop_table("fitted")
