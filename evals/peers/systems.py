"""What a system that is measured can do, and the texts that it is given.

Loaded in the environments of the peers, too: the standard library only.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from importlib import import_module
from pathlib import Path
from typing import Literal, Protocol, cast

OURS = "this-project"
PEERS = ("langchain", "llama-index", "haystack", "txtai")
LIMIT = 10
"""Texts that are found for a question."""
QUERY, PASSAGE = "query: ", "passage: "
"""What multilingual-e5 wants before a text."""

Kind = Literal["query", "passage"]


@dataclass(frozen=True, slots=True)
class Piece:
    """A text that is stored as one passage by every system."""

    id: str
    title: str
    text: str
    language: str

    @property
    def whole(self) -> str:
        """Title and text, as they are embedded."""
        return f"{self.title}\n{self.text}" if self.title else self.text


class System(Protocol):
    """One way to put ingestion and retrieval together, over a model folder and a store folder."""

    packages: Sequence[str]

    def load_model(self) -> None:
        """Make the embedding model ready."""

    def vector(self, text: str, kind: Kind) -> Sequence[float]:
        """The vector of one text, once the model is loaded."""

    def ingest(self, pieces: Sequence[Piece]) -> None:
        """Embed the texts and store them in the empty folder, once the model is loaded."""

    def open(self) -> None:
        """Make model and stored index ready for questions."""

    def search(self, question: str) -> list[str]:
        """The ids of the LIMIT nearest texts, best first; called from several threads at once."""


def open_system(name: str, model: Path, store: Path) -> System:
    """The system of that name; only its own libraries are imported."""
    module = import_module(f"evals.peers.with_{name.replace('-', '_')}")
    made = cast("Callable[[Path, Path], System]", module.Build)
    return made(model, store)


def write_pieces(pieces: Sequence[Piece], path: Path) -> None:
    """Keep texts in a file, one a line."""
    lines = (json.dumps(asdict(piece), ensure_ascii=False) + "\n" for piece in pieces)
    path.write_text("".join(lines), encoding="utf-8")


def read_pieces(path: Path) -> list[Piece]:
    """The texts of a file."""
    lines = path.read_text(encoding="utf-8").split("\n")
    return [Piece(**json.loads(line)) for line in lines if line]
