import numpy as np
import pytest
import torch

from knowledge.classifier import fit_classifier
from knowledge.network import fit_network


@pytest.fixture(scope="module")
def corners():
    """Points around four corners, opposite ones alike: no straight line parts them."""
    random = np.random.default_rng(0)
    signs = random.choice([-1, 1], (200, 2))
    sides = signs * 0.3 + random.normal(0, 0.03, (200, 2))
    vectors = np.column_stack([sides, np.ones(200)])
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    labels = ["alike" if one == other else "unlike" for one, other in signs]
    return vectors.astype(np.float32), labels


@pytest.fixture(scope="module")
def fit():
    """Fits in fewer steps than many labels need."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("knowledge.network._STEPS", 120)
        yield fit_network


@pytest.fixture(scope="module")
def fitted(fit, corners):
    return fit(*corners)


def right(classifier, vectors, labels):
    """The share of vectors whose label is the likeliest."""
    found = [classifier.labels[int(np.argmax(classifier.logits(v)))] for v in vectors]
    return np.mean([f == wanted for f, wanted in zip(found, labels, strict=True)])


def test_what_no_straight_line_parts_is_told_apart(corners, fitted):
    vectors, labels = corners
    assert right(fitted, vectors, labels) > 0.95
    assert right(fit_classifier(vectors, labels), vectors, labels) < 0.8


def test_probabilities_are_shares_held_back_from_certainty(corners, fitted):
    shares = fitted.probabilities(corners[0][0])
    assert sum(shares.values()) == pytest.approx(1.0, abs=1e-5)
    assert 0.7 < max(shares.values()) < 0.9999


def test_the_same_data_give_the_same_network_and_leave_chance_alone(fit, corners, fitted):
    torch.manual_seed(7)
    expected = torch.rand(1)
    torch.manual_seed(7)
    again = fit(*corners)
    assert torch.rand(1) == expected
    for one, other in zip(fitted.layers, again.layers, strict=True):
        assert np.allclose(one.weights, other.weights) and np.allclose(one.bias, other.bias)


def test_pytorch_is_left_as_it_was_where_fitting_fails(corners, monkeypatch):
    def fails(*_):
        raise MemoryError

    monkeypatch.setattr("knowledge.network._fit", fails)
    threads = torch.get_num_threads()
    torch.set_num_threads(2)
    try:
        with pytest.raises(MemoryError):
            fit_network(*corners)
        assert torch.get_num_threads() == 2
        assert torch.tensor(1e-40) * 1 > 0  # a number so small is kept again
    finally:
        torch.set_num_threads(threads)


def test_the_layers_fit_the_labels_in_order(fitted):
    assert fitted.labels == ("alike", "unlike")
    hidden, last = fitted.layers
    assert hidden.weights.shape[1] == 3
    assert last.weights.shape == (2, hidden.weights.shape[0])
    assert {layer.weights.dtype for layer in fitted.layers} == {np.dtype(np.float32)}
