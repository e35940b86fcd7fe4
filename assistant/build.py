"""`open_live` and `open_assistant`: with `build_ground.py`, where concrete parts are named."""

from __future__ import annotations

import gc
import hashlib
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, closing, contextmanager
from dataclasses import replace
from functools import partial
from importlib.metadata import version
from pathlib import Path

from sqlalchemy import Engine
from threadpoolctl import threadpool_limits

from assistant.alignment import Rarity, states_of
from assistant.build_ground import open_ground
from assistant.live import Ground, Live
from assistant.pipeline import Assistant, Parts
from assistant.reader import Reader
from assistant.settings import OFF, AssistantSettings
from assistant.states_memory import StatesMemory
from assistant.verify.build import open_verifier
from assistant.writing.author import Library
from assistant.writing.chat_model import ChatModel
from assistant.writing.judge import judging
from assistant.writing.ledger import Ledger, Price, read_prices
from assistant.writing.open import Models, open_author, open_rewriter
from assistant.writing.proven_cache import ProvenCache
from assistant.writing.rewriter import Wording
from assistant.writing.shared_cache import Memory, open_memory
from knowledge import language, store_client
from knowledge.catalogue import Catalogue
from knowledge.database import open_database
from knowledge.engines import reading, require_store
from knowledge.folder import shared_file
from knowledge.programme import read_names, read_programme
from knowledge.settings import KnowledgeSettings

_PROGRAM = "techforce-assistant"
_STATED = 65_536  # tokens of sentences whose states are remembered, to prove others by them


@contextmanager
def open_assistant(
    settings: AssistantSettings | None = None, knowledge: KnowledgeSettings | None = None
) -> Iterator[Assistant]:
    """An Assistant over what the data directory holds now; otherwise as `open_live`."""
    with open_live(settings, knowledge) as live:
        yield live.assistant


@contextmanager
def open_live(
    settings: AssistantSettings | None = None, knowledge: KnowledgeSettings | None = None
) -> Iterator[Live]:
    """An Assistant that follows what is published, closed with the context.

    Raises ModelUnavailable, StoreUnavailable, StoreMismatch, StoreBusy, CollectionRefused and
    InvalidKnowledge; each message names the mend.
    """
    settings, knowledge = settings or AssistantSettings(), knowledge or KnowledgeSettings()
    require_store(knowledge)
    with ExitStack() as stack:
        with _uncollected():
            live = _opened(stack, settings, knowledge)
        yield live


def _opened(stack: ExitStack, settings: AssistantSettings, knowledge: KnowledgeSettings) -> Live:
    """As `open_live`, closed with the stack."""
    # Turns run side by side: several threads for each product would wait for one another.
    stack.enter_context(threadpool_limits(1, "blas"))
    stack.enter_context(reading(knowledge))
    beside = stack.enter_context(ThreadPoolExecutor(2))
    beside.submit(language.preload)
    beside.submit(store_client.preload)
    engine = open_database(knowledge.database)
    stack.callback(engine.dispose)
    reader = stack.enter_context(closing(Reader(knowledge, engine)))
    models = _models(stack, settings, knowledge, engine)

    def ground() -> Ground:
        with _uncollected():
            quoting = open_ground(settings, knowledge, reader.ingested())
        if models is None:
            return quoting
        parts = _with_model(models, settings, knowledge, quoting.parts)
        return replace(quoting, parts=parts)

    return Live(engine, ground)


@contextmanager
def _uncollected() -> Iterator[None]:
    """Make much that stays, without a search for garbage among it again and again: that takes a
    sixth of the time."""
    collects = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if collects:
            gc.enable()


def _models(
    stack: ExitStack, settings: AssistantSettings, knowledge: KnowledgeSettings, engine: Engine
) -> Models | None:
    """The chat models that are set, closed with the stack."""
    if settings.chat_model == OFF:
        return None
    from assistant.writing.langchain_model import open_chat_model  # LangChain only where it serves

    model = open_chat_model(settings)
    if model is None:
        return None
    stack.enter_context(closing(model))
    judge = open_chat_model(own) if (own := judging(settings)) else None
    if judge is not None:
        stack.enter_context(closing(judge))
    prices = read_prices(shared_file(knowledge.knowledge_dir, "prices.yaml"))
    remembered = stack.enter_context(closing(open_memory(knowledge.valkey_url)))
    caches = partial(_cache, remembered, knowledge.knowledge_dir, engine)
    ledgers = partial(_ledger, engine, prices, settings.chat_monthly_usd)
    return Models(model, ledgers, judge, caches)


def _ledger(engine: Engine, prices: Mapping[str, Price], most: float, model: ChatModel) -> Ledger:
    return Ledger(engine, model.name, prices, most)


def _cache(memory: Memory, home: Path, engine: Engine) -> ProvenCache:
    """A cache for what is proven under the present rules, by what is ingested now."""
    rules = shared_file(home, "decision.json").read_bytes()
    proven_by = f"{hashlib.sha256(rules).hexdigest()[:16]}:{Catalogue(engine).generations()[0]}"
    return memory.cache(f"{version(_PROGRAM)}:{proven_by}")


def _with_model(
    models: Models, settings: AssistantSettings, knowledge: KnowledgeSettings, parts: Parts
) -> Parts:
    """The Parts with what a chat model does."""
    home, texts = knowledge.knowledge_dir, [p.text for p in parts.passages.values()]
    states = StatesMemory(partial(states_of, parts.embedder, kind="passage"), _STATED)
    rarity = Rarity((p.text, p.language) for p in parts.passages.values())
    verifier = open_verifier(home, states, rarity, texts, parts.detector)
    library = Library(parts.sources, parts.passages, parts.texts)
    wording = Wording(parts.screen, parts.detector, read_names(home), parts.embedder.embed_query)
    name = read_programme(home).name["en"]
    return replace(
        parts,
        author=open_author(settings, models, verifier, name, library),
        rewriter=open_rewriter(settings, models, name, parts.reader, wording, library),
    )
