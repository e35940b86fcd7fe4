"""Made-up passages, and a small store that grows."""

from itertools import islice

import numpy as np
import pytest

from evals.peers.growing import Real, made_up, measure_growing
from knowledge.onnx_embedder import OnnxEmbedder
from tests.evals.peers.doubles import PIECES, QUESTIONS

PARTS = {f"{part}_p{n}_ms" for part in ("query", "embedding", "dense", "lexical") for n in (50, 95)}


@pytest.fixture(scope="module")
def embedder(model_dir):
    return OnnxEmbedder(model_dir)


@pytest.fixture(scope="module")
def real(embedder):
    pieces = PIECES[:12]
    vectors = embedder.embed_passages([piece.whole for piece in pieces])
    return Real(pieces, vectors, QUESTIONS)


def test_made_up_passages_are_the_same_in_every_run_and_all_different(real):
    first, again = (list(islice(made_up(real), 20)) for _ in range(2))

    assert [passage for passage, _ in first] == [passage for passage, _ in again]
    assert all(np.array_equal(a, b) for (_, a), (_, b) in zip(first, again, strict=True))
    assert len({passage.text for passage, _ in first}) == 20


def test_their_vectors_are_of_length_one_and_near_a_real_one_without_being_it(real):
    vectors = np.stack([vector for _, vector in islice(made_up(real), 50)])
    nearest = (vectors @ real.vectors.T).max(1)

    assert np.linalg.norm(vectors, axis=1) == pytest.approx(np.ones(50), abs=1e-5)
    assert nearest.min() > 0.85 and nearest.max() < 0.96


def test_each_size_is_measured_in_one_store_that_grows(real, embedder, tmp_path):
    told = []
    small, large = measure_growing([40, 20, 40], real, embedder, tmp_path / "store", told.append)

    assert (small["passages"], large["passages"]) == (20, 40)
    for figures in (small, large):
        assert figures.keys() == {"passages", "stored_ms", "lexical_index_ms", *PARTS}
        assert all(value > 0 for value in figures.values())
    assert "20 of 40 passages stored" in told
