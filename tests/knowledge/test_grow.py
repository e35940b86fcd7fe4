import numpy as np
import pytest

from knowledge.classifier import Classifier, Layer, fit_classifier, scaled
from knowledge.grow import with_label

random = np.random.default_rng(4)
CENTRES = np.eye(5, 12)


def around(n, count):
    rows = CENTRES[n] + random.normal(0, 0.12, (count, 12))
    return (rows / np.linalg.norm(rows, axis=1, keepdims=True)).astype(np.float32)


KNOWN = np.vstack([around(n, 60) for n in range(4)])
LABELS = [name for name in "abcd" for _ in range(60)]


def fit_hidden(vectors, labels):
    """A classifier with a hidden layer, of directions by chance."""
    mean = vectors.mean(axis=0)
    layer = Layer(random.normal(0, 0.3, (64, 12)).astype(np.float32), np.zeros(64, np.float32))
    seen = np.maximum(scaled(vectors, mean) @ layer.weights.T, 0)
    last = fit_classifier(seen / 10, labels)
    weights = last.layers[0].weights
    bias = last.layers[0].bias - weights @ last.mean * 10
    return Classifier(last.labels, mean, (layer, Layer(weights, bias.astype(np.float32))))


@pytest.fixture(scope="module", params=[fit_classifier, fit_hidden])
def fitted(request):
    return request.param(KNOWN, LABELS)


def likeliest(classifier, vectors):
    return [classifier.labels[int(np.argmax(classifier.logits(v)))] for v in vectors]


def test_a_new_label_is_told_from_the_others_by_a_few_examples(fitted):
    grown = with_label(fitted, "new", around(4, 6), KNOWN)
    assert likeliest(grown, around(4, 40)).count("new") >= 36


def test_the_labels_that_were_there_lose_nothing_that_was_plain(fitted):
    grown = with_label(fitted, "new", around(4, 6), KNOWN)
    fresh = np.vstack([around(n, 20) for n in range(4)])
    before, after = likeliest(fitted, fresh), likeliest(grown, fresh)
    assert sum(b == a for b, a in zip(before, after, strict=True)) >= 78
    assert grown.logits(fresh[0])[:4] == pytest.approx(fitted.logits(fresh[0]))


def test_a_label_is_replaced_by_one_of_the_same_name(fitted):
    moved = with_label(fitted, "a", around(4, 6), KNOWN[60:])
    assert sorted(moved.labels) == list("abcd")
    assert likeliest(moved, around(4, 20)).count("a") >= 17


def test_a_label_without_examples_is_refused(fitted):
    with pytest.raises(ValueError, match="no examples of new"):
        with_label(fitted, "new", KNOWN[:0], KNOWN)
