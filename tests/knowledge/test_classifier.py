import numpy as np
import pytest

from knowledge.classifier import (
    fit_classifier,
    fitted_on,
    load,
    read_examples,
    save,
    softmax,
)
from knowledge.document import Passage
from knowledge.errors import InvalidKnowledge, StoreUnavailable


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


def test_two_labels_work_as_well(clusters):
    vectors, labels = clusters
    fitted = fit_classifier(vectors[:40], labels[:40])
    shares = fitted.probabilities(np.eye(3, 8, dtype=np.float32)[0])
    assert shares["a"] > 0.9


def test_the_same_data_give_the_same_classifier(clusters):
    first, second = fit_classifier(*clusters), fit_classifier(*clusters)
    assert (first.weights == second.weights).all()


def test_what_is_saved_is_loaded(tmp_path, clusters):
    fitted = fit_classifier(*clusters)
    save(tmp_path / "c.npz", {"answers": fitted}, "key")
    loaded, key = load(tmp_path / "c.npz")
    assert key == "key"
    assert loaded["answers"].labels == ("a", "b", "c")
    assert (loaded["answers"].weights == fitted.weights).all()


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


def test_examples_are_read_by_label(tmp_path):
    (tmp_path / "r.yaml").write_text("greeting: [hello]\noff_topic: [weather]\n")
    assert read_examples(tmp_path / "r.yaml") == [("greeting", "hello"), ("off_topic", "weather")]
    (tmp_path / "r.yaml").write_text("- hello\n")
    with pytest.raises(InvalidKnowledge, match="r.yaml"):
        read_examples(tmp_path / "r.yaml")


def test_softmax_of_large_scores_is_finite():
    assert softmax(np.array([1000.0, 0.0], dtype=np.float32)).tolist() == [1.0, 0.0]
