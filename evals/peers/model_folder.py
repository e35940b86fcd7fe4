"""The embedded model's weights as the folder that sentence-transformers reads, in full precision.

So every system embeds with the same weights, and none of them needs a model hub.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from safetensors.numpy import save_file
from tokenizers import Regex, Tokenizer, normalizers, pre_tokenizers, processors
from tokenizers.models import Unigram

from knowledge.e5_build import MAX_TOKENS, PREFIXES
from knowledge.e5_tokenizer import BEGIN, END, character_map
from knowledge.e5_weights import E5Weights, Header, UnigramTables

_LAYER = {
    "q": "attention.self.query",
    "k": "attention.self.key",
    "v": "attention.self.value",
    "ao": "attention.output.dense",
    "aln": "attention.output.LayerNorm",
    "fi": "intermediate.dense",
    "fo": "output.dense",
    "oln": "output.LayerNorm",
}
_MODULES = ("Transformer", "Pooling", "Normalize")
_READY = "modules.json"


def export(weights: E5Weights, folder: Path) -> None:
    """Write the folder, unless a whole one is there."""
    if (folder / _READY).exists():
        return
    folder.mkdir(parents=True, exist_ok=True)
    save_file(dict(_tensors(weights)), folder / "model.safetensors", {"format": "pt"})
    tokenizer(weights.tokenizer).save(str(folder / "tokenizer.json"))
    for name, content in _configs(weights).items():
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_text(json.dumps(content, indent=2) + "\n", encoding="utf-8")


def tokenizer(tables: UnigramTables) -> Tokenizer:
    """The tokenizer in the form of the library `tokenizers`."""
    made = Tokenizer(Unigram(tables.pieces, tables.unk, byte_fallback=False))
    made.normalizer = normalizers.Sequence(
        [
            normalizers.NFC(),
            normalizers.Precompiled(character_map(tables.replacements)),
            normalizers.Replace(Regex(" {2,}"), " "),
            normalizers.Strip(left=False, right=True),
        ]
    )
    made.pre_tokenizer = pre_tokenizers.Metaspace(replacement="▁", prepend_scheme="always")
    made.post_processor = processors.TemplateProcessing(
        single=f"{BEGIN} $A {END}",
        pair=f"{BEGIN} $A {END} $B {END}",
        special_tokens=[(BEGIN, tables.bos), (END, tables.eos)],
    )
    return made


def _tensors(weights: E5Weights) -> Iterator[tuple[str, NDArray[np.float32]]]:
    header, vectors = weights.header, weights.vectors
    for place, rows in {"position": header.positions, "token_type": header.token_types}.items():
        short = {"position": "emb.pos", "token_type": "emb.type"}[place]
        table = vectors[short].reshape(rows, header.hidden)
        yield f"embeddings.{place}_embeddings.weight", np.ascontiguousarray(table)
    yield "embeddings.word_embeddings.weight", weights.matrices["emb.word"].dense()
    for part, name in (("w", "weight"), ("b", "bias")):
        yield f"embeddings.LayerNorm.{name}", vectors[f"emb.ln.{part}"].copy()
    for layer in range(header.layers):
        for short, long in _LAYER.items():
            at, to = f"l{layer}.{short}", f"encoder.layer.{layer}.{long}"
            matrix = weights.matrices.get(f"{at}.w")
            yield f"{to}.weight", vectors[f"{at}.w"].copy() if matrix is None else matrix.dense()
            yield f"{to}.bias", vectors[f"{at}.b"].copy()


def _configs(weights: E5Weights) -> Mapping[str, Any]:
    """The small files; the one that tells that all are there comes last."""
    tables, header = weights.tokenizer, weights.header
    special = {"bos": tables.bos, "eos": tables.eos, "pad": tables.pad, "unk": tables.unk}
    named = {f"{kind}_token": tables.pieces[place][0] for kind, place in special.items()}
    modules = [
        {
            "idx": place,
            "name": str(place),
            "path": "" if place == 0 else f"{place}_{name}",
            "type": f"sentence_transformers.models.{name}",
        }
        for place, name in enumerate(_MODULES)
    ]
    return {
        "config.json": _config(header, tables),
        "tokenizer_config.json": named
        | {"tokenizer_class": "PreTrainedTokenizerFast", "model_max_length": MAX_TOKENS},
        "sentence_bert_config.json": {"max_seq_length": MAX_TOKENS, "do_lower_case": False},
        "config_sentence_transformers.json": {"prompts": PREFIXES, "similarity_fn_name": "cosine"},
        "1_Pooling/config.json": {
            "word_embedding_dimension": header.hidden,
            "pooling_mode_mean_tokens": True,
        },
        "2_Normalize/config.json": {},
        _READY: modules,
    }


def _config(header: Header, tables: UnigramTables) -> dict[str, Any]:
    return {
        "architectures": ["BertModel"],
        "model_type": "bert",
        "hidden_act": "gelu",
        "hidden_size": header.hidden,
        "num_hidden_layers": header.layers,
        "num_attention_heads": header.heads,
        "intermediate_size": header.ffn,
        "vocab_size": header.vocabulary,
        "max_position_embeddings": header.positions,
        "type_vocab_size": header.token_types,
        "layer_norm_eps": header.layer_norm_eps,
        "pad_token_id": tables.pad,
        "dtype": "float32",
    }
