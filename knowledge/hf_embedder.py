"""Any sentence-transformers model, by hub id or path, as an Embedder."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from knowledge.embedder import Progress, TextKind, Vectors
from knowledge.errors import ModelUnavailable

if TYPE_CHECKING:
    from langchain_huggingface import HuggingFaceEmbeddings
    from sentence_transformers import SentenceTransformer

BATCH_TEXTS = 64
E5_NAME = re.compile(r"(^|[^a-z0-9])e5($|[^a-z0-9])", re.IGNORECASE)
INSTRUCTION = "Instruct: Given a question, retrieve passages that answer the question\nQuery: "


@dataclass(frozen=True, slots=True)
class Prefixes:
    """What is put before a text, because the model was trained so."""

    query: str = ""
    passage: str = ""


class HfEmbedder:
    """Texts to unit vectors, through langchain-huggingface."""

    def __init__(self, name: str, prefixes: Prefixes | None = None) -> None:
        """Load the model; prefixes are the model's own, or e5's by name, unless given.

        Raises ModelUnavailable when there is no such model or it cannot be loaded.
        """
        self._model = _load(name)
        client = self._model._client
        self._prefixes = prefixes or choose_prefixes(name, client.prompts)
        self.dimension = len(self._model.embed_query("dimension"))
        label = Path(name).name if Path(name).is_dir() else name
        identity = f"{_weights_digest(client)}|{self._prefixes}"
        digest = hashlib.sha256(identity.encode()).hexdigest()[:12]
        kind = "query-passage" if self._prefixes != Prefixes() else "plain"
        self.fingerprint = f"{label}:{self.dimension}:{kind}:l2:{digest}"

    def embed_query(self, text: str) -> Vectors:
        """The vector of one question."""
        vector: Vectors = self.embed_queries([text])[0]
        return vector

    def embed_queries(self, texts: Sequence[str]) -> Vectors:
        """One row per question."""
        return self._embed([self._prefixes.query + text for text in texts], None)

    def embed_passages(self, texts: Sequence[str], progress: Progress | None = None) -> Vectors:
        """One row per passage, in the order given."""
        return self._embed([self._prefixes.passage + text for text in texts], progress)

    def token_states(self, text: str, kind: TextKind) -> None:
        """None: these models differ too much in what their tokens mean for a reader to count on."""

    def _embed(self, texts: list[str], progress: Progress | None) -> Vectors:
        vectors = np.empty((len(texts), self.dimension), np.float32)
        for start in range(0, len(texts), BATCH_TEXTS):
            batch = texts[start : start + BATCH_TEXTS]
            vectors[start : start + len(batch)] = self._model.embed_documents(batch)
            if progress is not None:
                progress("embedding", (start + len(batch)) / len(texts))
        return vectors


def choose_prefixes(name: str, prompts: Mapping[str, str | None]) -> Prefixes:
    """The prefixes for a model: its own prompts first, then what e5 models expect."""
    query = prompts.get("query") or ""
    passage = prompts.get("passage") or prompts.get("document") or ""
    if query or passage:
        return Prefixes(query, passage)
    short_name = name.replace("\\", "/").rstrip("/").rsplit("/", 1)[-1]
    if not E5_NAME.search(short_name):
        return Prefixes()
    if "instruct" in short_name.lower():
        return Prefixes(query=INSTRUCTION)
    return Prefixes("query: ", "passage: ")


def _load(name: str) -> HuggingFaceEmbeddings:
    try:
        from langchain_huggingface import HuggingFaceEmbeddings

        # An empty prompt, so that a model's default prompt does not come on top of the prefixes.
        options = {"normalize_embeddings": True, "prompt": ""}
        return HuggingFaceEmbeddings(model_name=name, encode_kwargs=options)
    except ImportError as error:
        raise ModelUnavailable(
            f"The embedding model {name!r} needs more packages: {error}. "
            "Run: pip install langchain-huggingface sentence-transformers"
        ) from error
    except (OSError, ValueError, RuntimeError) as error:
        raise ModelUnavailable(
            f"The embedding model {name!r} cannot be loaded: {error}. "
            "Check the hub id or path, and the network for a hub id; "
            '"embedded" names the model that needs neither.'
        ) from error


def _weights_digest(client: SentenceTransformer) -> str:
    """A hash of every weight, so that another revision under the same name is noticed."""
    import torch

    digest = hashlib.sha256()
    for name, tensor in sorted(client.state_dict().items()):
        digest.update(name.encode())
        digest.update(tensor.detach().cpu().contiguous().reshape(-1).view(torch.uint8).numpy())
    return digest.hexdigest()
