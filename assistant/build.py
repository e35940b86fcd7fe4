"""`open_assistant`: the only place that names concrete parts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, closing, contextmanager
from typing import cast

import numpy as np

from assistant.alignment import Rarity
from assistant.decision import Decision
from assistant.faq import Faq
from assistant.match import FEATURES as MATCH_FEATURES
from assistant.match import Matcher
from assistant.pipeline import Assistant, Parts
from assistant.quote import FEATURES as QUOTE_FEATURES
from assistant.quote import Quoter
from assistant.retrieve import Retriever
from assistant.route import Router
from assistant.screen import Screen
from assistant.settings import AssistantSettings
from assistant.texts import Programme, load_programme, load_texts
from knowledge import classifier
from knowledge.catalogue import Catalogue
from knowledge.database import open_database
from knowledge.document import LANGUAGES, Language, Passage
from knowledge.embedder import Embedder, open_embedder
from knowledge.errors import StoreMismatch, StoreUnavailable
from knowledge.language import LanguageDetector, preload
from knowledge.lexical import LexicalIndex
from knowledge.lock import reading
from knowledge.names import Names
from knowledge.settings import KnowledgeSettings
from knowledge.store import PASSAGES, WORDINGS, VectorStore, open_store
from knowledge.verified import VerifiedAnswer


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
        yield Assistant(
            _parts(settings, knowledge, embedder, Catalogue(engine), passages, wordings)
        )


def _parts(
    settings: AssistantSettings,
    knowledge: KnowledgeSettings,
    embedder: Embedder,
    catalogue: Catalogue,
    store: VectorStore,
    asked: VectorStore,
) -> Parts:
    home = knowledge.knowledge_dir
    programme = load_programme(home)
    answers = {answer.id: answer for answer in catalogue.answers()}
    passages = sorted(store.passages(), key=lambda p: (p.source_id, p.start))
    wordings = list(asked.passages())
    classifiers = _classifiers(knowledge, wordings, embedder)
    matcher = Matcher(
        answers,
        wordings,
        _matrix(asked, wordings, embedder.dimension),
        classifiers.get("answers"),
        Decision.load(home / "decision.json", "match", MATCH_FEATURES),
    )
    quoter = Quoter(
        embedder,
        Rarity((p.text, p.language) for p in passages),
        Names.load(home / "names.yaml"),
        Decision.load(home / "decision.json", "quote", QUOTE_FEATURES),
    )
    return Parts(
        catalogue=catalogue,
        sources=catalogue.sources(),
        passages={p.id: p for p in passages},
        embedder=embedder,
        retriever=Retriever(LexicalIndex(passages), store.nearest, embedder),
        detector=LanguageDetector(_examples(answers), programme.names),
        screen=Screen.load(home / "screening.yaml"),
        router=Router(classifiers["routes"], _field(programme)),
        faq=Faq(answers.values(), catalogue.documents(), _by_source(passages), matcher),
        quoter=quoter,
        texts=load_texts(home, programme.site),
        default_language=cast(Language, settings.default_language),
        max_question_chars=settings.max_question_chars,
        searched=settings.passages,
    )


def _classifiers(
    knowledge: KnowledgeSettings, wordings: Sequence[Passage], embedder: Embedder
) -> dict[str, classifier.LinearClassifier]:
    found, fitted_on = classifier.load(knowledge.data_dir / classifier.FILE)
    examples = classifier.read_examples(knowledge.knowledge_dir / "routing.yaml")
    if fitted_on != classifier.fitted_on(wordings, embedder.fingerprint, examples):
        raise StoreMismatch(
            "the classifiers were fitted on other verified answers, examples or another embedding "
            "model: run `techforce ingest`."
        )
    return found


def _field(programme: Programme) -> dict[str, list[str]]:
    return {language: [*words, *programme.names] for language, words in programme.field.items()}


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
