"""How well lexical, dense and fused search rank the texts of any benchmark."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import numpy as np

from assistant.answer import Answer, Reason, Status
from assistant.conversation import Conversation, Turn
from assistant.retrieve import Mode, Nearest, Retriever
from evals.beir import Benchmark, Question, Text
from evals.ranking import Ranking, average, rank_one
from evals.vectors import VectorCache
from knowledge.document import LANGUAGES, Language, Passage
from knowledge.embedder import Embedder, Progress, Vectors
from knowledge.language import LanguageDetector
from knowledge.lexical import LexicalIndex

MODES: tuple[Mode, ...] = ("lexical", "dense", "fused")
DEPTH = 10
_detect = LanguageDetector({})
StandAlone = Callable[[str, Conversation, Language], str]
"""What a question comes down to after its conversation, as the assistant reads it."""


@dataclass(frozen=True, slots=True)
class RetrievalFigures:
    """What was measured, by mode of search."""

    passages: int
    questions: int
    by_mode: Mapping[Mode, Ranking]

    def as_json(self) -> dict[str, Any]:
        """What `eval retrieval --json` prints."""
        counts: dict[str, Any] = {"passages": self.passages, "queries": self.questions}
        return counts | {mode: found.as_json() for mode, found in self.by_mode.items()}


def measure(
    benchmark: Benchmark,
    embedder: Embedder,
    cache: VectorCache,
    stand_alone: StandAlone,
    progress: Progress | None = None,
) -> RetrievalFigures:
    """Search for every question in every mode; questions with a history as in a conversation."""
    passages = [_passage(text) for text in benchmark.corpus]
    vectors = cache.passages([_embedding_text(t) for t in benchmark.corpus], progress)
    retriever = Retriever(LexicalIndex(passages), exact(passages, vectors), embedder)
    asked = [_asked(question, stand_alone) for question in benchmark.questions]
    questions = cache.questions([text for text, _ in asked])
    found: dict[Mode, list[Ranking]] = {mode: [] for mode in MODES}
    for place, (question, (text, language)) in enumerate(
        zip(benchmark.questions, asked, strict=True), 1
    ):
        for mode in MODES:
            vector = None if mode == "lexical" else questions[place - 1]
            hits = retriever.search_vector(text, vector, language, DEPTH, mode)
            relevant = benchmark.relevant[question.id]
            found[mode].append(rank_one(relevant, [hit.passage.id for hit in hits]))
        if progress:
            progress("searching", place / len(asked))
    figures = {mode: average(rankings) for mode, rankings in found.items()}
    return RetrievalFigures(len(passages), len(asked), figures)


def _passage(text: Text) -> Passage:
    heading = (text.title,) if text.title else ()
    language = text.lang or _detect(f"{text.title} {text.text}", "en")
    return Passage(text.id, text.id, heading, text.text, 0, len(text.text), language)


def _embedding_text(text: Text) -> str:
    """Title and text, as passages are embedded at ingestion; the model cuts what is too long."""
    return "\n".join(part for part in (text.title, text.text) if part)


def exact(passages: Sequence[Passage], vectors: Vectors) -> Nearest:
    """Exact search over unit vectors, one for each Passage, in place of a store."""

    def nearest(vector: Vectors, limit: int) -> list[tuple[Passage, float]]:
        similarity = vectors @ vector
        best = np.argsort(-similarity, kind="stable")[:limit]
        return [(passages[i], float(similarity[i])) for i in best]

    return nearest


def _asked(question: Question, stand_alone: StandAlone) -> tuple[str, Language]:
    """The stand-alone question and its language, after the conversation before it."""
    conversation = Conversation(question.id)
    for earlier in question.asked_before:
        language = _language(earlier, question.lang)
        standalone = stand_alone(earlier, conversation, language)
        turn = _turn(len(conversation.turns), earlier, standalone, language)
        conversation = Conversation(question.id, (*conversation.turns, turn))
    language = _language(question.text, question.lang)
    return stand_alone(question.text, conversation, language), language


def _language(text: str, declared: str | None) -> Language:
    served = {str(language): language for language in LANGUAGES}
    return served.get(declared or "") or _detect(text, "en")


def _turn(place: int, asked: str, standalone: str, language: Language) -> Turn:
    """A turn as context: what was asked counts, what was replied does not."""
    answer = Answer(
        status=Status.UNANSWERED,
        reason=Reason.NOT_IN_SOURCES,
        language=language,
        question=asked,
        standalone_question=standalone,
        text="(a turn of the benchmark)",
        generator="benchmark",
    )
    return Turn(str(place), datetime.now(UTC), answer)
