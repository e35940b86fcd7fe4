"""This project's own ingestion and retrieval, in the parts that the assistant is made of."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

from assistant.retrieve import Retriever
from evals.peers.systems import LIMIT, Kind, Piece
from knowledge import language, store_client
from knowledge.document import Passage
from knowledge.embedder import EMBEDDED, Embedder, open_embedder
from knowledge.language import LanguageDetector
from knowledge.lexical import LexicalIndex
from knowledge.store import PASSAGES, VectorStore, open_store

_GROUP = 256  # texts handed on at a time, as an ingestion does


class Build:
    """Dense and lexical search as the assistant wires them."""

    packages = ("onnxruntime", "chromadb", "bm25s")

    def __init__(self, model: Path, store: Path) -> None:
        self._model, self._store = model, store
        self._detect = LanguageDetector({})
        self._embedder: Embedder
        self._retriever: Retriever

    def load_model(self) -> None:
        """Open the embedded model."""
        self._embedder = open_embedder(EMBEDDED, self._model)

    def vector(self, text: str, kind: Kind) -> Sequence[float]:
        """The vector of one text."""
        embedder = self._embedder
        found = embedder.embed_query(text) if kind == "query" else embedder.embed_passages([text])
        return [float(value) for value in found.ravel()]

    def ingest(self, pieces: Sequence[Piece]) -> None:
        """Write store and records as an ingestion does, a restart after a kill included."""
        from ingest.index import Index  # LangChain, in a process that only searches
        from ingest.records import Records
        from knowledge.database import open_database

        engine = open_database(f"sqlite:///{self._store / 'records.db'}")
        try:
            with closing(self._open(create=True)) as store:
                index = Index(store, Records(PASSAGES, engine), self._embedder.embed_passages)
                for start in range(0, len(pieces), _GROUP):
                    group = pieces[start : start + _GROUP]
                    index.put({_passage(piece): piece.whole for piece in group}, float)
        finally:
            engine.dispose()

    def open(self) -> None:
        """Open model and store, and make the lexical index."""
        with ThreadPoolExecutor(2) as beside:  # as the assistant does
            beside.submit(language.preload)
            beside.submit(store_client.preload)
            self.load_model()
            store = self._open(create=False)
            passages = sorted(store.passages(), key=lambda passage: passage.source_id)
            self._retriever = Retriever(LexicalIndex(passages), store.nearest, self._embedder)

    def search(self, question: str) -> list[str]:
        """The ids of the best texts."""
        told = self._detect(question, "en")
        return [h.passage.id for h in self._retriever.search(question, told, LIMIT)]

    def _open(self, *, create: bool) -> VectorStore:
        fingerprint = self._embedder.fingerprint
        return open_store(self._store / "chroma", PASSAGES, fingerprint, create=create)


def _passage(piece: Piece) -> Passage:
    heading = (piece.title,) if piece.title else ()
    return Passage(piece.id, piece.id, heading, piece.text, 0, len(piece.text), piece.language)
