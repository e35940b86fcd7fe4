"""Wires the real parts; the only file of this package that names them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path

import httpx
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from assistant.conversation import Conversation
from assistant.rewrite import rewrite
from assistant.settings import AssistantSettings
from evals.apart import check_apart, learned_from
from evals.beir import read_benchmark
from evals.case_file import read_suites
from evals.cases import PARITY, Suite, select
from evals.drive import InProcess, Target
from evals.drive_http import OverHttp
from evals.errors import InvalidCases
from evals.floors import Floors, read_floors
from evals.gate import Verdict, decide
from evals.judge import Judge
from evals.parity import Group, groups_of_answers, groups_of_cases
from evals.published import published_suite
from evals.record import read_record
from evals.retrieval import RetrievalFigures, measure
from evals.run import Run, configuration_of, fingerprint, run_suites
from evals.vectors import VectorCache
from knowledge.database import open_database
from knowledge.document import Language, Passage
from knowledge.embedder import open_embedder
from knowledge.engines import reading, require_store
from knowledge.errors import StoreUnavailable
from knowledge.examples import read_examples
from knowledge.faq_file import read_verified_answers
from knowledge.follow_ups import read_follow_ups
from knowledge.placing import open_passages
from knowledge.programme import read_names
from knowledge.settings import KnowledgeSettings
from knowledge.source_file import read_project_documents
from knowledge.versions import Versions

_TIMEOUT_S = 30.0


def run_gate(
    wanted: Sequence[str], url: str | None, baseline: Path | None, console: Console
) -> Verdict:
    """Run the wanted Suites and decide; raises EvalError and KnowledgeError."""
    floors, settings = read_floors(), KnowledgeSettings()
    suites = _suites(floors, settings)
    chosen, groups = select(suites, wanted), groups_of_cases(suites)
    earlier = read_record(baseline) if baseline else None
    opened = _server(url, settings) if url else _assistant(settings)
    with opened as (target, judge):
        if any(suite.name == PARITY for suite in chosen):
            groups += groups_of_answers(target.wordings())
        else:
            groups = []
        run = _run(chosen, groups, target, judge, settings, console)
    return decide(run, floors, earlier)


def _suites(floors: Floors, settings: KnowledgeSettings) -> list[Suite]:
    """All Suites, with that of parity, which also has no Cases of its own; raises InvalidCases."""
    suites = read_suites()
    if PARITY not in {suite.name for suite in suites}:
        suites.append(Suite(PARITY, ()))
    if lost := sorted(floors.suites.keys() - {suite.name for suite in suites}):
        raise InvalidCases([f"floors.yaml: no suite {name!r}" for name in lost])
    folder = settings.knowledge_dir
    leaning = [(f.wants, f.text) for f in read_follow_ups(folder)]
    examples = [*read_examples(folder), *leaning]
    learned = learned_from(read_verified_answers(folder / "faq"), examples)
    check_apart((case for suite in suites for case in suite.cases), learned)
    published = _published(settings)
    return [*suites, published] if published.cases else suites


def _published(settings: KnowledgeSettings) -> Suite:
    """What recruiters of this data directory published; nothing where nobody works with it."""
    engine = open_database(settings.database)
    try:
        return published_suite(Versions(engine).latest().values())
    finally:
        engine.dispose()


def run_retrieval(corpus: Path, queries: Path, qrels: Path, console: Console) -> RetrievalFigures:
    """Measure search on a benchmark's files; raises EvalError and KnowledgeError."""
    benchmark = read_benchmark(corpus, queries, qrels)
    settings = KnowledgeSettings()
    with _bar(console) as bar:
        tasks = {}

        def progress(stage: str, share: float) -> None:
            if stage not in tasks:
                tasks[stage] = bar.add_task(stage, total=1.0)
            bar.update(tasks[stage], completed=share)

        embedder = open_embedder(settings.embedding_model, settings.model_path, progress)
        cache = VectorCache(embedder, settings.data_dir / "cache" / "benchmarks")
        return measure(benchmark, embedder, cache, _stand_alone, progress)


def _stand_alone(question: str, conversation: Conversation, language: Language) -> str:
    """The reading that the assistant searches with."""
    return rewrite(question, conversation, language).text


def _run(
    suites: Sequence[Suite],
    groups: Sequence[Group],
    target: Target,
    judge: Judge,
    settings: KnowledgeSettings,
    console: Console,
) -> Run:
    configuration = configuration_of(settings, AssistantSettings())
    configuration["knowledge fingerprint"] = fingerprint(settings.knowledge_dir)
    with _bar(console, MofNCompleteColumn()) as bar:
        all_of_them = sum(len(suite.cases) for suite in suites) + len(groups)
        task = bar.add_task("asking", total=all_of_them)
        return run_suites(
            suites, groups, target, judge, configuration, lambda _case: bar.advance(task)
        )


@contextmanager
def _assistant(settings: KnowledgeSettings) -> Iterator[tuple[Target, Judge]]:
    """The Assistant of this process, judged by what was ingested."""
    from assistant.build import open_assistant

    names = read_names(settings.knowledge_dir)
    passages = _passages(settings)
    with open_assistant(knowledge=settings) as assistant:
        found = {name: assistant.document(name) for name in assistant.sources}
        documents = {name: document for name, document in found.items() if document}
        yield InProcess(assistant), Judge(names, documents, passages)


def _passages(settings: KnowledgeSettings) -> list[Passage]:
    """All Passages that were ingested: the ones that a search could have found."""
    try:
        require_store(settings)
    except StoreUnavailable:
        return []
    with reading(settings), closing(open_passages(settings)[0]) as store:
        return list(store.passages())


@contextmanager
def _server(url: str, settings: KnowledgeSettings) -> Iterator[tuple[Target, Judge]]:
    """A running server, judged by the project's own documents."""
    names = read_names(settings.knowledge_dir)
    documents = read_project_documents(settings.knowledge_dir / "documents")
    with httpx.Client(base_url=url, timeout=_TIMEOUT_S) as client:
        yield OverHttp(client), Judge(names, documents)


def _bar(console: Console, *columns: MofNCompleteColumn) -> Progress:
    return Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        *columns,
        TimeElapsedColumn(),
        console=console,
        transient=True,
    )
