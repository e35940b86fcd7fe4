"""The Review item that a version of a verified answer is an answer to."""

from __future__ import annotations

from alembic import op
from sqlalchemy import Column, String

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    """Add the column."""
    op.add_column("answer_version", Column("item", String(64)))


def downgrade() -> None:
    """Take it away again: which answer came of which item is then not known."""
    op.drop_column("answer_version", "item")
