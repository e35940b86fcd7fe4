"""Fit a classifier with one hidden layer: which of many verified answers a question wants.

Dropout, label smoothing and weight decay hold it back, because every answer has only some dozens
of wordings. PyTorch is needed to fit and never to serve (docs/adr/0014-hidden-layer.md).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING

import numpy as np

from knowledge.classifier import Classifier, Layer, scaled
from knowledge.embedder import Vectors

if TYPE_CHECKING:
    from torch import Tensor, nn

_NETWORKS = 4  # their mean is right more often than either
_HIDDEN = 1024
_STEPS = 1800
_BATCH = 256
_RATE = 5e-3
_DECAY = 0.01
_SMOOTHING = 0.1
_DROPPED_INPUT, _DROPPED_HIDDEN = 0.1, 0.5
_SEED = 20261122


def fit_network(vectors: Vectors, labels: Sequence[str]) -> Classifier:
    """Fit on unit vectors, shape (n, dimension); the same data give the same classifier on the
    same machine. Needs at least two labels."""
    import torch

    names = sorted(set(labels))
    place = {name: n for n, name in enumerate(names)}
    mean = vectors.mean(axis=0)
    shown = torch.from_numpy(scaled(vectors, mean).astype(np.float32))
    wanted = torch.tensor([place[label] for label in labels])
    with _fastest(), torch.random.fork_rng():
        fitted = [_fit(shown, wanted, len(names), _SEED + n) for n in range(_NETWORKS)]
    hidden = Layer(
        np.vstack([first.weights for first, _ in fitted]),
        np.hstack([first.bias for first, _ in fitted]),
    )
    last = Layer(
        np.hstack([last.weights / np.float32(_NETWORKS) for _, last in fitted]),
        np.mean([last.bias for _, last in fitted], axis=0, dtype=np.float32),
    )
    return Classifier(tuple(names), mean.astype(np.float32), (hidden, last))


@contextmanager
def _fastest() -> Iterator[None]:
    """PyTorch as it fits fastest here; as it was before, also after an error."""
    import torch

    threads = torch.get_num_threads()
    torch.set_num_threads(1)  # on a busy machine, several wait for each other most of the time
    torch.set_flush_denormal(True)  # the optimiser's averages fade into them: five times slower
    try:
        yield
    finally:
        torch.set_flush_denormal(False)
        torch.set_num_threads(threads)


def _fit(shown: Tensor, wanted: Tensor, labels: int, seed: int) -> tuple[Layer, Layer]:
    import torch
    from torch import nn

    torch.manual_seed(seed)
    first, last = nn.Linear(shown.shape[1], _HIDDEN), nn.Linear(_HIDDEN, labels)
    network = nn.Sequential(
        nn.Dropout(_DROPPED_INPUT), first, nn.ReLU(), nn.Dropout(_DROPPED_HIDDEN), last
    )
    optimiser = torch.optim.AdamW(network.parameters(), lr=_RATE, weight_decay=_DECAY)
    pace = torch.optim.lr_scheduler.OneCycleLR(optimiser, _RATE, total_steps=_STEPS)
    loss = nn.CrossEntropyLoss(label_smoothing=_SMOOTHING)
    for _ in range(_STEPS):
        batch = torch.randint(len(wanted), (_BATCH,))
        optimiser.zero_grad()
        loss(network(shown[batch]), wanted[batch]).backward()
        optimiser.step()
        pace.step()
    return _layer(first), _layer(last)


def _layer(linear: nn.Linear) -> Layer:
    return Layer(linear.weight.detach().numpy(), linear.bias.detach().numpy())
