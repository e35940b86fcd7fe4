"""Files that were sent, and Documents that came from them under names without a folder."""

from __future__ import annotations

import re

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"

_KEPT = re.compile(r".*/uploads/([0-9a-f]{12})/uploaded/([a-z0-9._-]{1,120}(#.*)?)", re.DOTALL)


def upgrade() -> None:
    """Make the table, and name the files as it does; the program moves them into it."""
    op.create_table(
        "upload",
        sa.Column("origin", sa.String(160), primary_key=True),
        sa.Column("content", sa.LargeBinary, nullable=False),
        sa.Column("waiting", sa.Boolean, nullable=False),
        sa.Column("sent_at", sa.DateTime, nullable=False),
    )
    for table, column in (
        ("document", "root"),
        ("document", "origin"),
        ("source_override", "origin"),
    ):
        _rename(sa.table(table, sa.column(column)), column)


def downgrade() -> None:
    """Take it away again, and the files with it; the text of Documents stays."""
    op.drop_table("upload")


def _rename(table: sa.TableClause, name: str) -> None:
    column = table.c[name]
    for before in op.get_bind().scalars(sa.select(column).distinct()).all():
        if found := _KEPT.fullmatch(before):
            after = f"upload:{found[1]}/{found[2]}"
            op.execute(sa.update(table).where(column == before).values({name: after}))
