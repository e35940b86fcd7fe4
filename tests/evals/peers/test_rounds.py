"""A whole measurement of this project beside one that does not work."""

from pathlib import Path

import numpy as np
import pytest

from evals.beir import Benchmark, Question, Text
from evals.peers.measures import CLIENTS, NAMED
from evals.peers.report import of_systems
from evals.peers.rounds import Plan, measure, times
from evals.peers.systems import OURS
from evals.peers.texts import Texts
from evals.peers.worker import Place
from knowledge.onnx_embedder import OnnxEmbedder
from tests.evals.peers.doubles import PIECES, QUESTIONS, ours

pytestmark = pytest.mark.slow
BENCHMARK = Benchmark(
    tuple(Text(id=piece.id, text=piece.text, lang="en") for piece in PIECES[:15]),
    (Question(id="q", text=QUESTIONS[0]),),
    {"q": {"p11": 1}},
)


@pytest.fixture(scope="module")
def found(model_dir, tmp_path_factory):
    folder = tmp_path_factory.mktemp("rounds")
    told = []
    plan = Plan(
        Texts(tuple(PIECES), tuple(QUESTIONS), {"things": BENCHMARK}),
        [("query", QUESTIONS[0]), ("passage", PIECES[0].whole)],
        rounds=1,
        crowd_s=0.2,
    )
    embedder = OnnxEmbedder(model_dir)
    vectors = np.stack(
        [embedder.embed_query(QUESTIONS[0]), embedder.embed_passages([PIECES[0].whole])[0]]
    )
    broken = Place("txtai", Path("/bin/false"), model_dir, folder / "broken.log")
    places = {OURS: ours(model_dir, folder), "txtai": broken}
    return measure(plan, places, vectors, folder, told.append), told


def test_every_figure_is_measured(found):
    (figures,) = found[0][OURS].rounds

    assert NAMED.keys() <= figures.keys()
    assert all(figures[name] > 0 for name in NAMED)
    assert all(figures[f"crowd_{n}_p50_ms"] <= figures[f"crowd_{n}_p95_ms"] for n in CLIENTS)
    assert figures["query_p50_ms"] <= figures["query_p95_ms"]


def test_ranking_and_vectors_are_told_with_the_versions(found):
    ours = found[0][OURS]

    assert ours.ndcg == {"things": 1.0}
    assert ours.least_cosine == pytest.approx(1.0, abs=1e-4)
    assert ours.versions["chromadb"]


def test_a_system_that_fails_is_named_and_the_others_go_on(found):
    broken, told = found[0]["txtai"], found[1]

    assert broken.failed.startswith("txtai, load:")
    assert broken.rounds == [] and broken.ndcg == {}
    assert sum("txtai" in line for line in told) == 2
    assert of_systems(found[0])["txtai"]["times_better"] == {}


def test_no_answers_have_no_times():
    assert times([], "query") == {}
    assert times([0.010, 0.020], "query") == {"query_p50_ms": 10.0, "query_p95_ms": 20.0}
