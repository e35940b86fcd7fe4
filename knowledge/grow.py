"""Teach a fitted classifier one more label within a second, all others left as they are.

Only the label's own row of the last layer is fitted, as a logistic regression against what the
classifier says already. How easily it is taken is then set by what it must not take: see
docs/adr/0020-taught-at-once.md for what that is worth beside a new fit.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from threadpoolctl import threadpool_limits

from knowledge.classifier import Classifier, Layer, scaled
from knowledge.embedder import Vectors

_TAUGHT = 0.9  # probability that the label's own examples are to have
_WEIGHT = 300.0  # of all own examples together; any other vector has 1
_STRENGTH = 10.0  # of the penalty on large weights
_TAKEN = 0.0005  # share of the other vectors that may end nearer to the label than to their own
_STEPS = 100


def prepare() -> None:
    """Load what teaching needs, which takes a second or two: a server does so when it starts, not
    when the first answer is published."""
    import scipy.optimize  # noqa: F401


def with_label(classifier: Classifier, label: str, own: Vectors, others: Vectors) -> Classifier:
    """The classifier with a label of these examples, in place of one of the same name.

    `own` and `others` hold unit vectors, shape (n, dimension); of the `others` those that are close
    matter most. The same data give the same classifier. Raises ValueError without examples.
    """
    if not len(own):
        raise ValueError(f"no examples of {label}")
    with threadpool_limits(1):  # on a busy machine, several threads wait for each other
        return _grown(_without(classifier, label), label, own, others)


def _grown(rest: Classifier, label: str, own: Vectors, others: Vectors) -> Classifier:
    hidden = _hidden(rest, np.vstack([own, others]))
    last = rest.layers[-1]
    held = _log_sum(hidden @ last.weights.T + last.bias)
    weights, bias = _fit(hidden, held, len(own))
    away = np.sort(hidden[len(own) :] @ weights - held[len(own) :])[::-1]
    if len(away):
        bias = -float(away[int(_TAKEN * len(away))])
    grown = Layer(np.vstack([last.weights, weights]), np.append(last.bias, np.float32(bias)))
    return replace(rest, labels=(*rest.labels, label), layers=(*rest.layers[:-1], grown))


def _without(classifier: Classifier, label: str) -> Classifier:
    kept = [n for n, name in enumerate(classifier.labels) if name != label]
    last = classifier.layers[-1]
    return replace(
        classifier,
        labels=tuple(classifier.labels[n] for n in kept),
        layers=(*classifier.layers[:-1], Layer(last.weights[kept], last.bias[kept])),
    )


def _hidden(classifier: Classifier, vectors: Vectors) -> Vectors:
    """What the last layer sees of vectors, shape (n, in)."""
    values = scaled(vectors, classifier.mean)
    for layer in classifier.layers[:-1]:
        values = np.maximum(values @ layer.weights.T + layer.bias, 0.0)
    return values.astype(np.float32)


def _log_sum(scores: Vectors) -> Vectors:
    top = scores.max(axis=1, keepdims=True)
    summed: Vectors = (top + np.log(np.exp(scores - top).sum(axis=1, keepdims=True)))[:, 0]
    return summed


def _fit(hidden: Vectors, held: Vectors, own: int) -> tuple[Vectors, float]:
    """Weights and bias that tell the first `own` rows from the rest, whose other labels together
    score `held`."""
    from scipy.optimize import minimize  # only needed where something is taught

    wanted = np.zeros(len(hidden), dtype=np.float32)
    wanted[:own] = _TAUGHT
    weight = np.ones(len(hidden), dtype=np.float32)
    weight[:own] = _WEIGHT / own

    def loss(values: Vectors) -> tuple[float, Vectors]:
        row = values.astype(np.float32)
        lead = hidden @ row[:-1] + row[-1] - held
        missed = weight * (1 / (1 + np.exp(-lead)) - wanted)
        cost = float((weight * (np.logaddexp(0, lead) - wanted * lead)).sum())
        cost += _STRENGTH / 2 * float(row[:-1] @ row[:-1])
        slope = np.append(missed @ hidden + _STRENGTH * row[:-1], missed.sum())
        return cost, slope.astype(np.float64)

    start = np.zeros(hidden.shape[1] + 1)
    found = minimize(loss, start, jac=True, method="L-BFGS-B", options={"maxiter": _STEPS})
    return found.x[:-1].astype(np.float32), float(found.x[-1])
