"""`Assistant`: the order of the steps of a turn, and nothing else."""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

import structlog

from assistant.alignment import states_of
from assistant.answer import Answer, Query, Reason, Status
from assistant.compose import compose_canned, compose_quotes, evidence_of, merge
from assistant.conversation import Conversation
from assistant.errors import EmptyQuestion, QuestionTooLong
from assistant.events import Answered, Event, Found, Proven, Searching
from assistant.faq import Faq
from assistant.match import CERTAIN, DOUBTFUL, SURE, WEAK, Match, wanted
from assistant.quote import STRICT, Quoter
from assistant.retrieve import Hit, Retriever
from assistant.rewrite import Reading, rewrite
from assistant.route import SMALL_TALK, Route, Router
from assistant.screen import Screen, Screened
from assistant.texts import Texts
from knowledge.catalogue import Catalogue
from knowledge.document import Document, Language, Passage, Source
from knowledge.embedder import Embedder, TokenStates
from knowledge.language import LanguageDetector
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
    router: Router
    faq: Faq
    quoter: Quoter
    texts: Mapping[Language, Texts]
    default_language: Language
    max_question_chars: int
    searched: int


class Assistant:
    """Answers questions in the light of a conversation; safe to share between threads."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts

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
            yield Answered(compose_canned(asked, Status.DECLINED, screened.reason, texts))
            return
        alone = states_of(parts.embedder, asked.text, "query")
        route, _ = parts.router(asked.text, asked.language, alone.pooled)
        if route in SMALL_TALK:
            yield Answered(_routed(asked, route, texts))
            return
        rewritten = rewrite(asked.text, conversation, asked.language)
        query = replace(asked, text=rewritten.readings[0].text)
        yield Searching(query)
        understood = [
            (r, alone if r.text == asked.text else states_of(parts.embedder, r.text, "query"))
            for r in rewritten.readings
        ]
        served = self._match(query, understood, conversation)
        if served:
            yield from self._tell(self._verified(query, served, rewritten.follow_up))
            return
        states = understood[0][1]
        elsewhere = route is Route.OFF_TOPIC and not rewritten.follow_up
        hits = parts.retriever.search_vector(
            query.text, states.pooled, query.language, parts.searched
        )
        strictness = STRICT if elsewhere else 1.0
        quotes = parts.quoter.quotes(query, states, hits, parts.sources, strictness)
        if quotes:
            yield from self._tell(compose_quotes(query, quotes, texts))
        elif elsewhere:
            yield Answered(_routed(asked, route, texts))
        else:
            yield Answered(self._silent(query, states, texts))

    def _match(
        self,
        query: Query,
        understood: list[tuple[Reading, TokenStates]],
        conversation: Conversation,
    ) -> tuple[Match, ...]:
        """What the first reading wants that wants any verified answer.

        A joined reading holds the earlier question and always wants what was answered before:
        that answer is left out at first. It is told again where a question word of its own asks
        on ("where did he work before?") and hardly anything else is wanted.
        """
        told = {t.answer.verified_id for t in conversation.turns[-1:] if t.answer.verified_id}
        served: tuple[Match, ...] = ()
        for reading, states in understood:
            without = told if reading.joined else set()
            if served := self._wanted(query, reading, states, without):
                break
        asks_on = not understood[0][0].joined and (not served or served[0].probability < WEAK)
        again = (self._wanted(query, r, s, set()) for r, s in understood if r.joined and asks_on)
        return next((a for a in again if a and a[0].probability >= SURE), served)

    def _wanted(
        self, query: Query, reading: Reading, states: TokenStates, without: set[str]
    ) -> tuple[Match, ...]:
        """The verified answers that one reading wants. A message that may be about something else
        must want them the more."""
        matches = self._parts.faq.matches(states.pooled, without)
        _, share = self._parts.router(reading.text, query.language, states.pooled)
        likely = [
            m
            if m.probability >= CERTAIN and share >= DOUBTFUL
            else replace(m, probability=m.probability * share)
            for m in matches
        ]
        return wanted(likely, self._parts.faq.threshold)

    def _verified(self, query: Query, served: tuple[Match, ...], follow_up: bool) -> Answer:
        """The verified answer, or two in one; a follow-up stands alone in its words."""
        faq, first = self._parts.faq, served[0].answer
        standalone = first.questions[query.language][0] if follow_up else query.text
        answer, *more = (faq.compose(query, match, standalone) for match in served)
        for other in more:
            answer = merge(answer, other)
        return replace(answer, suggestions=faq.neighbours(first, query.language))

    def _silent(self, query: Query, states: TokenStates, texts: Texts) -> Answer:
        close = self._parts.faq.close_questions(states.pooled, query.language)
        reason = Reason.NOT_IN_SOURCES
        return compose_canned(query, Status.UNANSWERED, reason, texts, suggestions=close)

    def _tell(self, answer: Answer) -> Iterator[Event]:
        """Evidence first, then each sentence with what proves it, then the whole."""
        yield Found(evidence_of(answer, self._parts.passages, answer.confidence))
        for sentence in answer.sentences:
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

    def search(self, text: str, limit: int) -> list[Hit]:
        """What retrieval alone finds for a question."""
        language = self._parts.detector(text, self._parts.default_language)
        return self._parts.retriever.search(text, language, limit)

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


def _routed(asked: Query, route: Route, texts: Texts) -> Answer:
    if route is Route.OFF_TOPIC:
        return compose_canned(asked, Status.DECLINED, Reason.OFF_TOPIC, texts)
    return compose_canned(asked, Status.CLARIFICATION, None, texts, name=route.value)


def _timed(event: Answered, started: float) -> Answered:
    elapsed = round((time.perf_counter() - started) * 1000, 1)
    return Answered(replace(event.answer, timings_ms={**event.answer.timings_ms, "total": elapsed}))
