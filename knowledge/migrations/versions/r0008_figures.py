"""Columns of turns that figures are summed up from, and one index that holds all of them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from alembic import op
from sqlalchemy import JSON, Column, Float, Integer, String, case, column, func, null, or_, table

revision = "0008"
down_revision = "0007"

_INDEX = "ix_turn_figures"
_INDEXED = (
    "asked_at", "language", "status", "reason", "rating", "verified_id", "nearest_id", "generator",
    "total_ms", "input_tokens", "output_tokens", "usd", "dropped",
)  # fmt: skip
_LIKELIEST = ("considered", 0, "matches", 0, "id")


def upgrade() -> None:
    """Add the columns, fill them from the answers and traces, and index them."""
    for added in _columns():
        op.add_column("turn", added)
    _fill()
    op.create_index(_INDEX, "turn", _INDEXED)


def downgrade() -> None:
    """Take them away again."""
    op.drop_index(_INDEX, "turn")
    for added in _columns():
        op.drop_column("turn", added.name)


def _columns() -> Iterator[Column[Any]]:
    yield Column("nearest_id", String(120))
    yield Column("total_ms", Float)
    yield Column("input_tokens", Integer)
    yield Column("output_tokens", Integer)
    yield Column("usd", Float)
    yield Column("dropped", Integer, nullable=False, server_default="0")


def _fill() -> None:
    names = ("status", "verified_id", *(added.name for added in _columns()))
    turn = table(
        "turn", column("answer", JSON), column("trace", JSON), *(column(name) for name in names)
    )
    answer, served = turn.c.answer, turn.c.verified_id
    on_subject = or_(turn.c.status == "answered", turn.c.status == "unanswered")
    guess = case((on_subject, turn.c.trace[_LIKELIEST].as_string()), else_=null())
    written_before = answer[("usage", "cached")].as_string().in_(("true", "1"))
    op.execute(
        turn.update().values(
            nearest_id=func.coalesce(served, guess),
            total_ms=answer[("timings_ms", "total")].as_float(),
            dropped=func.coalesce(answer["dropped"].as_integer(), 0),
            **{
                name: case((written_before, null()), else_=used)
                for name, used in (
                    ("input_tokens", answer[("usage", "input_tokens")].as_integer()),
                    ("output_tokens", answer[("usage", "output_tokens")].as_integer()),
                    ("usd", answer[("usage", "usd")].as_float()),
                )
            },
        )
    )
