"""No entry of the audit can be replaced by another; room for the longest names of who wrote."""

from __future__ import annotations

from alembic import op
from sqlalchemy import String

revision = "0009"
down_revision = "0008"

# SQLite deletes what INSERT OR REPLACE replaces without asking the trigger on DELETE.
_SQLITE_REFUSES = """
CREATE TRIGGER audit_keeps_INSERT BEFORE INSERT ON audit
WHEN EXISTS (SELECT 1 FROM audit WHERE id = NEW.id)
BEGIN SELECT RAISE(ABORT, 'the audit cannot be altered'); END
"""


def upgrade() -> None:
    """Add the trigger, and widen the columns to those of the audit."""
    if op.get_bind().dialect.name == "sqlite":
        op.execute(_SQLITE_REFUSES)
    _resize(200, 300)


def downgrade() -> None:
    """Take the trigger away again, and cut what is too long for the columns as they were."""
    _resize(300, 200)
    if op.get_bind().dialect.name == "sqlite":
        op.execute("DROP TRIGGER audit_keeps_INSERT")


def _resize(old: int, new: int) -> None:
    with op.batch_alter_table("answer_version") as batch:
        for name, nullable in (("author", False), ("publisher", True)):
            batch.alter_column(
                name,
                existing_type=String(old),
                type_=String(new),
                existing_nullable=nullable,
                postgresql_using=f"left({name}, {new})",
            )
