"""Splits text as the model was trained: a SentencePiece model from the weight file's tables."""

from __future__ import annotations

import struct
import unicodedata
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Any

from sentencepiece import SentencePieceProcessor

from knowledge.e5_weights import UnigramTables

UNIT_SPACE = 256
"""Array positions given to one node of the trie: one for each value of the next byte."""
BEGIN, END = "<s>", "</s>"


@dataclass(frozen=True, slots=True)
class Token:
    """A piece of text by its name, and the characters (start, end) it was made from."""

    piece: str
    start: int
    end: int


class E5Tokenizer:
    """Texts to token ids; may be used by several threads at once.

    Letters with separate accents are composed first, and white space at the end is
    dropped, as sentence-transformers does for this model.
    """

    def __init__(self, model: bytes, max_tokens: int) -> None:
        """Read what `build_tokenizer` made; more than `max_tokens`, <s> and </s>, are cut off."""
        self._processor = SentencePieceProcessor(model_proto=model)
        self._begin, self._end = map(self._processor.piece_to_id, (BEGIN, END))
        self._longest = max_tokens - 2

    @classmethod
    def from_file(cls, path: Path, max_tokens: int) -> E5Tokenizer:
        """The tokenizer that was saved under this path."""
        return cls(path.read_bytes(), max_tokens)

    def encode(self, text: str) -> list[int]:
        """The ids of the text's tokens, between those of <s> and </s>."""
        composed = unicodedata.normalize("NFC", text).rstrip()
        return [self._begin, *self._processor.encode(composed)[: self._longest], self._end]

    def tokens(self, text: str) -> list[Token]:
        """The tokens between <s> and </s>, with their places in the text as it was given."""
        composed, origins = _compose(text)
        found = self._processor.encode(composed.rstrip(), out_type="offset_mapping")
        pairs = list(zip(found["pieces"], found["offsets"], strict=True))[: self._longest]
        tokens = []
        for piece, (start, end) in pairs:
            if piece != "▁" and not composed[start:end].strip() and end < len(composed):
                end += 1  # one character became several tokens: each of them points to it
            place = (origins[start][0], origins[end - 1][1]) if start < end else (0, 0)
            tokens.append(Token(piece, *place))
        return tokens

    def normalise(self, text: str) -> str:
        """The text as it is split, with "▁" for a blank and one more at the start."""
        return str(self._processor.normalize(text))


def build_tokenizer(tables: UnigramTables) -> bytes:
    """A SentencePiece model whose ids are the rows of the tables.

    <s>, </s>, <pad> and <mask> are ordinary pieces, as in the wheel's engine; as
    "control" pieces they would be split where a text has them in writing.
    """
    messages: Any = import_module("sentencepiece.sentencepiece_model_pb2")
    model = messages.ModelProto()
    for piece, score in tables.pieces:
        model.pieces.add(piece=piece, score=score)
    model.pieces[tables.unk].type = messages.ModelProto.SentencePiece.UNKNOWN
    model.trainer_spec.model_type = messages.TrainerSpec.UNIGRAM
    model.trainer_spec.vocab_size = len(tables.pieces)
    model.trainer_spec.unk_id = tables.unk
    model.normalizer_spec.precompiled_charsmap = character_map(tables.replacements)
    model.normalizer_spec.add_dummy_prefix = True
    model.normalizer_spec.remove_extra_whitespaces = True
    model.normalizer_spec.escape_whitespaces = True
    content: bytes = model.SerializeToString(deterministic=True)
    return content


def _compose(text: str) -> tuple[str, list[tuple[int, int]]]:
    """The text with its accents composed, and from which characters each one was made."""
    if unicodedata.is_normalized("NFC", text):
        return text, [(at, at + 1) for at in range(len(text))]
    parts: list[str] = []
    origins: list[tuple[int, int]] = []
    start = 0
    for end in range(1, len(text) + 1):
        if end < len(text) and _joins(text[start:end], text[end]):
            continue
        parts.append(unicodedata.normalize("NFC", text[start:end]))
        origins += [(start, end)] * len(parts[-1])
        start = end
    return "".join(parts), origins


def _joins(before: str, letter: str) -> bool:
    """Whether the letter is an accent, or is composed with what stands before it."""
    if unicodedata.combining(letter):
        return True
    apart = unicodedata.normalize("NFC", before) + unicodedata.normalize("NFC", letter)
    return unicodedata.normalize("NFC", before + letter) != apart


def character_map(replacements: dict[str, str]) -> bytes:
    """The replacements as a SentencePiece "precompiled character map".

    That is the size of a double-array trie over UTF-8 bytes, the trie, and the
    replacements, each ended by a zero byte; a key's value is its replacement's position.
    """
    positions: dict[str, int] = {}
    texts = bytearray()
    for value in replacements.values():
        if value not in positions:
            positions[value] = len(texts)
            texts += value.encode() + b"\0"
    trie = _double_array({key.encode(): positions[value] for key, value in replacements.items()})
    units = struct.pack(f"<{len(trie)}I", *trie)
    return struct.pack("<I", len(units)) + units + bytes(texts)


def _double_array(entries: dict[bytes, int]) -> list[int]:
    """Units in the layout of the darts-clone library, in a multiple of 1024 bytes.

    Every inner node owns 256 positions, one per next byte, and every value one
    position behind them: larger than necessary, but built in one pass. Single
    characters are never prefixes of each other in UTF-8, so a key ends at a leaf.
    """
    blocks: dict[bytes, int] = {b"": 1}
    for key in entries:
        for length in range(1, len(key)):
            blocks.setdefault(key[:length], len(blocks) + 1)
    values_at = (len(blocks) + 1) * UNIT_SPACE
    units = [0] * (values_at + -(-len(entries) // UNIT_SPACE) * UNIT_SPACE)
    units[0] = (UNIT_SPACE * blocks[b""]) << 10
    for prefix, block in blocks.items():
        if prefix:
            at = blocks[prefix[:-1]] * UNIT_SPACE + prefix[-1]
            units[at] = ((at ^ block * UNIT_SPACE) << 10) | prefix[-1]
    for index, (key, value) in enumerate(entries.items()):
        at = blocks[key[:-1]] * UNIT_SPACE + key[-1]
        units[at] = ((at ^ (values_at + index)) << 10) | 0x100 | key[-1]
        units[values_at + index] = value | 0x80000000
    return units
