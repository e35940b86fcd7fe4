"""One ingestion from paths to report: the order of the steps, and the place that wires them."""

from __future__ import annotations

import time
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from sqlalchemy import Engine

from ingest import earlier_uploads
from ingest.answers import checked_answers, in_force, sync_answers
from ingest.draft import bases
from ingest.errors import UnknownPath
from ingest.find import Found, find
from ingest.index import Indexes, clear_records, opened
from ingest.load import Loader
from ingest.overriding import override
from ingest.records import JOURNAL, Records
from ingest.report import Failure, IngestReport
from ingest.settings import IngestSettings
from ingest.split import SPLITTER
from ingest.sync import carry_out, finish, make_plan
from ingest.train import train
from ingest.uploads import Uploads
from ingest.workers import Cluster, joined
from knowledge.catalogue import Catalogue, clear_catalogue
from knowledge.collection import FIRST, Collections, MadeWith, clear_collections
from knowledge.database import opened_database
from knowledge.embedder import Embedder, Progress, open_embedder
from knowledge.engines import writing
from knowledge.errors import StoreMismatch, StoreUnavailable
from knowledge.fitted import remove_fitted
from knowledge.overrides import read_overrides, settle
from knowledge.placing import embedder_of, live, remove_all
from knowledge.validity import replacement_problems
from knowledge.verified import VerifiedAnswer
from knowledge.versions import Versions


def ingest(
    paths: Sequence[str],
    settings: IngestSettings,
    progress: Progress,
    *,
    rebuild: bool = False,
    embedder: Embedder | None = None,
    replaced: Collection[str] = (),
) -> IngestReport:
    """Bring store and catalogue in line with the paths, or with the project's own knowledge.

    Without paths, verified answers are taken too; with `rebuild`, so are files that were sent. What
    came from files that are `replaced` goes, unless it is found again. Raises InvalidKnowledge,
    UnknownPath, StoreBusy, StoreMismatch, StoreUnavailable, ModelUnavailable, WorkersUnavailable;
    whatever concerns one file is in the report.
    """
    answers = None if paths else checked_answers(settings.knowledge_dir)

    def finding(uploads: Uploads) -> Found:
        sent = uploads.admitted() if rebuild else []
        given = paths or [str(settings.knowledge_dir / "documents")]
        found = find([*given, *sent], uploads.content)
        return replace(found, roots=(*found.roots, *replaced))

    return _run(finding, answers, settings, progress, rebuild=rebuild, embedder=embedder)


def apply_overrides(
    settings: IngestSettings, progress: Progress, *, embedder: Embedder | None = None
) -> IngestReport:
    """Bring store and catalogue in line with what people changed of Sources, reading nothing anew.

    Raises as `ingest` does.
    """
    return _run(lambda _: Found(), None, settings, progress, rebuild=False, embedder=embedder)


def _run(
    finding: Callable[[Uploads], Found],
    answers: list[VerifiedAnswer] | None,
    settings: IngestSettings,
    progress: Progress,
    *,
    rebuild: bool,
    embedder: Embedder | None,
) -> IngestReport:
    started = time.monotonic()
    _make_folder(settings.data_dir)
    with (
        writing(settings),
        joined(settings) as cluster,
        opened_database(settings.database) as engine,
    ):
        earlier_uploads.take_in(engine, settings.data_dir)
        if rebuild:
            _clear(engine, settings)
        catalogue, found = Catalogue(engine), finding(Uploads(engine))
        if answers is not None:
            answers = in_force(answers, Versions(engine).latest())
        _refuse_unknown(found, catalogue)
        taken = _taken(found, catalogue) | _kept_out(engine)
        embedder = embedder or _embedder(settings, engine, progress)
        with _opened(settings, engine, catalogue, embedder, cluster) as parts:
            loader = Loader(settings.limits, taken)
            report = _ingest(parts, loader, found, answers, progress)
            train(settings, engine, parts.live, parts.indexes, embedder, progress)
            finish(parts.catalogue, parts.journal)
            return replace(report, seconds=time.monotonic() - started)


def _embedder(settings: IngestSettings, engine: Engine, progress: Progress) -> Embedder:
    """That of the live collection, where the model that is set is one that was switched away from;
    else the one that is set, which the store refuses where it is another."""
    made = {collection.made_with.model for collection in Collections(engine).all()}
    if settings.embedding_model in made:
        return embedder_of(live(settings, engine), settings, progress)
    return open_embedder(settings.embedding_model, settings.model_path, progress)


