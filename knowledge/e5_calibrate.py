"""The model in full precision, in plain numpy: slow, but it shows every step.

It tells how large the inputs of each matrix get (`measure_ranges`), which the 8-bit
model needs, and it is what the 8-bit model is compared with.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from knowledge.e5_weights import E5Weights
from knowledge.embedder import Vectors

Watch = Callable[[str, Vectors], None]
"""Called with a matrix's name and its input, for every matrix of the model."""

SAMPLE = (
    "query: What does a data engineer earn in the second year?",
    "query: ¿Puedo trabajar a distancia si vivo fuera de Washington?",
    "query: Faut-il être citoyen américain pour postuler ?",
    "query: deadline",
    "passage: The programme places early-career technologists in federal agencies for two years. "
    "They work on artificial intelligence, software and data, with a mentor from industry; "
    "applications close on 2 February 2026 at 11:59 p.m. Eastern Time.",
    "passage: Les personnes retenues perçoivent entre 130 000 et 195 000 dollars par an, selon "
    "leur expérience, et bénéficient d'une assurance maladie. Les entretiens ont lieu en ligne.",
    "passage: Se exige la ciudadanía estadounidense y superar una verificación de antecedentes; "
    "no hace falta un título universitario si se demuestran las competencias.",
    "passage: # Benefits\n- Health insurance (FEHB)\n- 401(k)-style plan: 5 % match",
)


def measure_ranges(weights: E5Weights, token_ids: Sequence[Sequence[int]]) -> dict[str, Vectors]:
    """The largest size of each input channel, by matrix ("l0.q", "l0.fi", ...), over the texts."""
    ranges: dict[str, Vectors] = {}

    def watch(name: str, rows: Vectors) -> None:
        largest = np.abs(rows).max(0)
        ranges[name] = np.maximum(ranges[name], largest) if name in ranges else largest

    model = FullPrecisionModel(weights)
    for ids in token_ids:
        model.token_states(ids, watch)
    return ranges


class FullPrecisionModel:
    """multilingual-e5-small as the weight file has it, one text at a time."""

    def __init__(self, weights: E5Weights) -> None:
        self._header = weights.header
        self._word = weights.matrices["emb.word"]
        self._vectors = weights.vectors
        layers = {name: matrix for name, matrix in weights.matrices.items() if name != "emb.word"}
        self._matrices = {name[:-2]: matrix.dense() for name, matrix in layers.items()}

    def embedding(self, token_ids: Sequence[int]) -> Vectors:
        """The mean of the token states, at length 1."""
        mean: Vectors = self.token_states(token_ids).mean(0)
        return mean / np.float32(np.linalg.norm(mean))

    def token_states(self, token_ids: Sequence[int], watch: Watch | None = None) -> Vectors:
        """One row per token, special tokens included."""
        self._watch = watch
        hidden, count = self._header.hidden, len(token_ids)
        word = self._word.rows(np.asarray(token_ids))
        position = self._vectors["emb.pos"].reshape(-1, hidden)[:count]
        states = self._normalised("emb.ln", word + position + self._vectors["emb.type"][:hidden])
        for layer in range(self._header.layers):
            states = self._layer(f"l{layer}.", states)
        return states

    def _layer(self, at: str, states: Vectors) -> Vectors:
        mixed = self._product(f"{at}ao", self._attention(at, states))
        states = self._normalised(f"{at}aln", states + mixed)
        inner = gelu(self._product(f"{at}fi", states))
        return self._normalised(f"{at}oln", states + self._product(f"{at}fo", inner))

    def _attention(self, at: str, states: Vectors) -> Vectors:
        count, heads = len(states), self._header.heads
        width = self._header.hidden // heads
        query, key, value = (
            self._product(f"{at}{part}", states).reshape(count, heads, width).transpose(1, 0, 2)
            for part in "qkv"
        )
        scores = query @ key.transpose(0, 2, 1) / np.sqrt(np.float32(width))
        shares = np.exp(scores - scores.max(-1, keepdims=True))
        shares /= shares.sum(-1, keepdims=True)
        context: Vectors = (shares @ value).transpose(1, 0, 2).reshape(count, -1)
        return context

    def _product(self, name: str, rows: Vectors) -> Vectors:
        if self._watch is not None:
            self._watch(name, rows)
        product: Vectors = rows @ self._matrices[name].T + self._vectors[f"{name}.b"]
        return product

    def _normalised(self, name: str, rows: Vectors) -> Vectors:
        centred = rows - rows.mean(-1, keepdims=True)
        spread = np.sqrt(
            (centred**2).mean(-1, keepdims=True) + np.float32(self._header.layer_norm_eps)
        )
        normalised: Vectors = (
            centred / spread * self._vectors[f"{name}.w"] + self._vectors[f"{name}.b"]
        )
        return normalised


def gelu(values: Vectors) -> Vectors:
    """Half of x * (1 + erf(x / sqrt 2)); erf to six digits (Abramowitz and Stegun, 7.1.26)."""
    scaled = np.abs(values) * np.float32(0.7071067811865476)
    step: Vectors = np.float32(1) / (1 + np.float32(0.3275911) * scaled)
    polynomial = np.zeros_like(step)
    for factor in (1.061405429, -1.453152027, 1.421413741, -0.284496736, 0.254829592):
        polynomial = (polynomial + np.float32(factor)) * step
    error: Vectors = np.sign(values) * (1 - polynomial * np.exp(-(scaled**2)))
    return values * (1 + error) / np.float32(2)
