"""How this project's retrieval holds as the store grows: real questions over made-up passages.

To embed a million texts takes half a day. So vectors are drawn around those of real texts, and
words from the words of real texts, as often as they stand there; the draw is the same in every run.
Nothing is said of how well such passages are ranked.
"""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

import numpy as np

from assistant.retrieve import POOL, Retriever
from evals.peers.measures import Figures
from evals.peers.rounds import Tell, times
from evals.peers.systems import LIMIT, Piece
from knowledge.document import Passage
from knowledge.embedder import Embedder, Vectors
from knowledge.language import LanguageDetector
from knowledge.lexical import LexicalIndex
from knowledge.store import PASSAGES, VectorStore, open_store

_WORDS = 60
_BATCH = 1000
_NOISE = 0.45  # length of what is added to a real vector: their cosine is 0.91
_WARM = 5
_SEED = 20


@dataclass(frozen=True, slots=True)
class Real:
    """What made-up passages are drawn from, and what is asked."""

    pieces: Sequence[Piece]
    vectors: Vectors
    questions: Sequence[str]


def measure_growing(
    sizes: Sequence[int], real: Real, embedder: Embedder, folder: Path, tell: Tell
) -> list[Figures]:
    """Figures at each size, the smallest first, of one store that grows."""
    made, kept, found = made_up(real), list[Passage](), list[Figures]()
    with closing(open_store(folder, PASSAGES, embedder.fingerprint, create=True)) as store:
        for size in sorted(set(sizes)):
            more, seconds = size - len(kept), 0.0
            while len(kept) < size:
                tell(f"{len(kept):,} of {size:,} passages stored")
                batch = list(islice(made, min(_BATCH, size - len(kept))))
                passages, vectors = [p for p, _ in batch], np.stack([v for _, v in batch])
                began = time.perf_counter()
                store.upsert(passages, vectors)
                seconds += time.perf_counter() - began
                kept += passages
            tell(f"lexical index of {size:,} passages")
            began = time.perf_counter()
            lexical = LexicalIndex(kept)
            indexing = time.perf_counter() - began
            tell(f"questions over {size:,} passages")
            found.append(
                {
                    "passages": float(size),
                    "stored_ms": 1000 * seconds / more,
                    "lexical_index_ms": 1000 * indexing / size,
                    **_asked(real.questions, store, lexical, embedder),
                }
            )
            del lexical
    return found


def made_up(real: Real) -> Iterator[tuple[Passage, Vectors]]:
    """Passages without end, each with a vector near that of a real text, in its language."""
    random = np.random.default_rng(_SEED)
    words = {piece.language: np.array([], dtype=object) for piece in real.pieces}
    for language in words:
        joined = " ".join(p.whole for p in real.pieces if p.language == language)
        words[language] = np.array(joined.split(), dtype=object)
    dimension = real.vectors.shape[1]
    for number, place in enumerate(_without_end(random, len(real.pieces))):
        language = real.pieces[place].language
        text = " ".join(random.choice(words[language], _WORDS))
        noise = random.normal(scale=_NOISE / np.sqrt(dimension), size=dimension)
        vector = (real.vectors[place] + noise).astype(np.float32)
        identity = f"made-up-{number}"
        passage = Passage(identity, identity, (), text, 0, len(text), language)
        yield passage, vector / np.linalg.norm(vector)


def _without_end(random: np.random.Generator, count: int) -> Iterator[int]:
    while True:
        yield int(random.integers(count))


def _asked(
    questions: Sequence[str], store: VectorStore, lexical: LexicalIndex, embedder: Embedder
) -> dict[str, float]:
    """Milliseconds of whole searches, and of their parts alone."""
    retriever, detect = Retriever(lexical, store.nearest, embedder), LanguageDetector({})
    spoken = [(question, detect(question, "en")) for question in questions]
    for question, language in spoken[:_WARM]:
        retriever.search(question, language, LIMIT)
    parts: dict[str, list[float]] = {"query": [], "embedding": [], "dense": [], "lexical": []}
    for question, language in spoken:
        marks = [time.perf_counter()]
        retriever.search(question, language, LIMIT)
        marks.append(time.perf_counter())
        vector = embedder.embed_query(question)
        marks.append(time.perf_counter())
        store.nearest(vector, POOL)
        marks.append(time.perf_counter())
        retriever.search_vector(question, None, language, LIMIT, "lexical")
        marks.append(time.perf_counter())
        for took, kept in zip(np.diff(marks), parts.values(), strict=True):
            kept.append(float(took))
    figures: dict[str, float] = {}
    for name, seconds in parts.items():
        figures |= times(seconds, name)
    return figures
