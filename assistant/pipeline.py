"""`Assistant`: the order of the steps of a turn, and nothing else."""

from __future__ import annotations

import time
from collections.abc import Generator, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

import structlog

from assistant.answer import Answer, Origin, Query, Status, total
from assistant.compose import compose_canned, evidence_of
from assistant.confidence import calibrated
from assistant.conversation import Conversation
from assistant.decision import Decision
from assistant.errors import EmptyQuestion, QuestionTooLong
from assistant.events import Answered, Event, Found, Proven, Searching
from assistant.faq import Faq
from assistant.merge import join, with_notes
from assistant.message import MessageReader
from assistant.notes import validity_notes
from assistant.recall import Recall
from assistant.resolve import Resolved, Resolver
from assistant.retrieve import Hit, Retriever
from assistant.screen import Screen, Screened
from assistant.texts import Texts
from assistant.which import asks_which
from assistant.writing.author import Author
from assistant.writing.rewriter import Rewriter
from knowledge.catalogue import Catalogue
from knowledge.document import Document, Language, Passage, Source
from knowledge.embedder import Embedder
from knowledge.language import LanguageDetector
from knowledge.served import ServedLanguages
from knowledge.verified import VerifiedAnswer

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Parts:
    """Everything a turn needs; put together in `build.py`."""

    catalogue: Catalogue
    sources: Mapping[str, Source]
    passages: Mapping[str, Passage]
    embedder: Embedder
    retriever: Retriever
    detector: LanguageDetector
    screen: Screen
    served: ServedLanguages
    resolver: Resolver
    reader: MessageReader
    faq: Faq
    confidence: Decision
    author: Author | None
    """Where a chat model writes."""
    rewriter: Rewriter | None
    """Where a chat model rewords what nothing was found for."""
    texts: Mapping[Language, Texts]
    default_language: Language
    max_question_chars: int


