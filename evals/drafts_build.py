"""Wires the real parts for drafts: the project's knowledge, its verifier, and a chat model."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from random import Random

from rich.console import Console
from rich.progress import MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from assistant.answer import Evidence, Query
from assistant.retrieve import Retriever
from assistant.settings import AssistantSettings
from evals.case_file import read_suites
from evals.drafts_local import KEPT, READ, LocalFigures, Remembered, ask
from evals.drafts_made import SEED, make, right_sentences
from evals.drafts_run import DraftFigures, run_drafts
from evals.errors import TargetUnavailable
from evals.fit_support import verifier_over
from knowledge.embedder import Embedder, open_embedder
from knowledge.engines import reading, require_store
from knowledge.faq_file import read_verified_answers
from knowledge.lexical import LexicalIndex
from knowledge.placing import open_passages
from knowledge.programme import read_names, read_programme
from knowledge.settings import KnowledgeSettings
from knowledge.source_file import read_project_documents
from knowledge.store import VectorStore

_SUITE = "answers"
_PIECES = 3  # Passages that a model is given: small models lose their way among more
_TOTAL_S = 900.0
Asked = tuple[Query, Sequence[Evidence]]


def run_scripted(count: int, console: Console) -> DraftFigures:
    """Let a scripted model say so many drafts; raises KnowledgeError."""
    settings = KnowledgeSettings()
    home = settings.knowledge_dir
    embedder = open_embedder(settings.embedding_model, settings.model_path)
    documents = read_project_documents(home / "documents")
    rights = right_sentences(read_verified_answers(home / "faq"), documents)
    with _told(console, "drafts", count) as told:
        drafts = make(rights, count, read_names(home).always)
        return run_drafts(drafts, verifier_over(home, embedder), told)


def run_model(name: str, count: int, folder: Path, console: Console) -> LocalFigures:
    """Put questions of the Cases to a chat model, and keep its answers and what is shown of them
    in a folder; a run that was broken off goes on where it was. Raises KnowledgeError,
    ChatUnavailable and TargetUnavailable."""
    from assistant.writing.langchain_model import open_chat_model

    settings = KnowledgeSettings()
    folder.mkdir(parents=True, exist_ok=True)
    require_store(settings)
    with reading(settings):
        store, embedder = open_passages(settings)
        with closing(store):
            asked = list(_questions(settings, store, embedder, count))
    names = read_names(settings.knowledge_dir).always
    known = frozenset(word for name in names for word in name.split())
    model = open_chat_model(AssistantSettings(chat_model=name, chat_total_s=_TOTAL_S))
    if model is None:
        raise TargetUnavailable("name a chat model: `--model local`.")
    with closing(model), _told(console, "questions", len(asked)) as told:
        remembered = Remembered(model, folder / KEPT)
        verifier = verifier_over(settings.knowledge_dir, embedder)
        programme = read_programme(settings.knowledge_dir).name["en"]
        figures = ask(asked, remembered, verifier, known, programme, told)
    (folder / READ).write_text(figures.report(), encoding="utf-8")
    return figures


def _questions(
    settings: KnowledgeSettings, store: VectorStore, embedder: Embedder, count: int
) -> Iterator[Asked]:
    """Questions that have an answer, drawn from the Cases, with the Passages found for them."""
    cases = [c for s in read_suites() if s.name == _SUITE for c in s.cases if len(c.turns) == 1]
    Random(SEED).shuffle(cases)
    documents = read_project_documents(settings.knowledge_dir / "documents")
    passages = sorted(store.passages(), key=lambda p: (p.source_id, p.start))
    retriever = Retriever(LexicalIndex(passages), store.nearest, embedder)
    for case in cases[:count]:
        text = case.turns[-1]
        hits = retriever.search(text, case.language, _PIECES)
        evidence = tuple(
            Evidence(n, h.passage, documents[h.passage.source_id].source, h.score)
            for n, h in enumerate(hits, 1)
        )
        yield Query(text, case.language, text), evidence


@contextmanager
def _told(console: Console, what: str, total: int) -> Iterator[Callable[[], None]]:
    columns = (TextColumn("{task.description}"), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=console, transient=True) as bar:
        task = bar.add_task(what, total=total)
        yield lambda: bar.advance(task)
