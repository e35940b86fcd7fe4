"""`open_assistant`: the only place that names concrete parts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, closing, contextmanager
from dataclasses import replace
from functools import lru_cache, partial
from typing import cast

import numpy as np
from sqlalchemy import Engine

from assistant.alignment import Rarity, states_of
from assistant.confidence import FEATURES as LOGIT
from assistant.decision import Decision
from assistant.faq import Faq
from assistant.match import FEATURES as MATCH_FEATURES
from assistant.match import Matcher
from assistant.message import MessageReader
from assistant.pipeline import Assistant, Parts
from assistant.quote import FEATURES as QUOTE_FEATURES
from assistant.quote import Quoter
from assistant.resolve import Resolver
from assistant.retrieve import Retriever
from assistant.route import Router
from assistant.screen import Screen
from assistant.settings import OFF, AssistantSettings
from assistant.texts import load_texts
from assistant.understand import Understanding
from assistant.verify.build import open_verifier
from assistant.writing.author import Author, Library
from assistant.writing.ledger import Ledger, read_prices
from assistant.writing.open import open_author
from knowledge import classifier
from knowledge.catalogue import Catalogue
from knowledge.database import open_database
from knowledge.document import LANGUAGES, Language, Passage
from knowledge.embedder import Embedder, open_embedder
from knowledge.errors import StoreMismatch, StoreUnavailable
from knowledge.folder import shared_file
from knowledge.follow_ups import lessons
from knowledge.language import LanguageDetector, preload
from knowledge.lexical import LexicalIndex
from knowledge.lock import reading
from knowledge.names import phrase
from knowledge.opposites import Opposites
from knowledge.programme import Programme, read_names, read_programme
from knowledge.served import ServedLanguages
from knowledge.settings import KnowledgeSettings
from knowledge.store import PASSAGES, WORDINGS, VectorStore, open_store
from knowledge.verified import VerifiedAnswer

_STATED = 4096  # sentences of Passages whose states are remembered, to prove others by them
_CACHED = 64  # questions whose states are remembered: a turn needs those of its own several times


@contextmanager
def open_assistant(
    settings: AssistantSettings | None = None, knowledge: KnowledgeSettings | None = None
) -> Iterator[Assistant]:
    """An Assistant over what the data directory holds, closed with the context.

    Raises ModelUnavailable, StoreUnavailable, StoreMismatch, StoreBusy and InvalidKnowledge; each
    message names the mend.
    """
    settings, knowledge = settings or AssistantSettings(), knowledge or KnowledgeSettings()
    folder = knowledge.data_dir / "chroma"
    if not folder.exists():
        raise StoreUnavailable(
            f"nothing has been ingested into {knowledge.data_dir}: run `techforce ingest`."
        )
    with ExitStack() as stack:
        stack.enter_context(reading(knowledge.data_dir))
        stack.enter_context(ThreadPoolExecutor(1)).submit(preload)
        embedder = open_embedder(knowledge.embedding_model, knowledge.model_path)
        passages = stack.enter_context(closing(open_store(folder, PASSAGES, embedder.fingerprint)))
        wordings = stack.enter_context(closing(open_store(folder, WORDINGS, embedder.fingerprint)))
        engine = open_database(knowledge.database)
        stack.callback(engine.dispose)
        parts = _parts(settings, knowledge, embedder, Catalogue(engine), passages, wordings)
        if settings.chat_model != OFF:
            parts = replace(parts, author=_author(stack, settings, knowledge, parts, engine))
        yield Assistant(parts)


def _parts(
    settings: AssistantSettings,
    knowledge: KnowledgeSettings,
    embedder: Embedder,
    catalogue: Catalogue,
    store: VectorStore,
    asked: VectorStore,
) -> Parts:
    home = knowledge.knowledge_dir
    programme, names = read_programme(home), read_names(home)
    answers = {answer.id: answer for answer in catalogue.answers()}
    passages = sorted(store.passages(), key=lambda p: (p.source_id, p.start))
    wordings = list(asked.passages())
    taught = lessons(home, wordings, passages)
    classifiers = _classifiers(knowledge, taught.key(wordings, embedder.fingerprint))
    matcher = Matcher(
        answers,
        wordings,
        _matrix(asked, wordings, embedder.dimension),
        classifiers.get("answers"),
        Decision.load(shared_file(home, "decision.json"), "match", MATCH_FEATURES),
    )
    quoter = Quoter(
        embedder,
        Rarity((p.text, p.language) for p in passages),
        names,
        Decision.load(shared_file(home, "decision.json"), "quote", QUOTE_FEATURES),
        Opposites.load(shared_file(home, "opposites.yaml")),
    )
    sources, texts = catalogue.sources(), load_texts(home, programme)
    retriever = Retriever(LexicalIndex(passages), store.nearest, embedder)
    faq = _faq(catalogue, answers, passages, matcher)
    router = Router(classifiers["routes"], _field(programme), taught.examples)
    states = lru_cache(maxsize=_CACHED)(partial(states_of, embedder, kind="query"))
    understanding = Understanding(states, router, faq)
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
    )
    served = ServedLanguages(_examples(answers), programme.names)
    return Parts(
        catalogue=catalogue,
        sources=sources,
        passages={p.id: p for p in passages},
        embedder=embedder,
        retriever=retriever,
        detector=LanguageDetector(_examples(answers), programme.names),
        screen=Screen.load(shared_file(home, "screening.yaml")),
        served=served,
        resolver=resolver,
        reader=MessageReader(resolver, texts, names),
        faq=faq,
        confidence=Decision.load(shared_file(home, "decision.json"), "confidence", LOGIT),
        author=None,
        texts=texts,
        default_language=cast(Language, settings.default_language),
        max_question_chars=settings.max_question_chars,
    )


def _author(
    stack: ExitStack,
    settings: AssistantSettings,
    knowledge: KnowledgeSettings,
    parts: Parts,
    engine: Engine,
) -> Author | None:
    from assistant.writing.langchain_model import open_chat_model  # LangChain only where it serves

    model = open_chat_model(settings)
    if model is None:
        return None
    stack.enter_context(closing(model))
    home, texts = knowledge.knowledge_dir, [p.text for p in parts.passages.values()]
    prices = read_prices(shared_file(home, "prices.yaml"))
    ledger = Ledger(engine, model.name, prices, settings.chat_monthly_usd)
    states = lru_cache(maxsize=_STATED)(partial(states_of, parts.embedder, kind="passage"))
    rarity = Rarity((p.text, p.language) for p in parts.passages.values())
    verifier = open_verifier(home, states, rarity, texts, parts.detector)
    library = Library(parts.sources, parts.passages, parts.texts)
    name = read_programme(home).name["en"]
    return open_author(settings, model, ledger, verifier, name, library)


def _faq(
    catalogue: Catalogue,
    answers: Mapping[str, VerifiedAnswer],
    passages: Sequence[Passage],
    matcher: Matcher,
) -> Faq:
    documents, changed = catalogue.documents(), catalogue.changed_proof()
    return Faq(answers.values(), documents, _by_source(passages), matcher, changed)


def _classifiers(knowledge: KnowledgeSettings, key: str) -> dict[str, classifier.Classifier]:
    found, fitted_on = classifier.load(knowledge.data_dir / classifier.FILE)
    if fitted_on != key:
        raise StoreMismatch(
            "the classifiers were fitted on other verified answers, examples or another embedding "
            "model: run `techforce ingest`."
        )
    return found


def _own_names(programme: Programme) -> frozenset[str]:
    return frozenset(word for name in programme.names for word in phrase(name).split())


def _field(programme: Programme) -> dict[str, list[str]]:
    return {lang: [*programme.field.get(lang, ()), *programme.names] for lang in LANGUAGES}


def _matrix(store: VectorStore, wordings: Sequence[Passage], dimension: int) -> np.ndarray:
    vectors = store.vectors([w.id for w in wordings])
    if not vectors:
        return np.zeros((0, dimension), dtype=np.float32)
    return np.stack([vectors[w.id] for w in wordings])


def _examples(answers: Mapping[str, VerifiedAnswer]) -> dict[str, list[str]]:
    return {
        language: [w for answer in answers.values() for w in answer.questions[language]]
        for language in LANGUAGES
    }


def _by_source(passages: Sequence[Passage]) -> dict[str, list[Passage]]:
    found: dict[str, list[Passage]] = {}
    for passage in passages:
        found.setdefault(passage.source_id, []).append(passage)
    return found
