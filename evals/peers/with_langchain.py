"""LangChain's quick start: HuggingFaceEmbeddings over Chroma."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from langchain_chroma import Chroma
from langchain_core.documents import Document
from langchain_huggingface import HuggingFaceEmbeddings

from evals.peers.systems import LIMIT, PASSAGE, QUERY, Kind, Piece

_BATCH = 5000  # the most that Chroma takes at once


class Build:
    """A persistent Chroma collection, searched by similarity."""

    packages = ("langchain-core", "langchain-huggingface", "langchain-chroma", "torch")

    def __init__(self, model: Path, store: Path) -> None:
        self._model, self._store = model, store
        self._embeddings: HuggingFaceEmbeddings
        self._chroma: Chroma

    def load_model(self) -> None:
        """Load the model, with the prefixes that it was trained with."""
        self._embeddings = HuggingFaceEmbeddings(
            model_name=str(self._model),
            encode_kwargs={"prompt": PASSAGE},
            query_encode_kwargs={"prompt": QUERY},
        )

    def vector(self, text: str, kind: Kind) -> Sequence[float]:
        """The vector of one text."""
        if kind == "query":
            return self._embeddings.embed_query(text)
        return self._embeddings.embed_documents([text])[0]

    def ingest(self, pieces: Sequence[Piece]) -> None:
        """Add the texts as documents."""
        store = self._over()
        for start in range(0, len(pieces), _BATCH):
            group = pieces[start : start + _BATCH]
            store.add_documents([Document(p.whole, id=p.id) for p in group])

    def open(self) -> None:
        """Load the model and open the collection."""
        self.load_model()
        self._chroma = self._over()

    def search(self, question: str) -> list[str]:
        """The ids of the nearest documents."""
        found = self._chroma.similarity_search(question, k=LIMIT)
        return [document.id or "" for document in found]

    def _over(self) -> Chroma:
        return Chroma(embedding_function=self._embeddings, persist_directory=str(self._store))
