"""Attempts to sign in, counted for all processes; an index that questions are searched in; the
questions of one message that had no answer, each in the inbox by itself."""

from __future__ import annotations

from alembic import op
from sqlalchemy import (
    Column,
    DateTime,
    ForeignKey,
    Integer,
    LargeBinary,
    PrimaryKeyConstraint,
    String,
    Text,
)

revision = "0010"
down_revision = "0009"

_WORDS, _UNSAID = "ix_turn_words", "ix_turn_unsaid_position"
_COPIED = "turn_id, item_id, asked_at, language, question, words, same, space, vector"


def upgrade() -> None:
    """Make the table, and on SQLite the index: PostgreSQL keeps long answers elsewhere by itself,
    and its indexes take no entry as long as a question may be."""
    op.create_table(
        "sign_in_try",
        Column("id", Integer, primary_key=True, autoincrement=True),
        Column("at", DateTime, nullable=False, index=True),
        Column("pair", String(64), index=True),
        Column("address", String(64), nullable=False, index=True),
        Column("account", String(64), nullable=False, index=True),
    )
    if op.get_bind().dialect.name == "sqlite":
        op.create_index(_WORDS, "turn", ["asked_at", "position", "standalone_question"])
    op.add_column("turn", Column("unsaid", Integer, nullable=False, server_default="0"))
    op.create_index(_UNSAID, "turn", ["unsaid", "position"])
    _make_members("turn_id", "part")


def downgrade() -> None:
    """Take them away again; of the questions of one message the inbox keeps none."""
    op.execute("DELETE FROM review_member WHERE part > 0")
    _make_members("turn_id")
    op.drop_index(_UNSAID, "turn")
    op.drop_column("turn", "unsaid")
    if op.get_bind().dialect.name == "sqlite":
        op.drop_index(_WORDS, "turn")
    op.drop_table("sign_in_try")


def _make_members(*key: str) -> None:
    """The table anew with another key, and what is in it."""
    parts = [Column("part", Integer, nullable=False)] if "part" in key else []
    item = ForeignKey("review_item.id", ondelete="CASCADE")
    op.create_table(
        "review_member_anew",
        Column("turn_id", String(64), ForeignKey("turn.id", ondelete="CASCADE"), nullable=False),
        *parts,
        Column("item_id", String(32), item, nullable=False),
        Column("asked_at", DateTime, nullable=False),
        Column("language", String(8), nullable=False),
        Column("question", Text, nullable=False),
        Column("words", Text, nullable=False),
        Column("same", String(32), nullable=False),
        Column("space", String(200)),
        Column("vector", LargeBinary),
        PrimaryKeyConstraint(*key),
    )
    into, values = (f"{_COPIED}, part", f"{_COPIED}, 0") if parts else (_COPIED, _COPIED)
    op.execute(f"INSERT INTO review_member_anew ({into}) SELECT {values} FROM review_member")
    op.drop_table("review_member")
    op.rename_table("review_member_anew", "review_member")
    op.create_index("ix_review_member_same", "review_member", ["same"])
    op.create_index("ix_review_member_item_id_asked_at", "review_member", ["item_id", "asked_at"])
