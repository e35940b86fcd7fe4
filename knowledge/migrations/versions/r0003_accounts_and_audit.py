"""Users, their sessions, keys and one-time links; the audit, which nobody can alter."""

from __future__ import annotations

from alembic import op
from sqlalchemy import JSON, Column, DateTime, ForeignKey, Integer, String, Text, UniqueConstraint

revision = "0003"
down_revision = "0002"

_REFUSAL = "the audit cannot be altered"
_SQLITE_REFUSES = """
CREATE TRIGGER audit_keeps_{verb} BEFORE {verb} ON audit
BEGIN SELECT RAISE(ABORT, '{refusal}'); END
"""
_POSTGRESQL_FUNCTION = """
CREATE FUNCTION audit_refuses() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN RAISE EXCEPTION '{refusal}'; END $$
"""
_POSTGRESQL_REFUSES = """
CREATE TRIGGER audit_keeps BEFORE UPDATE OR DELETE OR TRUNCATE ON audit
FOR EACH STATEMENT EXECUTE FUNCTION audit_refuses()
"""


def upgrade() -> None:
    """Make the tables, and the triggers that keep the audit."""
    _make_users()
    _make_keys()
    op.create_table(
        "audit",
        Column("id", Integer, primary_key=True, autoincrement=True),
        Column("at", DateTime, nullable=False, index=True),
        Column("who", String(300), nullable=False, index=True),
        Column("action", String(60), nullable=False, index=True),
        Column("subject", String(300), nullable=False),
        Column("details", JSON, nullable=False),
    )
    if op.get_bind().dialect.name == "sqlite":
        for verb in ("UPDATE", "DELETE"):
            op.execute(_SQLITE_REFUSES.format(verb=verb, refusal=_REFUSAL))
    else:
        op.execute(_POSTGRESQL_FUNCTION.format(refusal=_REFUSAL))
        op.execute(_POSTGRESQL_REFUSES)


def downgrade() -> None:
    """Take them away again, the audit with them."""
    for name in ("audit", "one_time_link", "api_key", "user_session", "user_account"):
        op.drop_table(name)
    if op.get_bind().dialect.name != "sqlite":
        op.execute("DROP FUNCTION audit_refuses()")


def _make_users() -> None:
    op.create_table(
        "user_account",
        Column("id", String(32), primary_key=True),
        Column("email", String(254), nullable=False, unique=True),
        Column("name", String(100), nullable=False),
        Column("role", String(10), nullable=False),
        Column("password_hash", String(200)),
        Column("issuer", String(300)),
        Column("subject", String(300)),
        Column("created_at", DateTime, nullable=False),
        Column("disabled_at", DateTime),
        Column("signed_in_at", DateTime),
        UniqueConstraint("issuer", "subject", name="uq_user_account_issuer_subject"),
    )
    op.create_table(
        "user_session",
        Column("token_hash", String(64), primary_key=True),
        _of_user(nullable=False, index=True),
        Column("created_at", DateTime, nullable=False),
        Column("seen_at", DateTime, nullable=False),
        Column("told", Text),
    )
    op.create_table(
        "one_time_link",
        Column("token_hash", String(64), primary_key=True),
        _of_user(nullable=True, index=False),
        Column("expires_at", DateTime, nullable=False),
    )


def _make_keys() -> None:
    op.create_table(
        "api_key",
        Column("id", String(32), primary_key=True),
        Column("prefix", String(16), nullable=False),
        Column("key_hash", String(64), nullable=False, unique=True),
        Column("name", String(100), nullable=False),
        Column("role", String(10), nullable=False),
        Column("created_at", DateTime, nullable=False),
        Column("created_by", String(300), nullable=False),
        Column("used_at", DateTime),
        Column("revoked_at", DateTime),
    )


def _of_user(nullable: bool, index: bool) -> Column[str]:
    owner = ForeignKey("user_account.id", ondelete="CASCADE")
    return Column("user_id", String(32), owner, nullable=nullable, index=index)
