from dataclasses import replace

import numpy as np
import pytest
from threadpoolctl import threadpool_limits

from knowledge.classifier import (
    Classifier,
    Fitted,
    Layer,
    fit_classifier,
    fitted_on,
    load,
    save,
    softmax,
)
from knowledge.document import Passage
from knowledge.errors import StoreUnavailable


def same(one, other):
    """Whether two classifiers are the same in every layer."""
    return len(one.layers) == len(other.layers) and all(
        (a.weights == b.weights).all() and (a.bias == b.bias).all()
        for a, b in zip(one.layers, other.layers, strict=True)
    )


@pytest.fixture(scope="module")
def clusters():
    """Twenty vectors around each of three directions."""
    random = np.random.default_rng(0)
    centres = np.eye(3, 8)
    rows = [c + random.normal(0, 0.1, 8) for c in centres for _ in range(20)]
    vectors = np.array([r / np.linalg.norm(r) for r in rows], dtype=np.float32)
    return vectors, ["a"] * 20 + ["b"] * 20 + ["c"] * 20


def test_the_label_of_the_nearest_cluster_is_likeliest(clusters):
    fitted = fit_classifier(*clusters)
    shares = fitted.probabilities(np.eye(3, 8, dtype=np.float32)[1])
    assert max(shares, key=shares.get) == "b"
    assert sum(shares.values()) == pytest.approx(1.0)


def test_however_many_threads_there_are_the_classifier_is_the_same():
    vectors = np.random.default_rng(0).normal(0, 1, (3000, 128)).astype(np.float32)
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    labels = ["abcdefgh"[n % 8] for n in range(len(vectors))]
    with threadpool_limits(1, "blas"):
        alone = fit_classifier(vectors, labels)
    with threadpool_limits(2, "blas"):
        assert same(fit_classifier(vectors, labels), alone)


def test_two_labels_work_as_well(clusters):
    vectors, labels = clusters
    fitted = fit_classifier(vectors[:40], labels[:40])
    shares = fitted.probabilities(np.eye(3, 8, dtype=np.float32)[0])
    assert shares["a"] > 0.9


def test_the_same_data_give_the_same_classifier(clusters):
    first, second = fit_classifier(*clusters), fit_classifier(*clusters)
    assert same(first, second)


def test_what_is_saved_is_loaded(tmp_path, clusters):
    fitted = fit_classifier(*clusters)
    unknown = np.eye(2, 8, dtype=np.float32)
    save(tmp_path / "c.npz", Fitted({"answers": fitted}, unknown, "key"))
    found = load(tmp_path / "c.npz")
    loaded, key = found.classifiers, found.key
    assert (found.unknown == unknown).all()
    assert key == "key"
    assert loaded["answers"].labels == ("a", "b", "c")
    assert same(loaded["answers"], fitted)


def test_layers_are_told_apart_by_a_rectifier(tmp_path):
    """|x| of the first axis: no linear classifier can tell."""
    hidden = Layer(np.array([[1, 0], [-1, 0]], np.float32), np.zeros(2, np.float32))
    last = Layer(np.array([[1, 1], [0, 0]], np.float32), np.array([0, 1], np.float32))
    deep = Classifier(("far", "near"), np.zeros(2, np.float32), (hidden, last))

    both = {"deep": deep, "flat": replace(deep, layers=(last,))}
    save(tmp_path / "c.npz", Fitted(both, np.zeros((0, 8), np.float32), "key"))
    loaded = load(tmp_path / "c.npz").classifiers

    for found in (deep, loaded["deep"]):
        for x, likeliest in ((0.5, "far"), (-0.5, "far"), (0.01, "near")):
            shares = found.probabilities(np.array([x, 0.3], np.float32))
            assert max(shares, key=shares.get) == likeliest
    assert [len(loaded[name].layers) for name in ("deep", "flat")] == [2, 1]


def test_a_missing_or_damaged_file_names_the_command(tmp_path):
    with pytest.raises(StoreUnavailable, match="techforce ingest"):
        load(tmp_path / "c.npz")
    (tmp_path / "c.npz").write_bytes(b"nothing of the kind")
    with pytest.raises(StoreUnavailable, match="damaged"):
        load(tmp_path / "c.npz")


def test_the_key_tells_other_wordings_embedders_and_examples_apart():
    asked = [Passage(i, "s", (), i, 0, 1, "en") for i in "ab"]
    keys = {
        fitted_on(asked, "e", [("x", "t")]),
        fitted_on(asked[:1], "e", [("x", "t")]),
        fitted_on(asked, "f", [("x", "t")]),
        fitted_on(asked, "e", [("y", "t")]),
    }
    assert len(keys) == 4
    assert fitted_on(asked[::-1], "e", []) == fitted_on(asked, "e", [])


def test_softmax_of_large_scores_is_finite():
    assert softmax(np.array([1000.0, 0.0], dtype=np.float32)).tolist() == [1.0, 0.0]
