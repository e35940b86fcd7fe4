"""The seam to an embedding model, and the one place that chooses which model it is."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, Protocol

import numpy as np
from numpy.typing import NDArray

Vectors = NDArray[np.float32]
TextKind = Literal["query", "passage"]
Progress = Callable[[str, float], None]
"""Called with a short stage name and the share done, 0.0 to 1.0."""

EMBEDDED = "embedded"


@dataclass(frozen=True, slots=True, eq=False)
class TokenStates:
    """The model's output before pooling, without prefix and special tokens.

    `offsets` are character positions (start, end) in the original text; rows of
    `states` have length 1; `pooled` is the text's embedding.
    """

    tokens: list[str]
    offsets: list[tuple[int, int]]
    states: Vectors
    pooled: Vectors


class Embedder(Protocol):
    """Texts to unit vectors; queries and passages are embedded apart."""

    @property
    def fingerprint(self) -> str:
        """Changes whenever the vectors would not be comparable any more."""

    @property
    def dimension(self) -> int:
        """Length of every vector."""

    def embed_query(self, text: str) -> Vectors:
        """One vector, shape (dimension,)."""

    def embed_queries(self, texts: Sequence[str]) -> Vectors:
        """One row per question, shape (n, dimension)."""

    def embed_passages(self, texts: Sequence[str], progress: Progress | None = None) -> Vectors:
        """One row per passage, shape (n, dimension), in the order given."""

    def token_states(self, text: str, kind: TextKind) -> TokenStates | None:
        """The states behind an embedding; None where the model does not show them."""


def open_embedder(
    name: str, model_dir: Path, progress: Progress | None = None, threads: int | None = None
) -> Embedder:
    """The embedder of that name, ready to use: "embedded" or a sentence-transformers id or path.

    The embedded model is built into `model_dir` when it is first opened. It embeds many texts with
    `threads` threads; default: one for each processor. Raises ModelUnavailable.
    """
    if name == EMBEDDED:
        from knowledge.e5_build import build_e5
        from knowledge.onnx_embedder import OnnxEmbedder

        build_e5(model_dir, progress)
        return OnnxEmbedder(model_dir, threads)
    from knowledge.hf_embedder import HfEmbedder

    return HfEmbedder(name)
