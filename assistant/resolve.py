"""One stand-alone question to its Answer: a verified one, quotations, or why there is none."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from assistant.absent import AbsentNames
from assistant.answer import Answer, Query, Reason, Status
from assistant.compose import compose_canned, compose_quotes
from assistant.conversation import Conversation
from assistant.events import Candidate, Considered
from assistant.faq import Faq
from assistant.known_names import KnownNames
from assistant.match import FEATURES as MATCH_FEATURES
from assistant.match import PLAIN, SURE, Match
from assistant.merge import merge
from assistant.quotation import Disagreement, Quote
from assistant.quote import FEATURES as QUOTE_FEATURES
from assistant.quote import STRICT, Judged, Quoter
from assistant.retrieve import Hit, Retriever
from assistant.rewrite import rewrite, supposes, without_opener
from assistant.route import SMALL_TALK, Route, Router
from assistant.texts import Texts
from assistant.understand import States, Understanding, Weighed
from knowledge.document import Language, Source
from knowledge.validity import live

_MORE_THAN_COURTESY = 0.4  # a match that a greeting does not have
_PLAUSIBLE = 0.15  # probability of all verified answers from which no subject is ruled out
_HARDLY = 0.05  # share for the programme below which no follow-up is about it
_CERTAIN = 0.9  # that a question is about another subject, for it to be declined
_WIDE = 200  # Passages that are looked through for those of a few Sources
_SHOWN = 5  # sentences that a trace names


@dataclass(frozen=True, slots=True)
class Resolved:
    """The Answer to one question with what was weighed, and how sure its match was."""

    answer: Answer
    considered: Considered
    sure: float = 0.0
    """Probability of the verified answer that was served; 0 where none was."""
    hits: tuple[Hit, ...] = ()
    """What was searched for quotations, where no verified answer was served."""


@dataclass(frozen=True, slots=True)
class Resolver:
    """Answers one question at a time; safe to share between threads."""

    states: States
    router: Router
    understanding: Understanding
    faq: Faq
    retriever: Retriever
    quoter: Quoter
    sources: Mapping[str, Source]
    texts: Mapping[Language, Texts]
    searched: int
    """How many Passages are searched for quotations."""
    names: frozenset[str] = frozenset()
    """Folded words that name the programme."""
    absent: AbsentNames | None = None
    """Tells of names that a closed list lacks."""
    known: KnownNames | None = None
    """Whom the Sources know."""
    people: tuple[str, ...] = ()
    """Whom a pronoun may stand for."""
    today: Callable[[], date] = date.today

    def route(self, text: str, language: Language) -> Route:
        """What kind of message this is."""
        return self.router(text, language, self.states(text).pooled)[0]

    def small_talk(self, asked: Query) -> Route | None:
        """The route of a message that is mere courtesy; None where it wants a verified answer."""
        if courtesy := self.router.courtesy(asked.text):
            return courtesy
        route = self.route(asked.text, asked.language)
        if route not in SMALL_TALK:
            return None
        weighed = self.understanding.by_itself(asked.text, asked.language)
        return None if weighed.sure >= _MORE_THAN_COURTESY else route

    def told(self, answer_id: str, language: Language) -> Answer | None:
        """One verified answer, whatever was asked; None where it is not served."""
        answer = self.faq.get(answer_id)
        if answer is None:
            return None
        asked = answer.title(language)
        return self.faq.compose(Query(asked, language, asked), Match(answer, SURE, ()), asked)

    def verified(self, text: str, language: Language) -> Resolved | None:
        """The verified answer that a text wants by itself, if it wants one."""
        query = Query(text, language, text)
        weighed = self.understanding.by_itself(text, language)
        served = self.faq.served(weighed.wanted)
        return self._told(query, weighed, served, follow_up=False) if served else None

    def resolve(self, asked: Query, conversation: Conversation, said: str) -> Resolved:
        """The Answer to a question in the light of the turns before it.

        `said` is what the same message said before the question.
        """
        rewritten = rewrite(asked.text, conversation, asked.language, self.names, self.people)
        query = replace(asked, text=rewritten.text)
        context = conversation.context
        told = context[-1].verified_id if context else None
        weighed = self.understanding.in_context(rewritten, asked.language, told, said)
        served = self._of_list(asked, said, told, self.faq.served(weighed.wanted))
        if served:
            return self._told(query, weighed, served, rewritten.follow_up)
        return self._quoted(asked, query, weighed, rewritten.follow_up)

    def listed(self, found: Sequence[Resolved], question: str) -> list[Resolved]:
        """The Resolved of a message with notes on the names that it asks a closed list for."""
        if self.absent is None:
            return list(found)
        answers = self.absent.told([r.answer for r in found], question)
        return [replace(r, answer=a) for r, a in zip(found, answers, strict=True)]

    def quotes_of(self, query: Query, source_ids: Collection[str]) -> list[Quote]:
        """What these Sources say on a question, the surest first; empty where none surely does."""
        states = self.states(query.text)
        found = self.retriever.search_vector(query.text, states.pooled, query.language, _WIDE)
        hits = [h for h in found if h.passage.source_id in source_ids][: self.searched]
        judged = self.quoter.judged(query, states, hits)
        return self.quoter.quotes(query, judged, hits, self.sources)

    def disagreements(self, query: Query, quotes: Sequence[Quote]) -> tuple[Disagreement, ...]:
        """The points on which quotations of Sources that are in force differ."""
        return self.quoter.disagreements(query, quotes, live(self.sources, self.today()))

    def _told(
        self, query: Query, weighed: Weighed, served: Sequence[Match], follow_up: bool
    ) -> Resolved:
        """The verified answer, or two in one; a follow-up stands alone in its words."""
        first = served[0].answer
        standalone = first.title(query.language) if follow_up else query.text
        answer, *more = (self.faq.compose(query, match, standalone) for match in served)
        for other in more:
            answer = merge(answer, other)
        answer = replace(answer, suggestions=self.faq.neighbours(first, query.language))
        return Resolved(answer, self._considered(query, weighed), served[0].probability)

    def _of_list(
        self, asked: Query, said: str, before: str | None, served: tuple[Match, ...]
    ) -> tuple[Match, ...]:
        """What is served to a question that may ask only whether names are in a closed list: an
        unknown name may lead anywhere, so it is weighed with another one in its place."""
        absent = self.absent
        if absent is None:
            return served
        texts = (f"{said} {asked.text}", asked.text) if said else (asked.text,)
        told = (absent.asked(text, asked.language, before) for text in texts)
        listed = next(filter(None, told), None)
        if listed is None:
            return served
        found = served
        if not any(absent.is_on_list(m.answer.id) for m in found):
            wanted = self.understanding.by_itself(listed.text, asked.language).wanted
            found = self.faq.served(wanted)
        found = tuple(m for m in found if absent.is_on_list(m.answer.id))
        whole = self.faq.get(listed.list_id)
        if not whole or not (found or listed.surely):
            return found or served
        sure = found or (Match(whole, PLAIN, ()),)
        return (replace(sure[0], answer=whole),) if listed.missing else sure

    def _quoted(self, asked: Query, query: Query, weighed: Weighed, follow_up: bool) -> Resolved:
        """Quotations that answer; where there are none, why the question is not answered."""
        texts, states = self.texts[query.language], self.states(query.text)
        elsewhere = self._elsewhere(asked, follow_up)
        hits = self.retriever.search_vector(
            query.text, states.pooled, query.language, self.searched
        )
        judged = self.quoter.judged(query, states, hits)
        strictness = STRICT if elsewhere else 1.0
        quotes = self.quoter.quotes(query, judged, hits, self.sources, strictness)
        considered = self._considered(query, weighed, judged)
        if quotes:
            differing = self.disagreements(query, quotes)
            return Resolved(
                compose_quotes(query, quotes, texts, differing), considered, hits=tuple(hits)
            )
        if elsewhere >= _CERTAIN and sum(m.probability for m in weighed.matches) < _PLAUSIBLE:
            reason = Reason.OFF_TOPIC
            return Resolved(compose_canned(asked, Status.DECLINED, reason, texts), considered)
        close = self.faq.close_questions(states.pooled, query.language)
        silent = compose_canned(
            query, Status.UNANSWERED, Reason.NOT_IN_SOURCES, texts, suggestions=close
        )
        return Resolved(silent, considered, hits=tuple(hits))

    def _elsewhere(self, asked: Query, follow_up: bool) -> float:
        """How surely a question is about another subject; one that leans may only seem to be."""
        text = without_opener(asked.text)
        route = self.route(text, asked.language)
        share = self.understanding.share(text, asked.language)
        seems = follow_up and (share >= _HARDLY or supposes(text, asked.language))
        return 0.0 if seems or route is not Route.OFF_TOPIC else 1.0 - share

    def _considered(
        self, query: Query, weighed: Weighed, judged: Sequence[Judged] = ()
    ) -> Considered:
        route, share = self.router(query.text, query.language, self.states(query.text).pooled)
        best = sorted(judged, key=lambda j: -j.probability)[:_SHOWN]
        return Considered(
            query,
            route,
            share,
            matches=tuple(
                Candidate(
                    m.answer.id,
                    m.answer.title(query.language),
                    m.probability,
                    dict(zip(MATCH_FEATURES, m.values, strict=True)),
                )
                for m in weighed.matches
            ),
            judged=tuple(
                Candidate(
                    j.passage.source_id,
                    j.text,
                    j.probability,
                    dict(zip(QUOTE_FEATURES, j.values, strict=True)),
                )
                for j in best
            ),
        )
