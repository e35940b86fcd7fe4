"""Embeddings of benchmark texts, kept in the data folder so that a repetition is quick."""

from __future__ import annotations

import hashlib
import zipfile
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from knowledge.embedder import Embedder, Progress, TextKind, Vectors
from knowledge.whole_file import written_whole

_CHUNK = 256


class VectorCache:
    """Embeds whole lists of texts; the same list is embedded once per embedder."""

    def __init__(self, embedder: Embedder, folder: Path) -> None:
        self._embedder = embedder
        self._folder = folder

    def passages(self, texts: Sequence[str], progress: Progress | None = None) -> Vectors:
        """One row per passage."""
        return self._kept("passage", texts, progress)

    def questions(self, texts: Sequence[str], progress: Progress | None = None) -> Vectors:
        """One row per question."""
        return self._kept("query", texts, progress)

    def _kept(self, kind: TextKind, texts: Sequence[str], progress: Progress | None) -> Vectors:
        path = self._folder / f"{_key(self._embedder.fingerprint, kind, texts)}.npy"
        shape = (len(texts), self._embedder.dimension)
        vectors = _load(path)
        if vectors is None or vectors.shape != shape:
            vectors = self._embed(kind, texts, progress)
            _save(path, vectors)
        if progress:
            progress("embedding", 1.0)
        return vectors

    def _embed(self, kind: TextKind, texts: Sequence[str], progress: Progress | None) -> Vectors:
        if kind == "passage":
            return self._embedder.embed_passages(texts, progress)
        rows = []
        for start in range(0, len(texts), _CHUNK):
            rows.append(self._embedder.embed_queries(texts[start : start + _CHUNK]))
            if progress:
                progress("embedding", min(1.0, (start + _CHUNK) / len(texts)))
        return np.concatenate(rows)


def _key(fingerprint: str, kind: TextKind, texts: Sequence[str]) -> str:
    digest = hashlib.sha256(f"{fingerprint}\x1f{kind}".encode())
    for text in texts:
        digest.update(b"\x1f" + text.encode("utf-8", "surrogatepass"))
    return digest.hexdigest()[:32]


def _load(path: Path) -> Vectors | None:
    """The array of a file; None where there is none, or a damaged one."""
    try:
        found: Vectors = np.load(path, allow_pickle=False)
    except (OSError, ValueError, EOFError, zipfile.BadZipFile):
        return None
    return found


def _save(path: Path, vectors: Vectors) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with written_whole(path, 0o600) as file:
        np.save(file, vectors)
