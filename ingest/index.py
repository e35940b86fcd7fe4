"""The parts of a collection kept in line with their records, through LangChain's indexing API."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from typing import Any, Protocol

from langchain_core.documents import Document as LangChainDocument
from langchain_core.embeddings import Embeddings
from langchain_core.indexing import index
from langchain_core.vectorstores import VectorStore as LangChainStore
from sqlalchemy import Engine

from ingest.records import Records, pages
from ingest.workers import Cluster
from knowledge.collection import Collections, part
from knowledge.document import Passage
from knowledge.embedder import Embedder, Progress, Vectors
from knowledge.placing import open_part
from knowledge.settings import KnowledgeSettings
from knowledge.store import PASSAGES, WORDINGS, VectorStore

BATCH = 128

Embed = Callable[[Sequence[str], Progress], Vectors]
Advance = Callable[[float], object]
"""Called with how many more vectors were computed."""


class Ahead(Protocol):
    """Embeds texts before they are asked for."""

    @property
    def together(self) -> int:
        """How many Passages are worth one `put` at least."""

    def begin(self, texts: Sequence[str]) -> None:
        """Told of all texts that will be asked for, in their order."""


class Index:
    """A collection and what is recorded of it; both tell the same after every call."""

    def __init__(
        self, store: VectorStore, records: Records, embed: Embed, ahead: Ahead | None = None
    ) -> None:
        self.store = store
        self._records = records
        self._ahead = ahead
        self._adapter = _Adapter(store, embed)

    @property
    def embedded(self) -> int:
        """How many vectors were computed so far."""
        return self._adapter.embedded

    @property
    def together(self) -> int:
        """How many Passages are worth one `put` at least; 0: any number."""
        return self._ahead.together if self._ahead else 0

    def reconcile(self, journal: Records | None = None) -> None:
        """Mend what a killed run left: the Sources of lost Passages are put into the journal."""
        recorded, stored = self._records.groups(), self.store.ids()
        lost = recorded.keys() - stored
        if journal is not None:
            journal.mark({recorded[key] for key in lost})
        self._records.forget(lost)
        self.store.delete(sorted(stored - recorded.keys()))

    def counts(self) -> Counter[str]:
        """How many Passages each Source has."""
        return Counter(self._records.groups().values())

    def put(self, texts: Mapping[Passage, str], advance: Advance) -> None:
        """Make these the Passages of their Sources, given the text to embed for each.

        Those that are stored already keep their vectors; only their place is brought up to date.
        """
        if self._ahead is not None:
            self._ahead.begin(self._new(texts))
        index(
            [_to_langchain(passage, text) for passage, text in texts.items()],
            self._records,
            self._adapter,
            batch_size=BATCH,
            cleanup="scoped_full",
            source_id_key="source_id",
            key_encoder=_key,
            upsert_kwargs={"advance": advance},
        )
        for page in pages(texts):
            stored = self.store.get([passage.id for passage in page])
            self.store.move([passage for passage in page if stored.get(passage.id) != passage])

    def _new(self, texts: Mapping[Passage, str]) -> list[str]:
        """The texts of what is not stored yet."""
        found: list[str] = []
        for page in pages(texts):
            known = self._records.exists([passage.id for passage in page])
            found += [texts[p] for p, stored in zip(page, known, strict=True) if not stored]
        return found

    def remove(self, source_ids: Iterable[str]) -> None:
        """Delete all Passages of these Sources."""
        gone = set(source_ids)
        keys = [key for key, group in self._records.groups().items() if group in gone]
        self.store.delete(keys)
        self._records.forget(keys)


@dataclass(frozen=True, slots=True)
class Indexes:
    """Both parts of a collection."""

    passages: Index
    wordings: Index

    @property
    def embedded(self) -> int:
        """How many vectors were computed so far."""
        return self.passages.embedded + self.wordings.embedded


@contextmanager
def opened(
    settings: KnowledgeSettings,
    name: str,
    engine: Engine,
    embedder: Embedder,
    cluster: Cluster | None = None,
) -> Iterator[Indexes]:
    """A collection, made where there is none; raises StoreMismatch and StoreUnavailable.

    Passages are embedded by the cluster's workers; without one, and wordings always, by this
    process.
    """

    def embed_queries(texts: Sequence[str], progress: Progress) -> Vectors:
        return embedder.embed_queries(texts)

    def records(kind: str) -> Records:
        return Records(part(kind, name), engine)

    fingerprint = embedder.fingerprint
    known = Collections(engine).get(name)
    model = known.made_with.model if known else settings.embedding_model
    workers = cluster.workers(model, fingerprint) if cluster else None
    embed_passages = workers.embed if workers else embedder.embed_passages
    with (
        closing(open_part(settings, name, PASSAGES, fingerprint, create=True)) as passages,
        closing(open_part(settings, name, WORDINGS, fingerprint, create=True)) as wordings,
    ):
        yield Indexes(
            Index(passages, records(PASSAGES), embed_passages, workers),
            Index(wordings, records(WORDINGS), embed_queries),
        )


def clear_records(engine: Engine, name: str) -> None:
    """Forget what is recorded of a collection."""
    for kind in (PASSAGES, WORDINGS):
        Records(part(kind, name), engine).clear()


class _Adapter(LangChainStore):
    """What LangChain's indexing API needs of a vector store, over ours."""

    def __init__(self, store: VectorStore, embed: Embed) -> None:
        self._store = store
        self._embed = embed
        self.embedded = 0

    def add_documents(
        self,
        documents: list[LangChainDocument],
        *,
        advance: Advance = float,
        **kwargs: object,
    ) -> list[str]:
        passages: list[Passage] = [document.metadata["passage"] for document in documents]
        count, told = len(passages), 0.0

        def progress(_stage: str, share: float) -> None:
            nonlocal told
            advance((share - told) * count)
            told = share

        vectors = self._embed([document.page_content for document in documents], progress)
        self._store.upsert(passages, vectors)
        progress("", 1.0)
        self.embedded += len(passages)
        return [passage.id for passage in passages]

    def delete(self, ids: list[str] | None = None, **kwargs: object) -> bool:
        self._store.delete(ids or [])
        return True

    def similarity_search(
        self, query: str, k: int = 4, **kwargs: object
    ) -> list[LangChainDocument]:
        raise NotImplementedError("this adapter writes; questions go to knowledge.store")

    @classmethod
    def from_texts(
        cls,
        texts: list[str],
        embedding: Embeddings,
        metadatas: list[dict[Any, Any]] | None = None,
        *,
        ids: list[str] | None = None,
        **kwargs: object,
    ) -> _Adapter:
        raise NotImplementedError("made by Index")


def _to_langchain(passage: Passage, text: str) -> LangChainDocument:
    return LangChainDocument(
        page_content=text, metadata={"source_id": passage.source_id, "passage": passage}
    )


def _key(document: LangChainDocument) -> str:
    passage: Passage = document.metadata["passage"]
    return passage.id
