"""A collection beside the live one, made of all that was ingested; and the switch to it.

Documents are not read anew: they are split and embedded as the catalogue holds them, so that both
collections hold the same. Readers notice nothing until the switch (docs/adr/0025-collections.md).
"""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass

from sqlalchemy import Engine

from ingest.answers import put_wordings
from ingest.index import Index, Indexes, opened
from ingest.records import JOURNAL, Records
from ingest.settings import IngestSettings
from ingest.split import SPLITTER, embedding_text, split
from ingest.sync import Meter
from ingest.train import train
from ingest.workers import joined
from knowledge import engines
from knowledge.catalogue import Catalogue
from knowledge.collection import Collections, MadeWith
from knowledge.database import opened_database
from knowledge.document import Passage
from knowledge.embedder import Embedder, Progress, open_embedder
from knowledge.errors import CollectionRefused
from knowledge.placing import not_live

UNTOLD = (
    "nothing tells what the live collection is made with: run `techforce ingest` first, "
    "with the model that it has if an earlier version of this program made it."
)
_TOGETHER = 50  # Documents that are in memory at a time


@dataclass(frozen=True, slots=True)
class Built:
    """A collection that holds all that was ingested; `embedded` vectors were computed for it."""

    collection: str
    passages: int
    embedded: int
    answers: int
    seconds: float

    @property
    def exit_code(self) -> int:
        """0: it was built as a whole."""
        return 0

    def to_json(self) -> dict[str, object]:
        """As `techforce ingest --beside --json` prints it."""
        return asdict(self) | {"seconds": round(self.seconds, 3)}


def build_beside(
    settings: IngestSettings, progress: Progress, *, embedder: Embedder | None = None
) -> Built:
    """Build the collection that the settings and this program make, or bring it in line.

    What a killed run has embedded stays. Raises CollectionRefused where that is the live one, or
    the last ingestion was broken off; StoreBusy, StoreUnavailable, ModelUnavailable,
    WorkersUnavailable.
    """
    started = time.monotonic()
    engines.require_store(settings)
    with (
        engines.beside(settings),
        joined(settings) as cluster,
        opened_database(settings.database) as engine,
    ):
        embedder = embedder or open_embedder(
            settings.embedding_model, settings.model_path, progress
        )
        made_with = MadeWith(settings.embedding_model, embedder.fingerprint, SPLITTER)
        catalogue, collections = Catalogue(engine), Collections(engine)
        refuse_unfinished(engine)
        name = _name(collections, made_with)
        collections.add(name, made_with)
        collections.note_whole(name, None)
        with not_live(name), opened(settings, name, engine, embedder, cluster) as indexes:
            _fill(indexes, catalogue, progress)
            train(settings, engine, name, indexes, embedder, progress)
            collections.note_whole(name, catalogue.generations()[0])
            return Built(
                collection=name,
                passages=indexes.passages.store.count(),
                embedded=indexes.embedded,
                answers=len(catalogue.answers()),
                seconds=time.monotonic() - started,
            )


def refuse_unfinished(engine: Engine) -> None:
    """Raise CollectionRefused where what was ingested last is there in part only."""
    if Records(JOURNAL, engine).groups():
        raise CollectionRefused(
            "the last ingestion was broken off: run `techforce ingest` first, which mends it."
        )


def _name(collections: Collections, made_with: MadeWith) -> str:
    """The collection that is made so, or a name for it where there is none."""
    live, known = collections.live(), collections.all()
    if live not in {collection.name for collection in known}:
        raise CollectionRefused(UNTOLD)
    for collection in known:
        if collection.made_with.fits(made_with):
            if collection.name == live:
                raise CollectionRefused(
                    f"the live collection is made with {made_with.model!r} already: `techforce "
                    "ingest` keeps it in line. Set TECHFORCE_EMBEDDING_MODEL to another one."
                )
            return collection.name
    return made_with.name


def _fill(indexes: Indexes, catalogue: Catalogue, progress: Progress) -> None:
    """Make a collection hold what the catalogue holds, and nothing else."""
    passages, wordings = indexes.passages, indexes.wordings
    passages.reconcile()
    ids = sorted(catalogue.fingerprints())
    passages.remove(passages.counts().keys() - set(ids))
    meter = Meter("documents", len(ids), progress)
    for documents, texts in _groups(catalogue, ids, passages.together):
        _put(documents, texts, passages, meter)
    wordings.reconcile()
    put_wordings(catalogue.answers(), wordings, progress)


def _groups(
    catalogue: Catalogue, ids: Sequence[str], least: int
) -> Iterator[tuple[int, dict[Passage, str]]]:
    """How many Documents, and their Passages, as many as are worth one call of the embedder."""
    count, texts = 0, dict[Passage, str]()
    for start in range(0, len(ids), _TOGETHER):
        documents = catalogue.documents(ids[start : start + _TOGETHER]).values()
        count += len(documents)
        for document in documents:
            texts |= {p: embedding_text(document.source, p) for p in split(document)}
        if len(texts) >= least or start + _TOGETHER >= len(ids):
            yield count, texts
            count, texts = 0, {}


def _put(documents: int, texts: Mapping[Passage, str], index: Index, meter: Meter) -> None:
    before, share = meter.done, documents / max(1, len(texts))
    index.put(texts, lambda count: meter.advance(count * share))
    # Passages that were stored already are done without being embedded.
    meter.advance(before + documents - meter.done)
