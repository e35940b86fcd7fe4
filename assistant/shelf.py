"""The verified answers as those who look after them see them: each with its state."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum

from sqlalchemy import Engine, func, select

from assistant.rows import TurnRow
from assistant.staleness import Stale, stale
from knowledge.catalogue import Catalogue
from knowledge.document import LANGUAGES
from knowledge.names import phrase
from knowledge.publish import Publisher
from knowledge.sessions import session_of
from knowledge.verified import VerifiedAnswer, title_of
from knowledge.versions import OPEN, State, Version

SERVED_DAYS = 30


class Standing(StrEnum):
    """Where a verified answer stands for visitors."""

    SERVED = "served"
    STALE = "stale"
    NEW = "new"
    """Not published yet."""
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True)
class Shelved:
    """A verified answer on the shelf: the text in force, or else the last that was written."""

    answer: VerifiedAnswer
    standing: Standing
    stale: Stale | None
    open: Version | None
    """The version that is being written, or waits for a second person."""
    served: int
    """How often it was served in the last 30 days."""

    @property
    def missing(self) -> tuple[str, ...]:
        """The languages without an answer."""
        return tuple(code for code in LANGUAGES if not self.answer.answer.get(code))

    @property
    def title(self) -> tuple[str, str]:
        """The question to print, with its language."""
        asked = ((code, self.answer.questions.get(code)) for code in LANGUAGES)
        return next(((code, title_of(said)) for code, said in asked if said), ("en", ""))


@dataclass(frozen=True, slots=True)
class ShelfFilter:
    """Which are wanted; None and "" leave a point open. `state` is a Standing, "draft" or
    "submitted"."""

    state: str | None = None
    topic: str | None = None
    text: str = ""


def shelf(publisher: Publisher, catalogue: Catalogue, engine: Engine, today: date) -> list[Shelved]:
    """All verified answers, in force or not, by topic and id. Raises StoreUnavailable."""
    in_force, versions = publisher.in_force(), publisher.versions
    begun = {version.answer.id: version for version in versions.in_state(*OPEN)}
    gone = {v.answer.id: v.answer for v in versions.in_state(State.WITHDRAWN)[::-1]}
    others = {key: version.answer for key, version in begun.items()} | gone
    texts = {**others, **in_force}
    stales = stale_answers(in_force.values(), catalogue, today)
    counts = times_served(engine, datetime.now(UTC) - timedelta(days=SERVED_DAYS))
    shelved = [
        Shelved(
            answer=answer,
            standing=_standing(answer.id, in_force, stales, gone),
            stale=stales.get(answer.id),
            open=begun.get(answer.id),
            served=counts.get(answer.id, 0),
        )
        for answer in texts.values()
    ]
    return sorted(shelved, key=lambda s: (s.answer.topic, s.answer.id))


def chosen(
    shelved: Iterable[Shelved], wanted: ShelfFilter, asked: Mapping[str, str]
) -> list[Shelved]:
    """Those that are wanted; all words must stand together in a wording, or in the id and the
    answer. `asked` are the wordings of the answers in force, with the ids they belong to."""
    words = phrase(wanted.text).split()
    meant = {i for wording, i in asked.items() if all(word in wording for word in words)}
    return [
        s
        for s in shelved
        if wanted.state in (None, s.standing.value, s.open and s.open.state.value)
        and wanted.topic in (None, s.answer.topic)
        and (not words or s.answer.id in meant or _holds(s, words))
    ]


def stale_answers(
    answers: Iterable[VerifiedAnswer], catalogue: Catalogue, today: date
) -> dict[str, Stale]:
    """By id, why answers are stale on a day. Raises StoreUnavailable."""
    answers = list(answers)
    cited = {q.source_id for answer in answers for q in answer.citations.values()}
    documents, changed = catalogue.documents(cited), catalogue.changed_proof()
    found = {a.id: stale(a, changed.get(a.id, ()), documents, today) for a in answers}
    return {answer_id: why for answer_id, why in found.items() if why}


def times_served(engine: Engine, since: datetime) -> dict[str, int]:
    """By verified answer, how many turns it was served in since a time."""
    lately = (TurnRow.asked_at >= since, TurnRow.verified_id.is_not(None))
    query = select(TurnRow.verified_id, func.count()).where(*lately)
    with session_of(engine) as session:
        rows = session.execute(query.group_by(TurnRow.verified_id))
        return {answer_id: count for answer_id, count in rows if answer_id}


def _standing(
    answer_id: str,
    in_force: Mapping[str, object],
    stales: Mapping[str, object],
    gone: Mapping[str, object],
) -> Standing:
    if answer_id in in_force:
        return Standing.STALE if answer_id in stales else Standing.SERVED
    return Standing.WITHDRAWN if answer_id in gone else Standing.NEW


def _holds(shelved: Shelved, words: list[str]) -> bool:
    answer = shelved.answer
    texts = [s.text for sentences in answer.answer.values() for s in sentences]
    if shelved.standing in (Standing.NEW, Standing.WITHDRAWN):
        texts += [wording for wordings in answer.questions.values() for wording in wordings]
    held = phrase(" ".join([answer.id, *texts]))
    return all(word in held for word in words)
