"""The desk at which people write verified answers: begun, saved, submitted, published, withdrawn.

Every change is told to a recorder in the transaction that makes it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from functools import partial

from sqlalchemy import Engine
from sqlalchemy.orm import Session

from assistant.errors import AssistantError
from assistant.impact import Impact, changes, past_questions
from assistant.inbox.inbox import Inbox
from assistant.inbox.items import ItemView, UnknownItem
from assistant.live import Live
from assistant.pipeline import Assistant
from assistant.retrieve import Hit
from assistant.shelf import Shelved, shelf
from assistant.trial import Trial, Unserved, served_by, showable, trials, unserved
from knowledge.catalogue import Catalogue
from knowledge.check import Fault
from knowledge.document import LANGUAGES, Language
from knowledge.publish import Publisher
from knowledge.recorder import Recorder
from knowledge.verified import VerifiedAnswer
from knowledge.versions import OPEN, Also, State, Tests, Version, nothing

_COMPARED = 4  # wordings and test questions a language that are looked for among other answers


class NothingToShow(AssistantError):
    """A draft has no sentence that could be served yet."""


@dataclass(frozen=True, slots=True)
class Change:
    """What was written into a draft."""

    answer: VerifiedAnswer
    tests: Tests
    note: str


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """A question that another verified answer serves now."""

    question: str
    language: Language
    answer_id: str


class Desk:
    """Writes and publishes verified answers; safe for threads.

    Raises UnknownVersion, VersionConflict and StoreUnavailable.
    """

    def __init__(
        self, engine: Engine, publisher: Publisher, live: Live, recorder: Recorder
    ) -> None:
        self._engine = engine
        self._live = live
        self._recorder = recorder
        self._inbox = Inbox(engine, recorder)
        self._served: tuple[str, dict[tuple[str, str], str | None]] = ("", {})
        self.catalogue = Catalogue(engine)
        self.publisher = publisher
        self.versions = publisher.versions

    def shelf(self, today: date) -> list[Shelved]:
        """All verified answers, each with its state."""
        return shelf(self.publisher, self.catalogue, self._engine, today)

    def open_version(self, answer_id: str) -> Version | None:
        """The version that is being written, or waits for a second person."""
        newest = self.versions.of(answer_id)[:1]
        return next((version for version in newest if version.state in OPEN), None)

    def item(self, item_id: str) -> ItemView:
        """The Review item that an answer is wanted for; raises UnknownItem."""
        return self._inbox.item(item_id)

    def search(self, text: str, limit: int) -> list[Hit]:
        """Passages for some words."""
        return self._live.assistant.search(text, limit)

    def begin(self, change: Change, by: str, item: str | None = None) -> Version:
        """Begin a draft of an answer, new or not; raises VersionConflict where one is begun."""
        now = datetime.now(UTC)
        draft = Version(
            change.answer, 1, State.DRAFT, change.tests, by, change.note, 0, now, item=item
        )
        return self.versions.begin(draft, self._told(by, "answer.begun", change.answer.id))

    def save(self, version: Version, change: Change, by: str) -> Version:
        """Store what was written; nothing happens where that is what is stored already."""
        now = Change(version.answer, version.tests, version.note)
        if now == change:
            return version
        written = replace(version, answer=change.answer, tests=change.tests, note=change.note)
        told = self._told(by, "answer.changed", version.answer.id, version=version.number)
        # Drafts are saved while they are written: a first change and a change of hands are told.
        first = version.edited == 0 or version.author != by or version.state is State.SUBMITTED
        return self.versions.save(written, by, told if first else nothing)

    def submit(self, version: Version, by: str) -> Version:
        """Hand a draft to the person who publishes it."""
        told = self._told(by, "answer.submitted", version.answer.id, version=version.number)
        return self.versions.move(version, State.SUBMITTED, by, told)

    def discard(self, version: Version, by: str) -> None:
        """Throw a draft away."""
        told = self._told(by, "answer.discarded", version.answer.id, version=version.number)
        self.versions.discard(version, told)

    def publish(self, version: Version, by: str) -> Version:
        """Put a version in force and serve it at once; the item that it answers is done, and so are
        those about the answer as it was.

        Raises InvalidKnowledge with every problem.
        """
        answer_id = version.answer.id
        told = self._told(by, "answer.published", answer_id, version=version.number)
        published = self.publisher.publish(version, by, told)
        self._live.refresh()
        about = [item.id for item in self._inbox.of_answer(answer_id)]
        for item in dict.fromkeys([*([version.item] if version.item else []), *about]):
            self._settle(item, answer_id, by)
        return published

    def withdraw(self, answer_id: str, by: str) -> Version:
        """Take an answer out of service at once."""
        told = self._told(by, "answer.withdrawn", answer_id)
        withdrawn = self.publisher.withdraw(answer_id, by, told)
        self._live.refresh()
        return withdrawn

    def faults(self, change: Change) -> list[Fault]:
        """What keeps a draft from being published."""
        return self.publisher.faults(change.answer, change.tests)

    def elsewhere(self, change: Change) -> list[Elsewhere]:
        """Its questions that other verified answers serve today: the first of each language."""
        found = []
        for language in LANGUAGES:
            asked = [*change.tests.get(language, ()), *change.answer.questions.get(language, ())]
            for question in dict.fromkeys(asked[:_COMPARED]):
                other = self._served_by(language, question)
                if other and other != change.answer.id:
                    found.append(Elsewhere(question, language, other))
        return found

    def preview(self, answer: VerifiedAnswer) -> Assistant:
        """The Assistant as it would be with a draft, as far as that can be served; raises
        NothingToShow."""
        return self._live.preview(self._shown(answer))

    def trials(self, change: Change) -> list[Trial]:
        """The test questions, asked of the preview; raises NothingToShow."""
        shown = self._shown(change.answer)
        return trials(self._live.preview(shown), shown, change.tests)

    def unserved(self, answer: VerifiedAnswer) -> list[Unserved]:
        """Its wordings that the preview does not answer so, in full or in short; raises
        NothingToShow."""
        shown = self._shown(answer)
        return unserved(self._live.preview(shown), replace(shown, questions=answer.questions))

    def impact(self, answer: VerifiedAnswer, wanted: int, skip: int, seconds: float) -> Impact:
        """Which of the questions asked last the draft would change; raises NothingToShow."""
        questions = past_questions(self._engine, wanted)
        new = self.preview(answer)
        return changes(self._live.quoting, new, questions, skip=skip, seconds=seconds)

    def _shown(self, answer: VerifiedAnswer) -> VerifiedAnswer:
        cited = {quotation.source_id for quotation in answer.citations.values()}
        shown = showable(answer, self.catalogue.documents(cited))
        if shown is None:
            raise NothingToShow("Write at least one sentence with a quotation that proves it.")
        return shown

    def _served_by(self, language: Language, question: str) -> str | None:
        """The verified answer that serves a question now; while one writes, the same are asked
        over and over."""
        generation = self._live.generation
        if self._served[0] != generation:
            self._served = (generation, {})
        known = self._served[1]
        if (language, question) not in known:
            known[language, question] = served_by(self._live.quoting, language, question)
        return known[language, question]

    def _settle(self, item: str, answer_id: str, by: str) -> None:
        try:
            self._inbox.done(item, answer_id, by)
        except UnknownItem:
            return  # its conversations were deleted meanwhile

    def _told(self, by: str, action: str, answer_id: str, **details: object) -> Also:
        return partial(_tell, self._recorder, by, action, answer_id, details)


def _tell(
    recorder: Recorder,
    by: str,
    action: str,
    answer_id: str,
    details: Mapping[str, object],
    session: Session,
) -> None:
    recorder.add(session, by, action, answer_id, **details)
