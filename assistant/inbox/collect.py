"""Brings the inbox up to date with what was asked, rated, published and ingested since."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date, datetime
from threading import Lock

from sqlalchemy import Engine, delete, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from assistant.inbox.candidates import (
    Candidate,
    Extent,
    bring_back,
    candidates,
    extent,
    no_longer_disliked,
    no_longer_unsure,
)
from assistant.inbox.inbox import now_utc
from assistant.inbox.items import Kind, State
from assistant.inbox.near import Nearness
from assistant.inbox.places import Places, packed
from assistant.inbox.rows import ItemRow, MemberRow
from assistant.review import stale_items
from knowledge.catalogue import Catalogue
from knowledge.embedder import Vectors
from knowledge.sessions import session_of
from knowledge.verified import VerifiedAnswer

BATCH = 200
_LATE = 1000  # positions: turns that are stored at the same time come in another order
_BY_ANSWER = (Kind.KNOWN_GAP, Kind.DISLIKED, Kind.LOW_CONFIDENCE)

LearnNearness = Callable[[], Nearness | None]


class Collector:
    """Collects Review items; safe to share between threads, of which one collects at a time.

    An item keeps its id, and what was done about it, whatever joins it later.
    """

    def __init__(
        self,
        engine: Engine,
        nearness: LearnNearness,
        below: float,
        now: Callable[[], datetime] = now_utc,
    ) -> None:
        """Answers with a confidence `below` are collected too. Without a Nearness, only questions
        in the same words are one."""
        self._engine, self._nearness, self._below, self._now = engine, nearness, below, now
        self._catalogue = Catalogue(engine)
        self._collecting = Lock()
        self._seen = 0
        self._extent: Extent | None = None
        self._followed: tuple[tuple[int, int], date] | None = None
        self._answers: dict[str, VerifiedAnswer] = {}

    def collect(self, most: int = BATCH, patience_s: float = 0.0) -> int:
        """Put at most so many new questions into items, and all items right; returns how many
        questions that were. Does nothing where another thread collects for longer than one has
        patience. Raises StoreUnavailable."""
        if not self._collecting.acquire(timeout=patience_s):
            return 0
        try:
            self._follow_answers()
            return self._collected(most)
        except IntegrityError:
            return 0  # a conversation was just deleted, or another process was quicker: next time
        finally:
            self._collecting.release()

    def _collected(self, most: int) -> int:
        """As `collect`, by the one thread that collects."""
        with session_of(self._engine) as session:
            if (found := extent(session)) == self._extent:
                return 0
            new = candidates(session, self._below, self._seen - _LATE, most)
        if new:
            self._place(new)
        self._tidy()
        if len(new) < most:
            self._seen = found.last
            with session_of(self._engine) as session:
                after = extent(session)
            # Else something was asked or rated meanwhile, which was perhaps not seen.
            self._extent = after if after == replace(found, members=after.members) else None
        return len(new)

    def _follow_answers(self) -> None:
        """An item for each verified answer that is stale now, and for no other."""
        now = self._now()
        state = (self._catalogue.generations(), now.date())
        if state == self._followed:
            return
        self._answers = {answer.id: answer for answer in self._catalogue.answers()}
        stale = {i.answer_id: i.reason.value for i in stale_items(self._catalogue, now.date())}
        with session_of(self._engine) as session, session.begin():
            kind = ItemRow.kind == Kind.STALE_ANSWER.value
            for row in session.scalars(select(ItemRow).where(kind)).all():
                if row.answer_id in stale:
                    row.reason = stale.pop(row.answer_id)
                else:
                    session.delete(row)
            for answer_id, reason in stale.items():
                key = f"{Kind.STALE_ANSWER}:{answer_id}"
                session.add(self._row(Kind.STALE_ANSWER, reason, key, answer_id))
        self._followed = state

    def _place(self, new: Sequence[Candidate]) -> None:
        nearness = self._nearness()
        vectors = nearness.embed([c.question for c in new]) if nearness else [None] * len(new)
        space = nearness.space if nearness else None
        with session_of(self._engine) as session, session.begin():
            places = Places(session, nearness)
            for candidate, vector in zip(new, vectors, strict=True):
                item_id = self._item(session, places, candidate, vector)
                session.merge(_member(candidate, item_id, space, vector))
                session.flush()  # the next one may be in the same words

    def _item(
        self, session: Session, places: Places, candidate: Candidate, vector: Vectors | None
    ) -> str:
        """The id of the item that a question belongs to, made where there is none."""
        answer_id = candidate.verified_id if candidate.kind in _BY_ANSWER else None
        if answer_id:
            key = f"{candidate.kind}:{answer_id}"
            found = session.scalar(select(ItemRow.id).where(ItemRow.key == key))
            return found or self._made(session, candidate, key, answer_id)
        found = places.find(candidate, vector) or self._made(session, candidate)
        places.add(candidate.kind, found, vector)
        return found

    def _made(
        self,
        session: Session,
        candidate: Candidate,
        key: str | None = None,
        answer_id: str | None = None,
    ) -> str:
        row = self._row(candidate.kind, candidate.reason, key, answer_id)
        row.guesses = [[g.answer_id, g.question, g.probability] for g in candidate.guesses]
        likeliest = self._answers.get(candidate.guesses[0].answer_id) if row.guesses else None
        if likeliest and row.topic is None:
            row.topic = likeliest.topic
        session.add(row)
        session.flush()
        return row.id

    def _row(
        self, kind: Kind, reason: str | None, key: str | None, answer_id: str | None
    ) -> ItemRow:
        answer, item_id = self._answers.get(answer_id or ""), secrets.token_hex(8)
        return ItemRow(
            id=item_id,
            key=key or item_id,
            kind=kind.value,
            answer_id=answer_id,
            title=answer.title("en") if answer else "",
            reason=reason,
            topic=answer.topic if answer else None,
            guesses=[],
            state=State.OPEN.value,
            since=self._now(),
            returned=0,
        )

    def _tidy(self) -> None:
        """Take out what is not wrong any more, forget empty items, bring back what is asked."""
        asked = ItemRow.kind != Kind.STALE_ANSWER.value
        held = select(MemberRow.turn_id).where(MemberRow.item_id == ItemRow.id).exists()
        with session_of(self._engine) as session, session.begin():
            gone = [*no_longer_disliked(session)]
            if not self._seen:
                gone += no_longer_unsure(session, self._below)
            whole = MemberRow.part == 0
            if gone:
                session.execute(delete(MemberRow).where(whole, MemberRow.turn_id.in_(gone)))
            session.execute(delete(ItemRow).where(asked, ~held))
            bring_back(session)


def _member(
    candidate: Candidate, item_id: str, space: str | None, vector: Vectors | None
) -> MemberRow:
    return MemberRow(
        turn_id=candidate.turn_id,
        part=candidate.part,
        item_id=item_id,
        asked_at=candidate.asked_at,
        language=candidate.language,
        question=candidate.question,
        words=candidate.words,
        same=candidate.same,
        space=space,
        vector=None if vector is None else packed(vector),
    )
