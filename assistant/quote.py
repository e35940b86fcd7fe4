"""Exact sentences of retrieved Passages that answer a question, and how sure that is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from assistant.alignment import Rarity, Words, align, content_words, states_of
from assistant.answer import Query
from assistant.asks import Kind, asked_for, holds
from assistant.compose import Quote
from assistant.decision import Decision
from assistant.retrieve import Hit
from assistant.sentences import sentences
from knowledge.document import Passage, Source
from knowledge.embedder import Embedder, TokenStates, Vectors
from knowledge.lexical import stems
from knowledge.names import Names

FEATURES = (
    "passage_similarity", "sentence_similarity", "similarity_lead", "covered", "weakest",
    "passage_covered", "passage_weakest", "sentence_words", "passage_words",
    "typed", "mistyped", "names_missing",
)  # fmt: skip
_PASSAGES = 3
_QUOTED = 3
_CACHED = 4096
STRICT = 2.0  # how much surer a quotation must be for what seems another subject
_TYPED = 0.5  # of the threshold, for a sentence with the kind of value asked for
_NEAR = 0.85  # a further sentence is quoted when it is at least this share as probable


@dataclass(frozen=True, slots=True)
class Judged:
    """A sentence of a Passage, its probability of answering, and the values of FEATURES."""

    passage: Passage
    text: str
    probability: float
    values: tuple[float, ...]


class Quoter:
    """Finds the sentence that answers; None of the judgement is about a corpus or its subject."""

    def __init__(
        self, embedder: Embedder, rarity: Rarity, names: Names, decision: Decision
    ) -> None:
        self._rarity = rarity
        self._names = names
        self._decision = decision
        self._states = lru_cache(maxsize=_CACHED)(lambda text: states_of(embedder, text, "passage"))

    def quotes(
        self,
        query: Query,
        states: TokenStates,
        hits: Sequence[Hit],
        sources: Mapping[str, Source],
        strictness: float = 1.0,
    ) -> list[Quote]:
        """Quotations for the question, the surest first; empty where none is sure enough.

        `strictness` multiplies how sure they must be.
        """
        found = sorted(self.judged(query, states, hits), key=lambda j: -j.probability)
        sure = [j for j in found if j.probability >= self._needed(j) * strictness]
        kept = [j for j in sure if j.probability >= sure[0].probability * _NEAR]
        if kept and asked_for(query.text) is Kind.LIST:
            kept.insert(0, _longest_list(found, kept[0]))
        distinct = list({j.text: j for j in kept}.values())[:_QUOTED]
        return [
            Quote(j.passage, sources[j.passage.source_id], j.text, j.probability)
            for j in distinct
            if j.passage.source_id in sources
        ]

    def _needed(self, judged: Judged) -> float:
        """The kind of value that was asked for makes up for foreign words around it."""
        typed = judged.values[FEATURES.index("typed")]
        return self._decision.threshold * (_TYPED if typed else 1.0)

    def judged(self, query: Query, states: TokenStates, hits: Sequence[Hit]) -> list[Judged]:
        """Every sentence of the best Passages with its probability of answering."""
        words = content_words(query.text, states, self._rarity, query.language)
        wanted = set(stems(query.text, query.language))
        found: list[Judged] = []
        for rank, hit in enumerate(hits[:_PASSAGES]):
            others = [h.similarity for n, h in enumerate(hits) if n != rank and h.similarity]
            lead = (hit.similarity or 0.0) - max(others, default=hit.similarity or 0.0)
            found.extend(self._judge(query, words, wanted, states.pooled, hit, lead))
        return found

    def _judge(
        self, query: Query, words: Words, wanted: set[str], vector: Vectors, hit: Hit, lead: float
    ) -> list[Judged]:
        """Every sentence of a passage with its probability of answering."""
        passage = hit.passage
        spans = [s.text for s in sentences(passage.text) if not s.text.endswith("?")]
        known = [(text, self._states(text)) for text in spans]
        if not known:
            return []
        kind = asked_for(query.text)
        unnamed = len(self._names.missing(query.text, [*passage.heading, passage.text]))
        whole = align(words, np.concatenate([state.states for _, state in known]))
        similarity = hit.similarity if hit.similarity is not None else 0.0
        result = []
        for text, state in known:
            own = align(words, state.states)
            fits = kind is not None and holds(kind, text, query.text)
            values = (
                similarity,
                float(state.pooled @ vector),
                lead,
                own.covered,
                own.weakest,
                whole.covered,
                whole.weakest,
                self._shared(wanted, text, query.language, passage.language),
                self._shared(wanted, passage.text, query.language, passage.language),
                float(fits),
                float(kind is not None and not fits),
                float(min(unnamed, 2)),
            )
            result.append(Judged(passage, text, self._decision.probability(values), values))
        return result

    def _shared(self, wanted: set[str], text: str, language: str, other: str) -> float:
        """Weighted share of the question's stems in a text of the same language."""
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
