"""The tables of conversations and their turns.

What turns are found by and counted by stands in columns beside the Answer, so that lists and sums
are read from indexes.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, Float, ForeignKey, Index, Integer, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from knowledge.database import Table, UtcDateTime

FIGURES = (
    "asked_at", "language", "status", "reason", "rating", "verified_id", "nearest_id", "generator",
    "total_ms", "input_tokens", "output_tokens", "usd", "dropped",
)  # fmt: skip
"""All that turns are summed up by: an index holds it, since each Answer is a long way to read."""


class ConversationRow(Table):
    """One conversation."""

    __tablename__ = "conversation"
    id: Mapped[str] = mapped_column(String(64), primary_key=True)
    started_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)


class TurnRow(Table):
    """One question with its Answer, why it was answered so, and what the visitor thought of it."""

    __tablename__ = "turn"
    position: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    id: Mapped[str] = mapped_column(String(64), unique=True)
    conversation_id: Mapped[str] = mapped_column(
        ForeignKey("conversation.id", ondelete="CASCADE"), index=True
    )
    asked_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
    answer: Mapped[dict[str, Any]] = mapped_column(JSON)
    rating: Mapped[str | None] = mapped_column(String(8))
    comment: Mapped[str | None] = mapped_column(Text)
    rated_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    status: Mapped[str] = mapped_column(String(20), server_default="")
    reason: Mapped[str | None] = mapped_column(String(30))
    language: Mapped[str] = mapped_column(String(8), server_default="")
    standalone_question: Mapped[str] = mapped_column(Text, server_default="")
    generator: Mapped[str] = mapped_column(Text, server_default="")
    confidence: Mapped[float] = mapped_column(Float, server_default="0")
    verified_id: Mapped[str | None] = mapped_column(String(120))
    trace: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    nearest_id: Mapped[str | None] = mapped_column(String(120))
    total_ms: Mapped[float | None] = mapped_column(Float)
    input_tokens: Mapped[int | None] = mapped_column(Integer)
    output_tokens: Mapped[int | None] = mapped_column(Integer)
    usd: Mapped[float | None] = mapped_column(Float)
    dropped: Mapped[int] = mapped_column(Integer, server_default="0")
    unsaid: Mapped[int] = mapped_column(Integer, server_default="0")

    __table_args__ = (
        *(
            Index(f"ix_turn_{column}_asked_at", column, "asked_at")
            for column in ("status", "reason", "language", "rating", "confidence")
        ),
        Index("ix_turn_figures", *FIGURES),
        Index("ix_turn_unsaid_position", "unsaid", "position"),
    )
