"""Collections beside each other, and what was fitted for each of them."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"

_FIRST = "first"


def upgrade() -> None:
    """Make the table; what was fitted belongs to the only collection that there was."""
    op.create_table(
        "collection",
        sa.Column("name", sa.String(40), primary_key=True),
        sa.Column("model", sa.Text, nullable=False),
        sa.Column("embedder", sa.Text, nullable=False),
        sa.Column("splitter", sa.String(40), nullable=False),
        sa.Column("generation", sa.Integer, nullable=True),
        sa.Column("made_at", sa.DateTime, nullable=False),
    )
    _remake("id", sa.Column("collection", sa.String(40), primary_key=True), 1, _FIRST)


def downgrade() -> None:
    """Take it away again: what is served is the first collection, if that is there."""
    op.execute("DELETE FROM state WHERE key = 'live'")
    old = sa.Column("id", sa.Integer, primary_key=True, autoincrement=False)
    _remake("collection", old, _FIRST, 1)
    op.drop_table("collection")


def _remake(before: str, key: sa.Column[int] | sa.Column[str], was: object, now: object) -> None:
    """The table of what was fitted under another key; of its rows, the one that both know."""
    fitted = sa.table("fitted", sa.column(before), sa.column("content"))
    kept = sa.select(fitted.c.content).where(fitted.c[before] == was)
    content = op.get_bind().scalar(kept)
    op.drop_table("fitted")
    made = op.create_table("fitted", key, sa.Column("content", sa.LargeBinary, nullable=False))
    if content is not None:
        op.bulk_insert(made, [{key.name: now, "content": content}])