class Assistant:
    """Answers questions in the light of a conversation; safe to share between threads."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts
        self._recall = Recall(self._quoted, parts.max_question_chars)

    def answer(
        self, question: str, conversation: Conversation, language: Language | None = None
    ) -> Answer:
        """The Answer to one question; as `events`, without the events before it."""
        *_, last = self.events(question, conversation, language)
        assert isinstance(last, Answered)
        return last.answer

    def events(
        self, question: str, conversation: Conversation, language: Language | None = None
    ) -> Iterator[Event]:
        """What happens while one question is answered; the last event is Answered.

        Without `language` the reply is in the language of the question. Raises EmptyQuestion and
        QuestionTooLong; whatever else goes wrong is an Answer with status `failed`.
        """
        started = time.perf_counter()
        screened = self._screened(question)
        spoken = language or self._language(screened.text, conversation)
        asked = Query(screened.text, spoken, screened.text)
        try:
            for event in self._turn(asked, screened, conversation):
                yield _timed(event, started) if isinstance(event, Answered) else event
        except Exception:  # noqa: BLE001  the one edge of a turn: the visitor gets an answer
            log.exception("turn failed")
            failed = compose_canned(asked, Status.FAILED, None, self._parts.texts[spoken])
            yield _timed(Answered(failed), started)

    def _turn(
        self, asked: Query, screened: Screened, conversation: Conversation
    ) -> Iterator[Event]:
        parts, texts = self._parts, self._parts.texts[asked.language]
        if screened.reason:
            name = screened.name
            yield Answered(
                compose_canned(asked, Status.DECLINED, screened.reason, texts, name=name)
            )
            return
        if not parts.served(asked.text):
            yield Answered(_unserved(asked, parts.texts))
            return
        route = parts.resolver.small_talk(asked)
        of_nothing = not conversation.context and asks_which(asked.text, asked.language)
        if route or of_nothing:
            yield Answered(compose_canned(asked, Status.CLARIFICATION, None, texts, name=route))
            return
        yield Searching(asked)
        resolved = parts.reader.read(asked, conversation)
        yield from (r.considered for r in resolved)
        if parts.rewriter:
            resolved = yield from parts.rewriter.reworded(resolved, conversation)
        answer = yield from self._written(resolved, texts)
        notes = validity_notes(answer, parts.sources, date.today(), texts)
        whole = replace(
            calibrated(with_notes(answer, notes), parts.confidence), question=asked.asked
        )
        yield from self._tell(whole, drafted=len(resolved) == 1)

    def _written(
        self, resolved: Sequence[Resolved], texts: Texts
    ) -> Generator[Event, None, Answer]:
        """The answer to all parts of a message. What a chat model proves of a single one is told
        as it comes; several are joined first, because then the labels are others."""
        author = self._parts.author
        if author and len(resolved) == 1:
            return (yield from author.write(resolved[0]))
        answers = []
        for one in resolved:
            answers.append((yield from author.unseen(one)) if author else one.answer)
        whole = join(answers, texts) if len(answers) > 1 else answers[0]
        usage, dropped = total(a.usage for a in answers), sum(a.dropped for a in answers)
        return replace(whole, usage=usage, dropped=dropped)

    def _tell(self, answer: Answer, *, drafted: bool) -> Iterator[Event]:
        """Evidence first, then each sentence with what proves it, then the whole. Sentences that
        were `drafted` in this turn were told when they were proven."""
        rest = [s for s in answer.sentences if not (drafted and s.origin is Origin.GENERATED)]
        if rest and answer.citations:
            yield Found(evidence_of(answer, self._parts.passages, answer.confidence))
        for sentence in rest:
            cited = tuple(c for c in answer.citations if c.label in sentence.citations)
            yield Proven(sentence, cited)
        yield Answered(answer)

    def _screened(self, question: str) -> Screened:
        if len(question) > self._parts.max_question_chars:
            raise QuestionTooLong(
                f"the message has {len(question)} characters, {self._parts.max_question_chars} "
                "are allowed"
            )
        screened = self._parts.screen(question)
        if not any(c.isalnum() for c in screened.text):
            raise EmptyQuestion("the message holds no words")
        return screened

    def _language(self, text: str, conversation: Conversation) -> Language:
        """That of the question; where it could be several, that of the conversation."""
        spoken = [turn.answer.language for turn in conversation.turns]
        return self._parts.detector(text, spoken[-1] if spoken else self._parts.default_language)

    def recalled(self, questions: Sequence[str], language: Language | None = None) -> Conversation:
        """A Conversation in which these questions were asked, the oldest first.

        They are answered anew, without a chat model; what holds no words or too many is left out.
        """
        return self._recall(questions, language)

    def _quoted(
        self, question: str, conversation: Conversation, language: Language | None
    ) -> Answer:
        """As `answer`, without a chat model."""
        quoting = Assistant(replace(self._parts, author=None, rewriter=None))
        return quoting.answer(question, conversation, language)

    def search(self, text: str, limit: int) -> list[Hit]:
        """What retrieval alone finds for a question, without the personal data in it."""
        asked = self._parts.screen(text).text
        language = self._parts.detector(asked, self._parts.default_language)
        return self._parts.retriever.search(asked, language, limit)

    def verified(
        self, text: str | None, topic: str | None, language: Language
    ) -> list[VerifiedAnswer]:
        """Verified answers for words in a search box, of a topic, or all."""
        if not text or not text.strip():
            return self._parts.faq.of_topic(topic)
        vector = self._parts.embedder.embed_query(text)
        found = self._parts.faq.search(text, vector, language)
        return [a for a in found if topic in (None, a.topic)]

    def verified_answer(self, answer_id: str) -> VerifiedAnswer | None:
        """One verified answer, if it is served."""
        return self._parts.faq.get(answer_id)

    @property
    def sources(self) -> Mapping[str, Source]:
        """All Sources by id."""
        return self._parts.sources

    def document(self, source_id: str) -> Document | None:
        """A Source's Document."""
        return self._parts.catalogue.document(source_id)

    @property
    def max_question_chars(self) -> int:
        """Longest message that is accepted."""
        return self._parts.max_question_chars


def _unserved(asked: Query, texts: Mapping[Language, Texts]) -> Answer:
    """The reply in English that names the served languages, with a question in each."""
    ways = tuple(t.suggestions[0] for t in texts.values() if t.suggestions)
    return compose_canned(
        replace(asked, language="en"),
        Status.CLARIFICATION,
        None,
        texts["en"],
        name="unserved_language",
        suggestions=ways,
    )


def _timed(event: Answered, started: float) -> Answered:
    elapsed = round((time.perf_counter() - started) * 1000, 1)
    return Answered(replace(event.answer, timings_ms={**event.answer.timings_ms, "total": elapsed}))
