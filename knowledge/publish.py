"""Publishing verified answers: checked as the schema asks, then served, in one transaction."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import Engine

from knowledge.catalogue import Catalogue, put_answer, remove_answer, unchanged
from knowledge.check import Fault, asked_of, check_answer
from knowledge.errors import InvalidKnowledge
from knowledge.names import Names, phrase
from knowledge.sessions import session_of
from knowledge.verified import VerifiedAnswer
from knowledge.versions import (
    Also,
    State,
    Tests,
    UnknownVersion,
    Version,
    VersionConflict,
    Versions,
    add,
    move,
    nothing,
)

INGESTED = "ingestion"
"""Who wrote version 0 of an answer: the text that came with the knowledge folder."""


@dataclass(frozen=True, slots=True)
class _InForce:
    """The verified answers as of one generation."""

    generations: tuple[int, int]
    answers: Mapping[str, VerifiedAnswer]
    compared: Mapping[str, frozenset[str]]
    """By answer, its wordings in the form in which they are compared."""
    asked: Mapping[str, str]

    def compared_of(self, answer: VerifiedAnswer) -> frozenset[str]:
        """Its wordings in that form; what is known of them already costs nothing."""
        known = self.answers.get(answer.id)
        if known is not None and known.questions == answer.questions:
            return self.compared[answer.id]
        return frozenset(asked_of([answer]))


class Publisher:
    """Puts versions of verified answers in force, and takes them out; safe for threads. `also` is
    done in the transaction of a change."""

    def __init__(self, engine: Engine, names: Names, *, second_person: bool = False) -> None:
        """`second_person`: nobody publishes what they wrote themselves, and only what was
        submitted is published."""
        self._engine = engine
        self._names = names
        self.second_person = second_person
        self._catalogue = Catalogue(engine)
        self._known = _InForce((-1, -1), {}, {}, {})
        self.versions = Versions(engine)

    def in_force(self) -> Mapping[str, VerifiedAnswer]:
        """The verified answers in force by id, in order of topic and id; stale ones too."""
        return self._in_force().answers

    def asked(self) -> Mapping[str, str]:
        """Every wording of the answers in force, in the form in which they are compared, with the
        id of its answer."""
        return self._in_force().asked

    def faults(self, answer: VerifiedAnswer, tests: Tests) -> list[Fault]:
        """What keeps a version from being published; empty when all is well."""
        cited = {quotation.source_id for quotation in answer.citations.values()}
        documents = self._catalogue.documents(cited)
        found = check_answer(answer, self._in_force().asked, documents, self._names)
        return [*found, *_taught(answer, tests)]

    def problems(self, answer: VerifiedAnswer, tests: Tests) -> list[str]:
        """The faults as lines that name the part they are in."""
        return [str(fault) for fault in self.faults(answer, tests)]

    def refusal(self, version: Version, by: str) -> str | None:
        """Why somebody may not publish a version; None where they may."""
        if self.second_person and by == version.author:
            return "somebody else must publish what you wrote"
        if self.second_person and version.state is not State.SUBMITTED:
            return "submit it first: a second person publishes what was submitted"
        return None

    def publish(self, version: Version, by: str, also: Also = nothing) -> Version:
        """Put a version in force: it is served as soon as its readers look.

        Raises InvalidKnowledge with every problem, VersionConflict where the version has changed
        since or a second person must publish it, and StoreUnavailable.
        """
        if told := self.refusal(version, by):
            raise VersionConflict(told)
        checked_at = self._catalogue.generations()
        if problems := self.problems(version.answer, version.tests):
            raise InvalidKnowledge(problems)
        ingested = self._ingested(version.answer.id)
        with session_of(self._engine) as session, session.begin():
            published = move(session, version, State.PUBLISHED, by)
            if not unchanged(session, checked_at):
                raise VersionConflict("something else was published or ingested meanwhile: again")
            if ingested:
                add(session, ingested)
            put_answer(session, version.answer)
            also(session)
        return published

    def withdraw(self, answer_id: str, by: str, also: Also = nothing) -> Version:
        """Take an answer out of service, wherever it came from.

        Raises UnknownVersion where it is not in force, VersionConflict and StoreUnavailable.
        """
        if answer_id not in self.in_force():
            raise UnknownVersion(f"{answer_id} is not in force")
        ingested = self._ingested(answer_id)
        published = [v for v in self.versions.of(answer_id) if v.state is State.PUBLISHED]
        with session_of(self._engine) as session, session.begin():
            version = add(session, ingested) if ingested else published[0]
            withdrawn = move(session, version, State.WITHDRAWN, by)
            remove_answer(session, answer_id)
            also(session)
        return withdrawn

    def _ingested(self, answer_id: str) -> Version | None:
        """The answer as it was ingested, as a version, where it is in force and was never
        published here."""
        answer = self.in_force().get(answer_id)
        done = (State.PUBLISHED, State.WITHDRAWN)
        if answer is None or any(v.state in done for v in self.versions.of(answer_id)):
            return None
        return Version(
            answer=answer,
            number=0,
            state=State.PUBLISHED,
            tests={},
            author=INGESTED,
            note="",
            edited=0,
            changed_at=datetime.now(UTC),
            publisher=INGESTED,
        )

    def _in_force(self) -> _InForce:
        now = self._catalogue.generations()
        known = self._known
        if known.generations != now:
            answers = {answer.id: answer for answer in self._catalogue.answers()}
            compared = {key: known.compared_of(answer) for key, answer in answers.items()}
            asked = {wording: key for key, own in compared.items() for wording in own}
            self._known = known = _InForce(now, answers, compared, asked)
        return known


def _taught(answer: VerifiedAnswer, tests: Tests) -> Iterator[Fault]:
    """Test questions that the answer would be learned from: they would test nothing."""
    for language, questions in tests.items():
        learned = {phrase(wording) for wording in answer.questions.get(language, ())}
        for question in questions:
            if phrase(question) in learned:
                what = f"{question!r} is a wording already, and no test of them"
                yield Fault(f"tests.{language}", what, language)
