"""A small world of real parts: verified answers on a museum, and an embedder that counts topics."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from functools import partial
from pathlib import Path

import numpy as np

from assistant.alignment import Rarity, states_of
from assistant.answer import Answer
from assistant.conversation import Conversation, Turn
from assistant.decision import Decision
from assistant.faq import Faq
from assistant.match import FEATURES, Matcher
from assistant.message import MessageReader
from assistant.quote import FEATURES as QUOTE_FEATURES
from assistant.quote import Quoter
from assistant.resolve import Resolver
from assistant.retrieve import Retriever
from assistant.route import Route, Router
from assistant.spelling import Spelling
from assistant.texts import load_texts
from assistant.understand import Understanding
from knowledge.classifier import fit_classifier
from knowledge.document import LANGUAGES, Document, Passage
from knowledge.embedder import Progress, TextKind, TokenStates, Vectors
from knowledge.examples import UNKNOWN
from knowledge.folding import fold
from knowledge.lexical import LexicalIndex
from knowledge.names import Names
from knowledge.programme import read_programme
from knowledge.verified import AnswerKind, Quotation, VerifiedAnswer, VerifiedSentence
from tests.knowledge.test_check import SOURCE
from tests.knowledge.test_project import HOME

# Beginnings of the words of each topic, in three languages.
TOPICS = {
    "pay": ("pay", "paid", "sala", "sueldo"),
    "term": ("long", "last", "dure", "dura", "temps", "tiempo"),
    "guides": ("guide", "guia"),
    "visa": ("visa", "visum", "visado"),
    "cafe": ("cafe",),
    "sport": ("football", "futbol", "match", "partido"),
    "greeting": ("hello", "bonjour", "hola"),
    "thanks": ("thanks", "merci", "gracias"),
}
LATER = date(2026, 1, 1)
TOLD = {
    "pay": {
        "en": "Guards get 2000 dollars a month.",
        "fr": "Les gardiens touchent 2000 dollars par mois.",
        "es": "Los guardias cobran 2000 dólares al mes.",
    },
    "term": {
        "en": "A contract lasts two years.",
        "fr": "Un contrat dure deux ans.",
        "es": "Un contrato dura dos años.",
    },
    "guides": dict.fromkeys(LANGUAGES, "Guides show 3 rooms."),
    "guides-pay": dict.fromkeys(LANGUAGES, "Guides get 900 dollars a month."),
}
TEXT = " ".join(told["en"] for told in TOLD.values())


class TopicEmbedder:
    """Embeds a text as the counts of the words of each topic, made a unit vector.

    A text without any has a direction of its own.
    """

    dimension = len(TOPICS) + 1
    fingerprint = "topics"

    def embed_query(self, text: str) -> Vectors:
        words = [word.strip("¿?.,!") for word in fold(text).replace("—", " ").split()]
        counts = [sum(w.startswith(t) for w in words for t in ts) for ts in TOPICS.values()]
        row = np.array([*counts, 0 if any(counts) else 1], dtype=np.float32)
        unit: Vectors = row / np.linalg.norm(row)
        return unit

    def embed_queries(self, texts: Sequence[str]) -> Vectors:
        return np.stack([self.embed_query(text) for text in texts])

    def embed_passages(self, texts: Sequence[str], progress: Progress | None = None) -> Vectors:
        return self.embed_queries(texts)

    def token_states(self, text: str, kind: TextKind) -> TokenStates | None:
        return None


@dataclass(frozen=True)
class Museum:
    """The parts that answer, from the outermost in."""

    reader: MessageReader
    resolver: Resolver
    understanding: Understanding
    faq: Faq


def turns(*answers: Answer) -> Conversation:
    """A Conversation in which these Answers were given."""
    return Conversation("c", tuple(Turn("t", datetime.now(UTC), answer) for answer in answers))


def verified_answers() -> dict[str, VerifiedAnswer]:
    """Four answers, and a gap on visas that the sources are known to leave."""
    asked = {i: {lang: (question_on(i),) * 4 for lang in LANGUAGES} for i in (*TOLD, "visa")}
    cited = {i: {"a": Quotation(SOURCE.id, told["en"])} for i, told in TOLD.items()}
    answers = {
        i: VerifiedAnswer(
            i,
            "museum",
            AnswerKind.ANSWER,
            asked[i],
            {lang: (VerifiedSentence(text, ("a",)),) for lang, text in told.items()},
            cited[i],
            (),
            LATER,
            LATER,
        )
        for i, told in TOLD.items()
    }
    silent = {lang: (VerifiedSentence("They do not say.", ()),) for lang in LANGUAGES}
    gap = replace(
        answers["pay"],
        id="visa",
        kind=AnswerKind.NOT_STATED,
        questions=asked["visa"],
        answer=silent,
        citations={},
    )
    return {**answers, "visa": gap}


def question_on(topics: str) -> str:
    """A question on one or more topics, such as "guides-pay"."""
    return " ".join(TOPICS[topic][0] for topic in topics.split("-")) + " ?"


def museum(needed: float = 1.1) -> Museum:
    """Everything that answers a message, over the museum's verified answers.

    `needed` is how sure a quotation must be: by default, none ever is.
    """
    embedder, answers = TopicEmbedder(), verified_answers()
    asked = _wordings(answers)
    passage = Passage("p", SOURCE.id, (), TEXT, 0, len(TEXT), "en")
    states = partial(states_of, embedder, kind="query")
    faq = Faq(
        answers.values(),
        {SOURCE.id: Document(SOURCE, TEXT)},
        {SOURCE.id: [passage]},
        _matcher(embedder, answers, asked),
        today=lambda: LATER,
    )
    router = _router(embedder)
    understanding = Understanding(states, router, faq)
    texts = load_texts(HOME, read_programme(Path("nowhere")))
    resolver = Resolver(
        states,
        router,
        understanding,
        faq,
        Retriever(LexicalIndex([passage]), lambda vector, limit: [(passage, 0.5)], embedder),
        _quoter(embedder, needed),
        {SOURCE.id: SOURCE},
        texts,
        searched=3,
        today=lambda: LATER,
    )
    reader = MessageReader(resolver, texts, Names((), ()), Spelling(asked, [passage]))
    return Museum(reader, resolver, understanding, faq)


def _wordings(answers: dict[str, VerifiedAnswer]) -> list[Passage]:
    return [
        Passage(f"{i}{lang}{n}", i, (), words, 0, 1, lang)
        for i, answer in answers.items()
        for lang, asked in answer.questions.items()
        for n, words in enumerate(asked)
    ]


def _matcher(
    embedder: TopicEmbedder, answers: dict[str, VerifiedAnswer], wordings: list[Passage]
) -> Matcher:
    vectors = embedder.embed_queries([w.text for w in wordings])
    unknown = embedder.embed_queries([question_on("cafe"), "else ?", question_on("sport")] * 4)
    labels = [w.source_id for w in wordings] + [UNKNOWN] * len(unknown)
    classifier = fit_classifier(np.vstack([vectors, unknown]), labels)
    # The share of an answer among all decides: even odds at a third.
    weights = np.array([2.0, 0, 0, 0, 0, 0], dtype=np.float32)
    mean = np.array([np.log(1 / 3), 0, 0, 0, 0, 0], dtype=np.float32)
    decision = replace(Decision.undecided(FEATURES), weights=weights, mean=mean, threshold=0.3)
    return Matcher(answers, wordings, vectors, classifier, decision)


def _router(embedder: TopicEmbedder) -> Router:
    routes = {"sport": Route.OFF_TOPIC, "greeting": Route.GREETING, "thanks": Route.THANKS}
    rows = embedder.embed_queries([question_on(topic) for topic in TOPICS] * 5)
    labels = [routes.get(topic, Route.PROGRAMME).value for topic in TOPICS] * 5
    return Router(fit_classifier(rows, labels, balanced=True), {"en": ["museum"]})


def _quoter(embedder: TopicEmbedder, needed: float) -> Quoter:
    decision = replace(Decision.undecided(QUOTE_FEATURES), threshold=needed)
    return Quoter(embedder, Rarity([(TEXT, "en")]), Names((), ()), decision)
