"""`open_ground`: names the concrete parts that answer without a chat model."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import cast

from assistant.absent import AbsentNames
from assistant.alignment import Rarity, states_of
from assistant.confidence import FEATURES as LOGIT
from assistant.decision import Decision
from assistant.known_names import KnownNames
from assistant.language_bias import LanguageBias
from assistant.list_words import list_words
from assistant.live import Ground, faq_over
from assistant.match import FEATURES as MATCH_FEATURES
from assistant.message import MessageReader
from assistant.pipeline import Parts
from assistant.quote import FEATURES as QUOTE_FEATURES
from assistant.quote import Quoter
from assistant.reader import Ingested
from assistant.resolve import Resolver
from assistant.retrieve import Nearest, Retriever
from assistant.route import Router
from assistant.screen import Screen
from assistant.settings import AssistantSettings
from assistant.spelling import Spelling
from assistant.states_memory import StatesMemory
from assistant.taught import Taught
from assistant.texts import load_texts
from assistant.understand import Understanding
from knowledge.asked import FILE, Asked, keep, read_kept
from knowledge.document import LANGUAGES, Language, Passage
from knowledge.embedder import Vectors
from knowledge.errors import StoreMismatch
from knowledge.folder import shared_file
from knowledge.follow_ups import Lessons, lessons
from knowledge.language import LanguageDetector
from knowledge.lexical import LexicalIndex
from knowledge.names import phrase
from knowledge.opposites import Opposites
from knowledge.programme import Programme, read_names, read_programme
from knowledge.served import ServedLanguages
from knowledge.settings import KnowledgeSettings
from knowledge.store import VectorStore
from knowledge.verified import VerifiedAnswer

_REMEMBERED = 24_576  # tokens of questions whose states are remembered, at 1.5 kB each


def open_ground(
    settings: AssistantSettings, knowledge: KnowledgeSettings, ingested: Ingested
) -> Ground:
    """What answers, read from what was ingested and published. Raises StoreMismatch,
    StoreUnavailable and InvalidKnowledge."""
    home, catalogue = knowledge.knowledge_dir, ingested.catalogue
    embedder, store, fitted = ingested.embedder, ingested.passages, ingested.fitted()
    programme, names = read_programme(home), read_names(home)
    answers = catalogue.answers()
    passages = sorted(store.passages(), key=lambda p: (p.source_id, p.start))
    asked, learned = _fitted_to(ingested, fitted.key, knowledge, passages)
    wordings, vectors = asked.wordings, asked.vectors
    taught = Taught(wordings, vectors, fitted.classifiers.get("answers"), fitted.unknown)
    taught = taught.with_answers(answers, embedder)
    decision = Decision.load(shared_file(home, "decision.json"), "match", MATCH_FEATURES)
    by_source = _by_source(passages)
    states = StatesMemory(partial(states_of, embedder, kind="query"), _REMEMBERED)
    quoter = Quoter(
        embedder,
        Rarity((p.text, p.language) for p in passages),
        names,
        Decision.load(shared_file(home, "decision.json"), "quote", QUOTE_FEATURES),
        Opposites.load(shared_file(home, "opposites.yaml")),
        states,
    )
    sources, texts = catalogue.sources(), load_texts(home, programme)
    bias = LanguageBias.learned(wordings, vectors)
    retriever = Retriever(LexicalIndex(passages), _among(passages, store), embedder, bias)
    faq = faq_over(catalogue, answers, by_source, taught, decision)
    router = Router(fitted.classifiers["routes"], _field(programme), learned.examples)
    understanding = Understanding(states, router, faq)
    words = list_words(programme.closed_lists, answers, wordings, _own_names(programme))
    known = KnownNames(words.mentions, names, answers)
    resolver = Resolver(
        states,
        router,
        understanding,
        faq,
        retriever,
        quoter,
        sources,
        texts,
        settings.passages,
        _own_names(programme),
        AbsentNames(programme.closed_lists, answers, words, known, names, texts),
        known,
        names.people,
    )
    served = ServedLanguages(_examples(answers), programme.names)
    parts = Parts(
        catalogue=catalogue,
        sources=sources,
        passages={p.id: p for p in passages},
        embedder=embedder,
        retriever=retriever,
        detector=LanguageDetector(_examples(answers), programme.names),
        screen=Screen.load(shared_file(home, "screening.yaml")),
        served=served,
        resolver=resolver,
        reader=MessageReader(resolver, texts, names, Spelling(wordings, passages)),
        faq=faq,
        confidence=Decision.load(shared_file(home, "decision.json"), "confidence", LOGIT),
        author=None,
        rewriter=None,
        texts=texts,
        default_language=cast(Language, settings.default_language),
        max_question_chars=settings.max_question_chars,
    )
    return Ground(parts, taught, decision, by_source)


def _fitted_to(
    ingested: Ingested, key: str, knowledge: KnowledgeSettings, passages: Sequence[Passage]
) -> tuple[Asked, Lessons]:
    """What the classifiers of that key were fitted on; raises StoreMismatch where it is gone."""
    embedder, file = ingested.embedder, knowledge.data_dir / FILE
    kept = read_kept(file, key)
    asked = kept or ingested.asked()
    learned = lessons(knowledge.knowledge_dir, asked.wordings, passages)
    if learned.key(asked.wordings, embedder.fingerprint) != key:
        raise StoreMismatch(
            "the classifiers were fitted on other verified answers, examples or another embedding "
            "model: run `techforce ingest`."
        )
    if kept is None:
        keep(file, key, asked)
    return asked, learned


def _among(passages: Sequence[Passage], store: VectorStore) -> Nearest:
    """Finds these Passages alone: an ingestion may be writing others into the store."""
    known = {passage.id for passage in passages}

    def nearest(vector: Vectors, limit: int) -> list[tuple[Passage, float]]:
        return [found for found in store.nearest(vector, limit) if found[0].id in known]

    return nearest


def _own_names(programme: Programme) -> frozenset[str]:
    return frozenset(word for name in programme.names for word in phrase(name).split())


def _field(programme: Programme) -> dict[str, list[str]]:
    return {lang: [*programme.field.get(lang, ()), *programme.names] for lang in LANGUAGES}


def _examples(answers: Sequence[VerifiedAnswer]) -> dict[str, list[str]]:
    return {
        language: [w for answer in answers for w in answer.questions[language]]
        for language in LANGUAGES
    }


def _by_source(passages: Sequence[Passage]) -> dict[str, list[Passage]]:
    found: dict[str, list[Passage]] = {}
    for passage in passages:
        found.setdefault(passage.source_id, []).append(passage)
    return found