def _make_folder(data_dir: Path) -> None:
    try:
        data_dir.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise StoreUnavailable(
            f"{data_dir} cannot be made ({error.strerror}): "
            "set TECHFORCE_DATA_DIR to another folder."
        ) from error


@dataclass(frozen=True, slots=True)
class _Parts:
    """Everything that is written to."""

    engine: Engine
    live: str
    indexes: Indexes
    catalogue: Catalogue
    journal: Records


def _ingest(
    parts: _Parts,
    loader: Loader,
    found: Found,
    answers: list[VerifiedAnswer] | None,
    progress: Progress,
) -> IngestReport:
    passages, wordings = parts.indexes.passages, parts.indexes.wordings
    read = loader.load(found, progress)
    overridden = override(read, read_overrides(parts.engine), parts.catalogue)
    loaded = overridden.loaded
    passages.reconcile(parts.journal)
    plan = make_plan(loaded, parts.catalogue, parts.journal)
    for before, after in overridden.same_proof:
        parts.catalogue.prove_by(before, after)
    carry_out(plan, passages, parts.catalogue, parts.journal, progress)
    settle(parts.engine, overridden.declared)
    if answers is not None:
        sync_answers(answers, wordings, parts.catalogue, parts.journal, progress)
    return IngestReport(
        changes=plan.changes,
        failed=loaded.failures,
        warnings=(*loaded.warnings, *_replacement_warnings(parts.catalogue)),
        passages=passages.store.count(),
        embedded=parts.indexes.embedded,
        answers=len(parts.catalogue.answers()),
        seconds=0.0,
        written=tuple(arrival.document.source.id for arrival in plan.write),
    )


def _replacement_warnings(catalogue: Catalogue) -> list[Failure]:
    """What is wrong with the replacements that Sources declare, whichever run ingested them."""
    problems = replacement_problems(catalogue.sources())
    origins = catalogue.origins() if problems else {}
    return [Failure(origins[source_id], problem) for source_id, problem in problems.items()]


@contextmanager
def _opened(
    settings: IngestSettings,
    engine: Engine,
    catalogue: Catalogue,
    embedder: Embedder,
    cluster: Cluster | None,
) -> Iterator[_Parts]:
    """Everything that is written to; the store is let go of together with the lock."""
    name = Collections(engine).live()
    with opened(settings, name, engine, embedder, cluster) as indexes:
        _note(engine, name, MadeWith(settings.embedding_model, embedder.fingerprint, SPLITTER))
        yield _Parts(engine, name, indexes, catalogue, Records(JOURNAL, engine))


def _note(engine: Engine, name: str, made_with: MadeWith) -> None:
    """Note what the live collection is made with; raises StoreMismatch where that was another way
    of splitting: Documents that did not change would stay as they are."""
    collections = Collections(engine)
    collections.add(name, made_with)
    found = collections.get(name)
    if found and found.made_with.splitter != made_with.splitter:
        raise StoreMismatch(
            "this version of the program splits documents in another way. `techforce ingest "
            "--beside` builds a collection beside the present one, which serves on; "
            "`techforce ingest --rebuild` begins anew."
        )


def _clear(engine: Engine, settings: IngestSettings) -> None:
    """Forget all that was ingested, without reading it: it may be damaged or of another version."""
    for name in {FIRST, *(collection.name for collection in Collections(engine).all())}:
        clear_records(engine, name)
        remove_fitted(settings, engine, name)
    clear_catalogue(engine)
    clear_collections(engine)
    Records(JOURNAL, engine).clear()
    remove_all(settings)


def _refuse_unknown(found: Found, catalogue: Catalogue) -> None:
    """A path that does not exist is wrong use, unless its Documents are to be removed."""
    roots = {root for root, _ in catalogue.fingerprints().values()} | set(
        catalogue.origins().values()
    )
    for path, root in found.missing:
        if not any(known == root or known.startswith(f"{root}/") for known in roots):
            raise UnknownPath(f"{path} does not exist.")


def _taken(found: Found, catalogue: Catalogue) -> dict[str, str]:
    """Ids that Documents keep: those outside of the paths, and those that are found again."""
    origins, places = catalogue.origins(), {place.origin for place in found.places}
    return {
        identity: origins[identity]
        for identity, (root, _) in catalogue.fingerprints().items()
        if not (found.covers(root) or found.covers(origins[identity]))
        or root in found.unreadable
        or not places.isdisjoint(bases(origins[identity]))
    }


def _kept_out(engine: Engine) -> dict[str, str]:
    """Ids of Sources that somebody removed: no other one gets them, and they can be restored."""
    return {key: o.origin for key, o in read_overrides(engine).items() if o.removed}
