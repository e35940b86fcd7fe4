"""The wordings that questions are matched with, and their vectors, kept in a file beside the store.

Chroma takes seconds to tell tens of thousands of them: a third of a start.
"""

from __future__ import annotations

import json
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from sys import intern
from typing import Any
from zipfile import BadZipFile

import numpy as np

from knowledge.document import Passage
from knowledge.embedder import Vectors
from knowledge.store import VectorStore
from knowledge.whole_file import written_whole

FILE = "wordings.npz"


@dataclass(frozen=True, slots=True, eq=False)
class Asked:
    """Wordings of verified answers, and their vectors: a row each, in the same order."""

    wordings: tuple[Passage, ...]
    vectors: Vectors


def read_stored(store: VectorStore, dimension: int) -> Asked:
    """All wordings that a store holds; raises StoreUnavailable."""
    wordings = tuple(store.passages())
    found = store.vectors([w.id for w in wordings])
    vectors = np.empty((len(wordings), dimension), dtype=np.float32)
    for row, wording in enumerate(wordings):
        vectors[row] = found[wording.id]
    return Asked(wordings, vectors)


def read_kept(path: Path, key: str) -> Asked | None:
    """What was kept under a key; None where there is nothing, something else, or damage."""
    try:
        with path.open("rb") as file, np.load(file) as data:
            if data["key"] != key:
                return None
            rows = json.loads(data["wordings"].tobytes())
            return Asked(tuple(map(_wording, rows)), data["vectors"])
    # What a damaged archive raises: its sums are wrong, or it asks for what there is not.
    except (OSError, EOFError, ValueError, KeyError, RuntimeError, BadZipFile):
        return None


def keep(path: Path, key: str, asked: Asked) -> None:
    """Keep wordings for the next start, which lasts longer where they cannot be written."""
    rows = [
        [w.id, w.source_id, w.heading, w.text, w.start, w.end, w.language] for w in asked.wordings
    ]
    told = np.frombuffer(json.dumps(rows).encode(), dtype=np.uint8)
    with suppress(OSError), written_whole(path, 0o600) as file:
        np.savez(file, key=np.asarray(key), wordings=told, vectors=asked.vectors)


def _wording(row: list[Any]) -> Passage:
    identity, source_id, heading, text, start, end, language = row
    # Thousands of wordings share the rest.
    shared = intern(source_id), tuple(map(intern, heading))
    return Passage(identity, *shared, text, start, end, intern(language))
