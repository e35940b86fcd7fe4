"""Turns the weight file's tokenizer tables into a Hugging Face `tokenizers` tokenizer."""

from __future__ import annotations

import struct

from tokenizers import Regex, Tokenizer, models, normalizers, pre_tokenizers, processors

from knowledge.e5_weights import UnigramTables

UNIT_SPACE = 256
"""Array positions given to one node of the trie: one for each value of the next byte."""


def build_tokenizer(tables: UnigramTables, max_tokens: int) -> Tokenizer:
    """A tokenizer that splits as the model was trained, adding <s> and </s>, then cuts off.

    Letters with separate accents are composed first, and white space at the end is
    dropped, as sentence-transformers does for this model.
    """
    tokenizer = Tokenizer(models.Unigram(tables.pieces, tables.unk, byte_fallback=False))
    tokenizer.normalizer = normalizers.Sequence(
        [
            normalizers.NFC(),
            normalizers.Precompiled(character_map(tables.replacements)),
            normalizers.Replace(Regex(" {2,}"), " "),
            normalizers.Strip(left=False, right=True),
        ]
    )
    tokenizer.pre_tokenizer = pre_tokenizers.Metaspace(replacement="▁", prepend_scheme="always")
    begin, end = tables.pieces[tables.bos][0], tables.pieces[tables.eos][0]
    tokenizer.post_processor = processors.TemplateProcessing(
        single=f"{begin} $A {end}", special_tokens=[(begin, tables.bos), (end, tables.eos)]
    )
    tokenizer.enable_truncation(max_tokens)
    return tokenizer


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
    """Units in the layout of the darts-clone library.

    Every inner node owns 256 positions, one per next byte, and every value one
    position behind them: larger than necessary, but built in one pass. Single
    characters are never prefixes of each other in UTF-8, so a key ends at a leaf.
    """
    blocks: dict[bytes, int] = {b"": 1}
    for key in entries:
        for length in range(1, len(key)):
            blocks.setdefault(key[:length], len(blocks) + 1)
    values_at = (len(blocks) + 1) * UNIT_SPACE
    units = [0] * (values_at + len(entries))
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
