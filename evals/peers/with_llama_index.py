"""LlamaIndex's quick start: HuggingFaceEmbedding and the vector store that it has by default."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from llama_index.core import StorageContext, VectorStoreIndex, load_index_from_storage
from llama_index.core.base.base_retriever import BaseRetriever
from llama_index.core.schema import TextNode
from llama_index.embeddings.huggingface import HuggingFaceEmbedding

from evals.peers.systems import LIMIT, PASSAGE, QUERY, Kind, Piece


class Build:
    """A VectorStoreIndex that is kept in files and held in memory."""

    packages = ("llama-index-core", "llama-index-embeddings-huggingface", "torch")

    def __init__(self, model: Path, store: Path) -> None:
        self._model, self._store = model, store
        self._embedding: HuggingFaceEmbedding
        self._retriever: BaseRetriever

    def load_model(self) -> None:
        """Load the model, with the prefixes that it was trained with."""
        self._embedding = HuggingFaceEmbedding(
            model_name=str(self._model), query_instruction=QUERY, text_instruction=PASSAGE
        )

    def vector(self, text: str, kind: Kind) -> Sequence[float]:
        """The vector of one text."""
        found: Sequence[float]
        if kind == "query":
            found = self._embedding.get_query_embedding(text)
        else:
            found = self._embedding.get_text_embedding(text)
        return found

    def ingest(self, pieces: Sequence[Piece]) -> None:
        """Make an index of one node for each text, and keep it in files."""
        nodes = [TextNode(id_=piece.id, text=piece.whole) for piece in pieces]
        index = VectorStoreIndex(nodes, embed_model=self._embedding)
        index.storage_context.persist(str(self._store))

    def open(self) -> None:
        """Load the model and the index."""
        self.load_model()
        kept = StorageContext.from_defaults(persist_dir=str(self._store))
        index = load_index_from_storage(kept, embed_model=self._embedding)
        self._retriever = index.as_retriever(similarity_top_k=LIMIT)

    def search(self, question: str) -> list[str]:
        """The ids of the nearest nodes."""
        return [found.node.node_id for found in self._retriever.retrieve(question)]
