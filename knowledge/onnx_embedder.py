"""The embedded model: multilingual-e5-small in 8 bits, without torch or transformers."""

from __future__ import annotations

import os
import unicodedata
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import onnxruntime
from numpy.typing import NDArray
from onnxruntime.capi import onnxruntime_pybind11_state as runtime_errors

from knowledge.e5_files import (
    MODEL_FILE,
    TOKENIZER_FILE,
    Manifest,
    mend,
    read_manifest,
    verify_file,
)
from knowledge.e5_tokenizer import E5Tokenizer
from knowledge.embedder import Progress, TextKind, TokenStates, Vectors
from knowledge.errors import ModelUnavailable

BATCH_TOKENS = 640
LONGEST_PIECE = 16
"""Characters of the longest piece: twice as many for each token are read, the rest cut off."""


class OnnxEmbedder:
    """Texts to unit vectors; may be used by several threads at once."""

    def __init__(self, directory: Path, threads: int | None = None) -> None:
        """Load the model that `build_e5` wrote; raises ModelUnavailable when it is damaged.

        `threads` (default: one for each processor) share the work where there are many texts.
        """
        manifest = read_manifest(directory)
        self.fingerprint = manifest.fingerprint
        self.dimension = manifest.dimension
        self._prefixes = manifest.prefixes
        self._max_characters = manifest.max_tokens * LONGEST_PIECE * 2
        self._threads = threads or os.cpu_count() or 1
        with ThreadPoolExecutor(1, thread_name_prefix="tokenizer") as beside:
            tokenizer = beside.submit(_open_tokenizer, directory, manifest)
            self._session = _open_session(directory, manifest)
        self._tokenizer = tokenizer.result()

    def embed_query(self, text: str) -> Vectors:
        """The vector of one question."""
        vector: Vectors = self._embed([text], "query")[0]
        return vector

    def embed_queries(self, texts: Sequence[str]) -> Vectors:
        """One row per question."""
        return self._embed(texts, "query")

    def embed_passages(self, texts: Sequence[str], progress: Progress | None = None) -> Vectors:
        """One row per passage, in the order given."""
        return self._embed(texts, "passage", progress)

    def token_states(self, text: str, kind: TextKind) -> TokenStates:
        """The states behind the vector, for the tokens that show something of the text."""
        prefix = len(self._prefixes[kind])
        prefixed = self._prefixed(text, kind)
        inputs = _inputs([self._tokenizer.encode(prefixed)])
        states, pooled = self._session.run(["token_states", "embedding"], inputs)
        tokens = self._tokenizer.tokens(prefixed)
        spans = [_span(text, token.start - prefix, token.end - prefix) for token in tokens]
        kept = [index for index, (start, end) in enumerate(spans) if start < end]
        rows = states[0, [index + 1 for index in kept]]  # behind <s>
        return TokenStates(
            tokens=[tokens[index].piece for index in kept],
            offsets=[spans[index] for index in kept],
            states=rows / np.linalg.norm(rows, axis=1, keepdims=True),
            pooled=pooled[0],
        )

    def _embed(
        self, texts: Sequence[str], kind: TextKind, progress: Progress | None = None
    ) -> Vectors:
        encodings = [self._tokenizer.encode(self._prefixed(text, kind)) for text in texts]
        vectors = np.empty((len(texts), self.dimension), np.float32)
        batches = _batches([len(encoding) for encoding in encodings])
        done = 0
        for batch, rows in zip(batches, self._run_all(encodings, batches), strict=True):
            vectors[batch] = rows
            done += len(batch)
            if progress is not None:
                progress("embedding", done / len(texts))
        return vectors

    def _run_all(self, encodings: list[list[int]], batches: list[list[int]]) -> Iterator[Vectors]:
        """The vectors of each batch in turn, calculated by several threads."""

        def run(batch: list[int]) -> Vectors:
            inputs = _inputs([encodings[index] for index in batch])
            rows: Vectors = self._session.run(["embedding"], inputs)[0]
            return rows

        if len(batches) < 2 or self._threads < 2:
            yield from map(run, batches)
            return
        pool = ThreadPoolExecutor(self._threads, thread_name_prefix="embed")
        try:
            yield from pool.map(run, batches)
        finally:
            pool.shutdown(cancel_futures=True)

    def _prefixed(self, text: str, kind: TextKind) -> str:
        return self._prefixes[kind] + text[: self._max_characters]


def _open_tokenizer(directory: Path, manifest: Manifest) -> E5Tokenizer:
    verify_file(directory, manifest, TOKENIZER_FILE)
    return E5Tokenizer.from_file(directory / TOKENIZER_FILE, manifest.max_tokens)


def _open_session(directory: Path, manifest: Manifest) -> onnxruntime.InferenceSession:
    verify_file(directory, manifest, MODEL_FILE)
    options = onnxruntime.SessionOptions()
    # Texts side by side, each on one thread, are faster than one text on several.
    options.intra_op_num_threads = 1
    options.log_severity_level = 3
    try:
        return onnxruntime.InferenceSession(
            str(directory / MODEL_FILE), options, providers=["CPUExecutionProvider"]
        )
    except (
        runtime_errors.Fail,
        runtime_errors.InvalidGraph,
        runtime_errors.InvalidProtobuf,
        runtime_errors.NotImplemented,
        runtime_errors.RuntimeException,
    ) as error:
        raise ModelUnavailable(
            f"onnxruntime {onnxruntime.__version__} cannot run {directory / MODEL_FILE}: {error}. "
            f"Install the versions this project asks for. {mend(directory)}"
        ) from error


def _batches(lengths: Sequence[int]) -> list[list[int]]:
    """Indices, longest text first, in groups of about BATCH_TOKENS tokens with their padding."""
    order = sorted(range(len(lengths)), key=lambda index: -lengths[index])
    batches = []
    while order:
        size = max(1, BATCH_TOKENS // lengths[order[0]])
        batches.append(order[:size])
        order = order[size:]
    return batches


def _inputs(encodings: Sequence[list[int]]) -> dict[str, NDArray[np.int64]]:
    longest = max(len(encoding) for encoding in encodings)
    token_ids = np.zeros((len(encodings), longest), np.int64)
    mask = np.zeros_like(token_ids)
    for row, encoding in enumerate(encodings):
        token_ids[row, : len(encoding)] = encoding
        mask[row, : len(encoding)] = 1
    return {"input_ids": token_ids, "attention_mask": mask}


def _span(text: str, start: int, end: int) -> tuple[int, int]:
    """A token's characters in the text, from its first visible one; empty for a prefix."""
    start = max(0, start)
    while start < end and text[start].isspace():
        start += 1
    if start >= end:
        return (0, 0)
    while end < len(text) and unicodedata.combining(text[end]):
        end += 1
    return (start, end)
