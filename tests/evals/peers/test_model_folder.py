"""The exported folder holds the same model: other libraries cut and embed as this project does."""

import numpy as np
import pytest

from evals.bench_embedder import read_texts
from evals.peers.model_folder import export, tokenizer
from knowledge.e5_build import MAX_TOKENS
from knowledge.e5_files import TOKENIZER_FILE
from knowledge.e5_tokenizer import E5Tokenizer
from knowledge.e5_weights import read_weights
from knowledge.hf_embedder import HfEmbedder
from knowledge.onnx_embedder import OnnxEmbedder


@pytest.fixture(scope="module")
def weights():
    return read_weights()


def test_every_text_is_cut_into_the_same_tokens(weights, model_dir):
    own = E5Tokenizer.from_file(model_dir / TOKENIZER_FILE, MAX_TOKENS)
    exported = tokenizer(weights.tokenizer)
    texts = [f"query: {text.text}" for text in read_texts()]

    assert texts
    assert [exported.encode(text).ids for text in texts] == [own.encode(text) for text in texts]


@pytest.mark.slow
def test_the_vectors_are_the_same_but_for_rounding(weights, model_dir, tmp_path):
    export(weights, tmp_path / "e5")
    own, exported = OnnxEmbedder(model_dir), HfEmbedder(str(tmp_path / "e5"))
    questions = [text.text for text in read_texts() if text.kind == "query"][:10]
    passages = [text.text for text in read_texts() if text.kind == "passage"][:10]

    for mine, others in (
        (own.embed_queries(questions), exported.embed_queries(questions)),
        (own.embed_passages(passages), exported.embed_passages(passages)),
    ):
        assert np.sum(mine * others, axis=1).min() >= 0.999


def test_a_whole_folder_is_left_as_it_is(weights, tmp_path):
    (tmp_path / "modules.json").write_text("[]")

    export(weights, tmp_path)

    assert [path.name for path in tmp_path.iterdir()] == ["modules.json"]
