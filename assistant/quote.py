"""Exact sentences of retrieved Passages that answer a question, and how sure that is."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from itertools import islice

import numpy as np

from assistant.alignment import Rarity, Words, align, content_words, states_of
from assistant.answer import Query
from assistant.asks import Kind, asked_for, holds
from assistant.conflicts import Conflicts
from assistant.decision import Decision
from assistant.excerpts import apart, excerpts, quote_of
from assistant.quotation import Disagreement, Quote
from assistant.retrieve import Hit
from assistant.sentences import Span
from assistant.statements import Statements
from assistant.states_memory import StatesMemory
from assistant.wanted import Wanted
from knowledge.document import Passage, Source
from knowledge.embedder import Embedder, TokenStates, Vectors
from knowledge.lexical import stems
from knowledge.names import Names
from knowledge.opposites import Opposites

FEATURES = (
    "passage_similarity", "sentence_similarity", "similarity_lead", "covered", "weakest",
    "passage_covered", "passage_weakest", "sentence_words", "passage_words",
    "typed", "mistyped", "names_missing",
)  # fmt: skip
_PASSAGES = 3
_FURTHER = 4  # sentences of the other Passages, with a value of the sort that is asked for
_QUOTED = 3
_REMEMBERED = 131_072  # tokens of sentences whose states are remembered, at 1.5 kB each
STRICT = 2.0  # how much surer a quotation must be for what seems another subject
_TYPED = 0.5  # of the threshold, for a sentence with the kind of value asked for
_EXACT = 0.1  # the same, where the value is of the very thing asked for
_NEAR = 0.85  # a further sentence is quoted when it is at least this share as probable
_VERSIONS = 2  # quotations that contradict what is quoted
_RIVALS = 4  # sentences that are read for it


@dataclass(frozen=True, slots=True)
class Judged:
    """A sentence of a Passage, its probability of answering, and the values of FEATURES."""

    passage: Passage
    span: Span
    probability: float
    values: tuple[float, ...]
    exact: bool = False
    """Whether it holds the sort of value that is asked for, of the thing that is asked for."""

    @property
    def text(self) -> str:
        """The sentence, row or item itself."""
        return self.span.text


@dataclass(frozen=True, slots=True, eq=False)
class _Asked:
    """A question with its content words, stems and vector."""

    query: Query
    words: Words
    stems: set[str]
    vector: Vectors


class Quoter:
    """Finds the sentence that answers; None of the judgement is about a corpus or its subject."""

    def __init__(
        self,
        embedder: Embedder,
        rarity: Rarity,
        names: Names,
        decision: Decision,
        opposites: Opposites | None = None,
        asked: Callable[[str], TokenStates] | None = None,
    ) -> None:
        """Without `opposites`, contradictions are not looked for. `asked` gives the token states of
        a question, where they are remembered already."""
        self._rarity = rarity
        self._names = names
        self._decision = decision
        self._states = StatesMemory(partial(states_of, embedder, kind="passage"), _REMEMBERED)
        self._wanted: Wanted | None = None
        self._conflicts: Conflicts | None = None
        if opposites:
            asked = asked or StatesMemory(partial(states_of, embedder, kind="query"), _REMEMBERED)
            statements = Statements(self._states, rarity, opposites)
            self._wanted = Wanted(statements, asked, rarity, opposites)
            self._conflicts = Conflicts(statements, self._wanted, names, opposites)

    def quotes(
        self,
        query: Query,
        judged: Sequence[Judged],
        hits: Sequence[Hit],
        sources: Mapping[str, Source],
        strictness: float = 1.0,
    ) -> list[Quote]:
        """Quotations for the question, the surest first; empty where none is sure enough.

        `judged` are the sentences of the hits. `strictness` multiplies how sure they must be.
        Behind them come sentences that contradict the surest one, for which less sureness is
        enough.
        """
        found = sorted(judged, key=lambda j: -j.probability)
        sure = [j for j in found if j.probability >= self._needed(j) * strictness]
        kept = [j for j in sure if j.probability >= sure[0].probability * _NEAR]
        if kept and asked_for(query.text) is Kind.LIST:
            kept.insert(0, _longest_list(found, kept[0]))
        distinct = list({j.text: j for j in kept}.values())[:_QUOTED]
        quoted = [
            quote_of(j.passage, sources[j.passage.source_id], j.span, hits, j.probability)
            for j in distinct
            if j.passage.source_id in sources
        ]
        return [*apart(quoted), *self._versions(query, quoted, hits, sources)]

    def disagreements(
        self, query: Query, quotes: Sequence[Quote], live: Collection[str] | None = None
    ) -> tuple[Disagreement, ...]:
        """The points on which quotations differ; of the Sources with the ids `live`, or of all."""
        return self._conflicts.find(query, quotes, live) if self._conflicts else ()

    def _versions(
        self,
        query: Query,
        quoted: Sequence[Quote],
        hits: Sequence[Hit],
        sources: Mapping[str, Source],
    ) -> list[Quote]:
        """Sentences of other Sources that contradict the surest quotation with a value."""
        conflicts = self._conflicts
        if not quoted or conflicts is None:
            return []
        known = {q.text for q in quoted} | {q.point for q in quoted}
        others = (
            quote_of(hit.passage, sources[hit.passage.source_id], span, hits, 0.0)
            for hit in hits
            if hit.passage.source_id in sources
            for span in excerpts(hit, hits)
            if span.text not in known
        )
        rivals = ((q, o) for o in others for q in quoted if conflicts.might_differ(query, q, o))
        found = {
            other.text: replace(other, probability=quote.probability * _NEAR)
            for quote, other in islice(rivals, _RIVALS)
            if conflicts.pair(query, quote, other)
        }
        return list(found.values())[:_VERSIONS]

    def _needed(self, judged: Judged) -> float:
        """The kind of value that was asked for makes up for foreign words around it."""
        typed = judged.values[FEATURES.index("typed")]
        share = _EXACT if judged.exact else _TYPED if typed else 1.0
        return self._decision.threshold * share

    def judged(self, query: Query, states: TokenStates, hits: Sequence[Hit]) -> list[Judged]:
        """Sentences with their probability of answering: every one of the best Passages, and of
        the others those that hold a value of the sort that is asked for."""
        words = content_words(query.text, states, self._rarity, query.language)
        asked = _Asked(query, words, set(stems(query.text, query.language)), states.pooled)
        found: list[Judged] = []
        more = _FURTHER
        for rank, hit in enumerate(hits):
            spans = excerpts(hit, hits)
            if rank >= _PASSAGES:
                spans = [s for s in spans if self._might_answer(query, hit, s)][:more]
                more -= len(spans)
            others = [h.similarity for n, h in enumerate(hits) if n != rank and h.similarity]
            lead = (hit.similarity or 0.0) - max(others, default=hit.similarity or 0.0)
            found.extend(self._judge(asked, hit, spans, lead))
        return found

    def _might_answer(self, query: Query, hit: Hit, span: Span) -> bool:
        return self._wanted is not None and self._wanted.might_answer(
            query, span.told, hit.passage.language
        )

    def _judge(
        self, asked: _Asked, hit: Hit, spans: Sequence[Span], lead: float
    ) -> Iterator[Judged]:
        """Spans of a passage with their probability of answering."""
        known = [(span, self._states(span.told)) for span in spans]
        if not known:
            return
        passage, query, words = hit.passage, asked.query, asked.words
        unnamed = len(self._names.missing(query.text, [*passage.heading, passage.text]))
        whole = align(words, np.concatenate([state.states for _, state in known]))
        similarity = hit.similarity if hit.similarity is not None else 0.0
        for span, state in known:
            own = align(words, state.states)
            fits, exact = self._fits(query, span, passage.language)
            values = (
                similarity,
                float(state.pooled @ asked.vector),
                lead,
                own.covered,
                own.weakest,
                whole.covered,
                whole.weakest,
                self._shared(asked, span.told, passage.language),
                self._shared(asked, passage.text, passage.language),
                float(bool(fits)),
                float(fits is False),
                float(min(unnamed, 2)),
            )
            yield Judged(passage, span, self._decision.probability(values), values, exact)

    def _fits(self, query: Query, span: Span, language: str) -> tuple[bool | None, bool]:
        """Whether a span holds the kind of value asked for (None: no kind is), and whether that is
        of the very thing asked for."""
        kind = asked_for(query.text)
        fits = holds(kind, span.text, query.text) if kind else None
        if self._wanted is None:
            return fits, False
        exact = self._wanted.answers(query, span.told, language)
        typed = self._wanted.fits(query, span.told, language) if kind is Kind.NUMBER else None
        return (fits if typed is None else typed), exact

    def _shared(self, asked: _Asked, text: str, other: str) -> float:
        """Weighted share of the question's stems in a text of the same language."""
        language, wanted = asked.query.language, asked.stems
        if language != other or not wanted:
            return 0.0
        weights = {stem: self._rarity.stem_weight(stem, language) for stem in wanted}
        total = sum(weights.values()) or 1.0
        return sum(weights[s] for s in wanted & set(stems(text, other))) / total


def _longest_list(found: Sequence[Judged], best: Judged) -> Judged:
    """The longest enumeration in the document of the best sentence: who asks for all, gets all."""
    same = [j for j in found if j.passage.source_id == best.passage.source_id]
    longest = max(same, key=lambda j: j.text.count(","))
    return longest if longest.text.count(",") > best.text.count(",") else best
