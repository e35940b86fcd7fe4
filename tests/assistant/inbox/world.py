"""A database with conversations, and an inbox over it whose clock is set by hand."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta

import numpy as np
from sqlalchemy import Engine, update

from assistant.answer import Reason, Status
from assistant.inbox.collect import Collector
from assistant.inbox.inbox import Inbox
from assistant.inbox.items import ItemFilter, Order
from assistant.inbox.near import Nearness
from assistant.rows import TurnRow
from assistant.transcript import Transcript
from tests.assistant.museum import TopicEmbedder
from tests.assistant.test_transcript import PAY, SILENT

NOON = datetime(2026, 3, 18, 12, tzinfo=UTC)
GAP = replace(PAY, status=Status.UNANSWERED, reason=Reason.NOT_STATED, conflicts=())


class Noted:
    """Keeps what would be written into the audit."""

    def __init__(self):
        self.entries = []

    def add(self, session, who, action, subject, **details):
        self.entries.append((who, action, subject, details))


def by_topic():
    """A Nearness for which questions on the same topic of the museum are one."""
    embedder = TopicEmbedder()
    size = embedder.dimension
    return Nearness(embedder, np.zeros(size, np.float32), np.eye(size, dtype=np.float32))


@dataclass
class World:
    """What a test asks, rates, deletes and reads."""

    engine: Engine
    nearness: Nearness | None = field(default_factory=by_topic)
    now: datetime = NOON
    below: float = 0.5

    def __post_init__(self):
        self.noted = Noted()
        self.transcript = Transcript(self.engine)
        self.inbox = Inbox(self.engine, self.noted, lambda: self.now)
        self.collector = Collector(self.engine, lambda: self.nearness, self.below, lambda: self.now)
        self.conversations = []

    def ask(self, question, ago=timedelta(), answer=SILENT, language="en", **changed):
        """Store a question of a conversation of its own; the id of its turn."""
        asked = {"question": question, "standalone_question": question, "language": language}
        conversation = self.transcript.create()
        turn = self.transcript.append(conversation.id, replace(answer, **asked, **changed))
        self.conversations.append(conversation.id)
        with self.engine.begin() as connection:
            when = update(TurnRow).where(TurnRow.id == turn.id)
            connection.execute(when.values(asked_at=self.now - ago))
        return turn.id

    def items(self, order=Order.MOST_ASKED, **wanted):
        """The items of the first page, brought up to date."""
        self.collector.collect()
        return self.inbox.page(ItemFilter(**wanted), order).items

    def told(self, **wanted):
        """Kind, question and count of the items."""
        return [(item.kind.value, item.question, item.count) for item in self.items(**wanted)]
