"""Haystack's quick start: pipelines over its document store in memory."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from haystack import Document, Pipeline
from haystack.components.retrievers.in_memory import InMemoryEmbeddingRetriever
from haystack.components.writers import DocumentWriter
from haystack.document_stores.in_memory import InMemoryDocumentStore
from haystack_integrations.components.embedders.sentence_transformers import (
    SentenceTransformersDocumentEmbedder,
    SentenceTransformersTextEmbedder,
)

from evals.peers.systems import LIMIT, PASSAGE, QUERY, Kind, Piece

_FILE = "documents.json"


class Build:
    """A pipeline that writes and one that searches."""

    packages = ("haystack-ai", "sentence-transformers-haystack", "torch")

    def __init__(self, model: Path, store: Path) -> None:
        self._model, self._file = str(model), str(store / _FILE)
        self._documents: SentenceTransformersDocumentEmbedder
        self._questions: SentenceTransformersTextEmbedder | None = None
        self._search: Pipeline

    def load_model(self) -> None:
        """Load the model that embeds documents, with the prefix that it was trained with."""
        self._documents = SentenceTransformersDocumentEmbedder(
            model=self._model, prefix=PASSAGE, progress_bar=False
        )
        self._documents.warm_up()

    def vector(self, text: str, kind: Kind) -> Sequence[float]:
        """The vector of one text."""
        found: Sequence[float]
        if kind == "query":
            found = self._text_embedder().run(text)["embedding"]
        else:
            found = self._documents.run([Document(content=text)])["documents"][0].embedding
        return found

    def ingest(self, pieces: Sequence[Piece]) -> None:
        """Run the texts through a pipeline, and keep the store in a file."""
        store = InMemoryDocumentStore(embedding_similarity_function="cosine")
        pipeline = Pipeline()
        pipeline.add_component("embedder", self._documents)
        pipeline.add_component("writer", DocumentWriter(store))
        pipeline.connect("embedder", "writer")
        documents = [Document(id=piece.id, content=piece.whole) for piece in pieces]
        pipeline.run({"embedder": {"documents": documents}})
        store.save_to_disk(self._file)

    def open(self) -> None:
        """Load the store and a model of its own for questions."""
        store = InMemoryDocumentStore.load_from_disk(self._file)
        self._search = Pipeline()
        self._search.add_component("embedder", self._text_embedder())
        self._search.add_component("retriever", InMemoryEmbeddingRetriever(store, top_k=LIMIT))
        self._search.connect("embedder.embedding", "retriever.query_embedding")

    def search(self, question: str) -> list[str]:
        """The ids of the nearest documents."""
        found = self._search.run({"embedder": {"text": question}})
        return [document.id for document in found["retriever"]["documents"]]

    def _text_embedder(self) -> SentenceTransformersTextEmbedder:
        if self._questions is None:
            self._questions = SentenceTransformersTextEmbedder(
                model=self._model, prefix=QUERY, progress_bar=False
            )
            self._questions.warm_up()
        return self._questions
