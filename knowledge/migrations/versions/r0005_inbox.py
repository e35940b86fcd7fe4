"""Review items and the turns that they are made of."""

from __future__ import annotations

from alembic import op
from sqlalchemy import (
    JSON,
    Column,
    DateTime,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    String,
    Text,
)

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    """Make the tables; the turns that are there already are collected by the running server."""
    op.create_table(
        "review_item",
        Column("id", String(32), primary_key=True),
        Column("key", String(160), nullable=False, unique=True),
        Column("kind", String(20), nullable=False),
        Column("answer_id", String(120), index=True),
        Column("title", Text, nullable=False),
        Column("reason", String(30)),
        Column("topic", String(60)),
        Column("guesses", JSON, nullable=False),
        Column("state", String(12), nullable=False),
        Column("since", DateTime, nullable=False),
        Column("assignee", String(300)),
        Column("snoozed_until", DateTime),
        Column("note", Text),
        Column("decided_at", DateTime),
        Column("decided_by", String(300)),
        Column("done_by", String(120)),
        Column("returned", Integer, nullable=False),
        Index("ix_review_item_state_kind", "state", "kind"),
        Index("ix_review_item_assignee", "assignee"),
    )
    item = ForeignKey("review_item.id", ondelete="CASCADE")
    op.create_table(
        "review_member",
        Column("turn_id", String(64), ForeignKey("turn.id", ondelete="CASCADE"), primary_key=True),
        Column("item_id", String(32), item, nullable=False),
        Column("asked_at", DateTime, nullable=False),
        Column("language", String(8), nullable=False),
        Column("question", Text, nullable=False),
        Column("words", Text, nullable=False),
        Column("same", String(32), nullable=False, index=True),
        Column("space", String(200)),
        Column("vector", LargeBinary),
        Index("ix_review_member_item_id_asked_at", "item_id", "asked_at"),
    )


def downgrade() -> None:
    """Take them away again, with what was decided about each item."""
    op.drop_table("review_member")
    op.drop_table("review_item")
