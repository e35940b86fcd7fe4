import json

import pytest
from typer.testing import CliRunner

from evals import support
from evals.cli import app
from evals.fit_support import verifier_over
from evals.support_pairs import DEVELOPMENT, TEST, Pair
from knowledge.embedder import open_embedder
from tests.knowledge.test_project import HOME


def pair(claim: str, supported: bool, kind: str = "paraphrase") -> Pair:
    text = "The card costs 12 dollars a year and is sold at the desk."
    return Pair(claim, "en", (text,), "en", supported, kind, DEVELOPMENT)


PAIRS = [
    pair("A card is 12 dollars per year.", True),
    pair("The desk sells the card.", True),
    pair("The card costs 21 dollars a year.", False, "number"),
    pair("The desk is run by volunteers of a large bank.", False, "invented"),
]


@pytest.fixture(scope="module")
def figures(model_dir):
    embedder = open_embedder("embedded", model_dir)
    return support.measure(
        {DEVELOPMENT: PAIRS, TEST: PAIRS}, verifier_over(HOME, embedder), embedder
    )


def test_every_method_is_measured_on_every_set(figures):
    methods = ["shared words", "cosine", "verifier"]

    assert [[m.method for m in found] for found in figures.sets.values()] == [methods, methods]
    assert all(m.pairs == 4 and m.supported == 2 for found in figures.sets.values() for m in found)


def test_what_passed_is_counted_by_kind(figures):
    assert figures.passed["test, supported: paraphrase"] == (2, 2)
    assert figures.passed["test, unsupported: number"] == (1, 0)


def test_the_command_prints_tables_and_json(figures, monkeypatch):
    monkeypatch.setattr(support, "run_support", lambda _benchmarks: figures)

    shown = CliRunner().invoke(app, ["support"])
    printed = json.loads(CliRunner().invoke(app, ["support", "--json"]).stdout)

    assert shown.exit_code == 0
    assert "verifier" in shown.stdout
    assert printed["sets"]["test"][2]["method"] == "verifier"
