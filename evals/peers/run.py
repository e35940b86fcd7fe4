"""One whole comparison, from what is wanted to its report."""

from __future__ import annotations

import os
import platform
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np

from evals.case_file import read_suites
from evals.peers.environments import PeerUnavailable, interpreter
from evals.peers.growing import Real, measure_growing
from evals.peers.measures import Figures
from evals.peers.model_folder import export
from evals.peers.over_http import measure_http
from evals.peers.report import of_http, of_systems
from evals.peers.rounds import Found, Plan, Tell, measure
from evals.peers.systems import OURS, Kind
from evals.peers.texts import Texts, read_texts
from evals.peers.worker import Place
from evals.vectors import VectorCache
from knowledge.e5_weights import read_weights
from knowledge.embedder import EMBEDDED, Embedder, open_embedder
from knowledge.settings import KnowledgeSettings

PARTS = ("peers", "http", "growing")
_SAMPLES = 10  # texts of each kind whose vectors are compared


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is measured, on how much, and where things are kept."""

    benchmarks: Path
    folder: Path
    parts: Sequence[str]
    peers: Sequence[str]
    sizes: Sequence[int]
    rounds: int
    passages: int
    questions: int
    crowd_s: float
    quick: bool
    ranked: int
    """Questions of each ranked set."""


def compare(wanted: Wanted, tell: Tell) -> Iterator[dict[str, Any]]:
    """The report so far, after each part; raises EvalError and KnowledgeError for what cannot be
    used."""
    load = os.getloadavg()[0]
    settings = KnowledgeSettings()
    embedder = open_embedder(EMBEDDED, settings.model_path)
    texts = read_texts(
        wanted.benchmarks / "retrieval", wanted.passages, wanted.questions, wanted.ranked
    )
    report: dict[str, Any] = {
        "made": f"{datetime.now(UTC):%Y-%m-%d}",
        "quick": wanted.quick,
        "machine": _machine() | {"load_before": load},
        "settings": {
            "rounds": wanted.rounds,
            "passages": len(texts.pieces),
            "questions": len(texts.questions),
            "crowd_s": wanted.crowd_s,
        },
        **{"systems": {}, "left_out": {}, "http": {}, "growing": []},
    }
    for part in wanted.parts:
        if part == "peers":
            systems, report["left_out"] = _systems(wanted, settings, embedder, texts, tell)
            report["systems"] = of_systems(systems)
        elif part == "http":
            long = (wanted.crowd_s, wanted.rounds)
            report["http"] = of_http(measure_http(settings, _asked(), long, tell))
        else:
            report["growing"] = _growing(wanted, embedder, texts, tell)
        report["machine"]["load_after"] = os.getloadavg()[0]
        yield report


def _systems(
    wanted: Wanted, settings: KnowledgeSettings, embedder: Embedder, texts: Texts, tell: Tell
) -> tuple[dict[str, Found], dict[str, str]]:
    """What was found of each system, and why others were left out."""
    wanted.folder.mkdir(parents=True, exist_ok=True)
    exported = wanted.folder.absolute() / "model"
    tell("weights for the peers")
    export(read_weights(), exported)
    places, left_out = {}, {}
    for name in (OURS, *wanted.peers):
        tell(f"environment: {name}")
        model = settings.model_path.absolute() if name == OURS else exported
        try:
            python = interpreter(name, wanted.folder)
        except PeerUnavailable as error:
            left_out[name] = str(error)
            tell(f"left out: {error}")
            continue
        places[name] = Place(name, python, model, wanted.folder.absolute() / f"{name}.log")
    samples: list[tuple[Kind, str]] = [("query", text) for text in texts.questions[:_SAMPLES]]
    samples += [("passage", piece.whole) for piece in texts.pieces[:_SAMPLES]]
    vectors = np.stack([_vector(embedder, kind, text) for kind, text in samples])
    plan = Plan(texts, samples, wanted.rounds, wanted.crowd_s)
    with tempfile.TemporaryDirectory() as scratch:
        found = measure(plan, places, vectors, Path(scratch), tell)
    return found, left_out | {name: its.failed for name, its in found.items() if its.failed}


def _vector(embedder: Embedder, kind: Kind, text: str) -> np.ndarray:
    return embedder.embed_query(text) if kind == "query" else embedder.embed_passages([text])[0]


def _asked() -> list[str]:
    """The questions that visitors might ask: those of the Cases that are one turn long."""
    return [c.turns[-1] for s in read_suites() for c in s.cases if len(c.turns) == 1]


def _growing(wanted: Wanted, embedder: Embedder, texts: Texts, tell: Tell) -> list[Figures]:
    tell("vectors of real passages")
    cache = VectorCache(embedder, wanted.folder / "vectors")
    vectors = cache.passages([piece.whole for piece in texts.pieces])
    real = Real(texts.pieces, vectors, texts.questions)
    with tempfile.TemporaryDirectory(dir=wanted.folder) as scratch:
        return measure_growing(wanted.sizes, real, embedder, Path(scratch), tell)


def _machine() -> dict[str, Any]:
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    return {
        "processors": len(os.sched_getaffinity(0)),
        "memory_gb": memory / 1e9,
        "python": platform.python_version(),
    }
