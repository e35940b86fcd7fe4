"""txtai's quick start: one Embeddings that keeps the texts, too."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from threading import Lock

from txtai import Embeddings

from evals.peers.systems import LIMIT, PASSAGE, QUERY, Kind, Piece

_FOLDER = "index"


class Build:
    """An Embeddings database over Faiss and SQLite."""

    packages = ("txtai", "faiss-cpu", "torch")

    def __init__(self, model: Path, store: Path) -> None:
        self._model, self._folder = str(model), str(store / _FOLDER)
        self._embeddings: Embeddings
        self._lock = Lock()

    def load_model(self) -> None:
        """Load the model, with the prefixes that it was trained with."""
        self._embeddings = Embeddings(
            path=self._model, content=True, instructions={"query": QUERY, "data": PASSAGE}
        )

    def vector(self, text: str, kind: Kind) -> Sequence[float]:
        """The vector of one text."""
        category = "query" if kind == "query" else "data"
        return [float(value) for value in self._embeddings.transform(text, category)]

    def ingest(self, pieces: Sequence[Piece]) -> None:
        """Index the texts, and keep the index in files."""
        self._embeddings.index([(piece.id, piece.whole, None) for piece in pieces])
        self._embeddings.save(self._folder)

    def open(self) -> None:
        """Load model and index."""
        self._embeddings = Embeddings()
        self._embeddings.load(self._folder)

    def search(self, question: str) -> list[str]:
        """The ids of the nearest texts."""
        # Its threads share one SQLite cursor: without the lock two of them end the process.
        with self._lock:
            return [found["id"] for found in self._embeddings.search(question, LIMIT)]
