"""The tables of the inbox: Review items, and the turns that each of them is made of.

What visitors asked stands in the members alone, which go with their turns: an item that was
asked by somebody who has deleted the conversation holds nothing of it.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, LargeBinary, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from knowledge.database import Table, UtcDateTime


class ItemRow(Table):
    """One Review item; `key` is what makes it one, where that is no likeness of questions."""

    __tablename__ = "review_item"
    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    key: Mapped[str] = mapped_column(String(160), unique=True)
    kind: Mapped[str] = mapped_column(String(20))
    answer_id: Mapped[str | None] = mapped_column(String(120), index=True)
    title: Mapped[str] = mapped_column(Text)
    reason: Mapped[str | None] = mapped_column(String(30))
    topic: Mapped[str | None] = mapped_column(String(60))
    guesses: Mapped[list[Any]] = mapped_column(JSON)
    state: Mapped[str] = mapped_column(String(12))
    since: Mapped[datetime] = mapped_column(UtcDateTime)
    assignee: Mapped[str | None] = mapped_column(String(300))
    snoozed_until: Mapped[datetime | None] = mapped_column(UtcDateTime)
    note: Mapped[str | None] = mapped_column(Text)
    decided_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    decided_by: Mapped[str | None] = mapped_column(String(300))
    done_by: Mapped[str | None] = mapped_column(String(120))
    returned: Mapped[int] = mapped_column(default=0)
    __table_args__ = (
        Index("ix_review_item_state_kind", "state", "kind"),
        Index("ix_review_item_assignee", "assignee"),
    )


class MemberRow(Table):
    """A turn that belongs to an item; `same` is equal for questions in the same words.

    `part` is 0 where it is the whole message, else the place of a question among those of the
    message that had no answer: each is looked after by itself.
    `vector` is that of the question, in the `space` of the embedder that made it.
    """

    __tablename__ = "review_member"
    turn_id: Mapped[str] = mapped_column(
        ForeignKey("turn.id", ondelete="CASCADE"), primary_key=True
    )
    part: Mapped[int] = mapped_column(primary_key=True, autoincrement=False, default=0)
    item_id: Mapped[str] = mapped_column(ForeignKey("review_item.id", ondelete="CASCADE"))
    asked_at: Mapped[datetime] = mapped_column(UtcDateTime)
    language: Mapped[str] = mapped_column(String(8))
    question: Mapped[str] = mapped_column(Text)
    words: Mapped[str] = mapped_column(Text)
    same: Mapped[str] = mapped_column(String(32), index=True)
    space: Mapped[str | None] = mapped_column(String(200))
    vector: Mapped[bytes | None] = mapped_column(LargeBinary)
    __table_args__ = (Index("ix_review_member_item_id_asked_at", "item_id", "asked_at"),)
