"""How well the verifier tells supported claims from unsupported ones, beside two baselines.

The baselines are the share of a claim's stems that its evidence holds, and the cosine of their
embeddings; each gets the threshold that is best for it on the development half. The verifier has
its own, fitted there as well.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from time import process_time

import numpy as np
from numpy.typing import NDArray
from rich.table import Table
from sklearn.metrics import f1_score, roc_auc_score

from assistant.verify.verifier import Verification, Verifier
from evals.bootstrap import Interval, of_rows
from evals.fit_support import verifier_over
from evals.support_pairs import DEVELOPMENT, PUBLIC, TEST, Pair, read_own, read_public
from knowledge.embedder import Embedder, open_embedder
from knowledge.lexical import stems
from knowledge.settings import KnowledgeSettings

_SAMPLED = 200  # resamples are heavy for an area under a curve
_METHODS = ("shared words", "cosine", "verifier")
Scores = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Measured:
    """One method on one set; precision and recall are those of what it lets pass."""

    method: str
    pairs: int
    supported: int
    area: float
    interval: Interval
    precision: float
    recall: float


@dataclass(frozen=True, slots=True)
class Figures:
    """Every method on every set, what the verifier let pass by kind, and the time it takes."""

    sets: Mapping[str, tuple[Measured, ...]]
    passed: Mapping[str, tuple[int, int]]
    """By half, label and kind of own pairs: how many there are, and how many passed."""
    milliseconds: Mapping[str, float]
    """Processor time of a verdict, the evidence having been read."""

    def as_json(self) -> dict[str, object]:
        """For `--json`."""
        return asdict(self)

    def tables(self) -> list[Table]:
        """The figures to look at."""
        areas = Table("set", "method", "pairs", "area", "interval", "precision", "recall")
        for name, measured in self.sets.items():
            for m in measured:
                low, high = m.interval
                areas.add_row(
                    name, m.method, f"{m.supported} of {m.pairs}", f"{m.area:.3f}",
                    f"{low:.3f} to {high:.3f}", f"{m.precision:.3f}", f"{m.recall:.3f}",
                )  # fmt: skip
        kinds = Table("own pairs", "claims", "passed")
        for name, (all_of_them, passed) in self.passed.items():
            kinds.add_row(name, str(all_of_them), str(passed))
        time = ", ".join(f"{name} {value:.1f} ms" for name, value in self.milliseconds.items())
        kinds.caption = f"processor time of a verdict: {time}"
        return [areas, kinds]


def run_support(benchmarks: Path) -> Figures:
    """Measure with the decision in force; public sets are left out where they are not there.
    Raises InvalidBenchmark and KnowledgeError."""
    settings = KnowledgeSettings()
    embedder = open_embedder(settings.embedding_model, settings.model_path)
    verifier = verifier_over(settings.knowledge_dir, embedder)
    sets = {DEVELOPMENT: read_own(DEVELOPMENT), TEST: read_own(TEST)}
    if (benchmarks / "support").is_dir():
        for name in PUBLIC:
            rows = read_public(benchmarks, name)
            sets |= {f"{name} {h}": p for h in (DEVELOPMENT, TEST) if (p := _half(rows, h))}
    return measure(sets, verifier, embedder)


def measure(sets: Mapping[str, Sequence[Pair]], verifier: Verifier, embedder: Embedder) -> Figures:
    """Every method on every set; the baselines' thresholds are fitted on the first set of a
    name, such as "BEGIN development"."""
    found: dict[str, tuple[Measured, ...]] = {}
    thresholds: dict[str, tuple[float, float]] = {}
    passed: dict[str, tuple[int, int]] = {}
    times: list[float] = []
    for name, pairs in sets.items():
        right = np.array([pair.supported for pair in pairs])
        words = np.array([_shared_words(pair) for pair in pairs])
        cosine = np.array([_cosine(pair, embedder) for pair in pairs])
        ranks, let = _verified(pairs, verifier, times)
        chosen = thresholds.setdefault(
            name.split()[0] if " " in name else "own", (_best(right, words), _best(right, cosine))
        )
        told = ((words, words >= chosen[0]), (cosine, cosine >= chosen[1]), (ranks, let))
        found[name] = tuple(
            _measured(method, right, scores, kept)
            for method, (scores, kept) in zip(_METHODS, told, strict=True)
        )
        if name in (DEVELOPMENT, TEST):
            passed |= _by_kind(name, pairs, let)
    spent = np.percentile(times, [50, 95])
    return Figures(found, passed, {"p50": float(spent[0]), "p95": float(spent[1])})


def _verified(
    pairs: Sequence[Pair], verifier: Verifier, times: list[float]
) -> tuple[Scores, NDArray[np.bool_]]:
    """How well supported the verifier finds each claim, and which it lets pass."""
    ranks, let = [], []
    for pair in pairs:
        over: Verification = verifier.over(pair.evidence)
        begun = process_time()
        verdict = over.verdict(pair.claim, [e.label for e in pair.evidence], pair.language)
        times.append(1000 * (process_time() - begun))
        ranks.append(verdict.score)
        let.append(verdict.supported)
    return np.array(ranks), np.array(let)


def _measured(
    method: str, right: NDArray[np.bool_], scores: Scores, kept: NDArray[np.bool_]
) -> Measured:
    def areas(rows: NDArray[np.int32]) -> Scores:
        drawn = [r for r in rows[:_SAMPLED] if 0 < right[r].sum() < len(r)]
        return np.array([roc_auc_score(right[r], scores[r]) for r in drawn])

    hits = int((right & kept).sum())
    return Measured(
        method,
        len(right),
        int(right.sum()),
        float(roc_auc_score(right, scores)),
        of_rows(len(right), areas),
        hits / max(1, int(kept.sum())),
        hits / max(1, int(right.sum())),
    )


def _by_kind(
    name: str, pairs: Sequence[Pair], let: NDArray[np.bool_]
) -> dict[str, tuple[int, int]]:
    found: dict[str, tuple[int, int]] = {}
    for pair, passed in sorted(zip(pairs, let, strict=True), key=lambda p: not p[0].supported):
        label = "supported" if pair.supported else "unsupported"
        key = f"{name}, {label}: {pair.kind}"
        all_of_them, so_far = found.get(key, (0, 0))
        found[key] = (all_of_them + 1, so_far + int(passed))
    return found


def _shared_words(pair: Pair) -> float:
    """The share of the claim's stems that its evidence holds."""
    mine = set(stems(pair.claim, pair.language))
    theirs = {stem for text in pair.texts for stem in stems(text, pair.text_language)}
    return len(mine & theirs) / max(1, len(mine))


def _cosine(pair: Pair, embedder: Embedder) -> float:
    rows = embedder.embed_passages([pair.claim, *pair.texts])
    return float((rows[1:] @ rows[0]).max())


def _best(right: NDArray[np.bool_], scores: Scores) -> float:
    """The threshold with the best F1."""
    return max(map(float, np.unique(scores)), key=lambda t: float(f1_score(right, scores >= t)))


def _half(pairs: Sequence[Pair], half: str) -> list[Pair]:
    return [pair for pair in pairs if pair.half == half]
