"""The systems measured in turns: a round has all of them, so that a busy machine slows all."""

from __future__ import annotations

import shutil
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from evals.beir import Benchmark
from evals.peers.environments import PeerUnavailable
from evals.peers.measures import CLIENTS, Figures, share
from evals.peers.systems import Kind, Piece, write_pieces
from evals.peers.texts import Texts, pieces_of
from evals.peers.worker import Place, Worker, working
from evals.ranking import average, rank_one

LEAST_COSINE = 0.999
_WARM = 5  # questions before the clock runs
_STORE, _PIECES = "store", "pieces.jsonl"

Tell = Callable[[str], None]
"""Called with what is being done."""


@dataclass(frozen=True, slots=True)
class Plan:
    """What is measured, and how long."""

    texts: Texts
    samples: Sequence[tuple[Kind, str]]
    """Texts whose vectors must be the same in all systems."""
    rounds: int
    crowd_s: float


@dataclass(slots=True)
class Found:
    """What was measured of one system so far; a failed one keeps what it had."""

    rounds: list[Figures] = field(default_factory=list)
    ndcg: dict[str, float | None] = field(default_factory=dict)
    versions: dict[str, str] = field(default_factory=dict)
    least_cosine: float | None = None
    failed: str | None = None


def measure(
    plan: Plan, places: Mapping[str, Place], vectors: np.ndarray, scratch: Path, tell: Tell
) -> dict[str, Found]:
    """Every system, checked against the vectors first; one that fails is left out from there on."""
    found = {name: Found() for name in places}
    order: list[tuple[str, Callable[[Place, Found], None]]] = [
        ("vectors", lambda place, its: _check(place, plan, vectors, scratch, its))
    ]
    for turn in range(plan.rounds):
        step = f"round {turn + 1} of {plan.rounds}"
        order.append((step, lambda place, its: its.rounds.append(_round(place, plan, scratch))))
    for name, benchmark in plan.texts.ranked.items():
        order.append((name, _ranking(name, benchmark, scratch)))
    for step, carry_out in order:
        for name, its in found.items():
            if its.failed is None:
                tell(f"{step}: {name}")
                try:
                    carry_out(places[name], its)
                except PeerUnavailable as error:
                    its.failed = str(error)
                    tell(f"left out from here on: {error}")
    return found


def _check(place: Place, plan: Plan, vectors: np.ndarray, scratch: Path, its: Found) -> None:
    with working(place, scratch / "nothing") as worker:
        its.versions = worker.ask("load")["versions"]
        own = np.asarray(worker.ask("vectors", texts=plan.samples)["vectors"])
    cosines = (own * vectors).sum(1) / np.linalg.norm(own, axis=1)
    its.least_cosine = float(cosines.min())
    if not its.least_cosine >= LEAST_COSINE:
        raise PeerUnavailable(f"{place.name} has other vectors: cosine {its.least_cosine:.4f}")


def _round(place: Place, plan: Plan, scratch: Path) -> Figures:
    """One fresh store, and one process that answers from it."""
    with _fresh(place, plan.texts.pieces, scratch) as worker:
        ingested = worker.ask("ingest", pieces=str(scratch / _PIECES))
    figures: dict[str, float] = {
        "ingested_per_s": ingested["passages"] / ingested["seconds"],
        "ingestion_peak_mb": ingested["peak_mb"],
    }
    questions = list(plan.texts.questions)
    began = time.perf_counter()
    with working(place, scratch / _STORE) as worker:
        worker.ask("open")
        first = worker.ask("answer", questions=questions[:1])
        figures |= {"start_s": time.perf_counter() - began, "memory_mb": first["memory_mb"]}
        worker.ask("answer", questions=questions[:_WARM])
        figures |= times(worker.ask("answer", questions=questions)["seconds"], "query")
        for clients in CLIENTS:
            crowd = worker.ask("crowd", questions=questions, clients=clients, seconds=plan.crowd_s)
            figures[f"rate_{clients}"] = len(crowd["seconds"]) / crowd["elapsed"]
            figures |= times(crowd["seconds"], f"crowd_{clients}")
            figures["peak_mb"] = crowd["peak_mb"]
    return figures


def times(seconds: Sequence[float], name: str) -> dict[str, float]:
    """Middle and 95th of 100 in milliseconds, where there are any."""
    found = {part: share(seconds, int(part) / 100) for part in ("50", "95")}
    return {f"{name}_p{part}_ms": 1000 * s for part, s in found.items() if s is not None}


def _ranking(name: str, benchmark: Benchmark, scratch: Path) -> Callable[[Place, Found], None]:
    """Measures nDCG@10 on a benchmark."""
    pieces = pieces_of(benchmark.corpus, name)
    relevant = [
        {f"{name}/{text}": grade for text, grade in benchmark.relevant[q.id].items()}
        for q in benchmark.questions
    ]

    def rank(place: Place, its: Found) -> None:
        questions = [question.text for question in benchmark.questions]
        with _fresh(place, pieces, scratch) as worker:
            worker.ask("ingest", pieces=str(scratch / _PIECES))
            worker.ask("open")
            reply = worker.ask("answer", questions=questions)
        ranked = [rank_one(r, ids) for r, ids in zip(relevant, reply["found"], strict=True)]
        its.ndcg[name] = average(ranked).ndcg_at_10

    return rank


@contextmanager
def _fresh(place: Place, pieces: Sequence[Piece], scratch: Path) -> Iterator[Worker]:
    """A system with its model loaded over an empty store, and the texts in a file beside it."""
    shutil.rmtree(scratch / _STORE, ignore_errors=True)
    write_pieces(pieces, scratch / _PIECES)
    with working(place, scratch / _STORE) as worker:
        worker.ask("load")
        yield worker
