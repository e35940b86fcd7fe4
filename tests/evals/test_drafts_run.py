"""Drafts through the real Writer and verifier; the gate opens where nothing forged is shown."""

import json
from dataclasses import replace

import pytest
from typer.testing import CliRunner

from evals import drafts_build
from evals.bench_proof import of_verdicts, to_first_proof
from evals.cli import app
from evals.drafts import Forgery, Shown
from evals.drafts_made import make, right_sentences
from evals.drafts_run import DraftFigures, run_drafts
from evals.fit_support import verifier_over
from knowledge.embedder import open_embedder
from knowledge.faq_file import read_verified_answers
from knowledge.programme import read_names
from knowledge.source_file import read_project_documents
from tests.knowledge.test_project import HOME

COUNT = len(Forgery) * 3


@pytest.fixture(scope="module")
def drafts():
    documents = read_project_documents(HOME / "documents")
    rights = right_sentences(read_verified_answers(HOME / "faq"), documents)
    return list(make(rights, COUNT, read_names(HOME).always))


@pytest.fixture(scope="module")
def verifier(model_dir):
    return verifier_over(HOME, open_embedder("embedded", model_dir))


@pytest.fixture(scope="module")
def figures(drafts, verifier):
    return run_drafts(drafts, verifier)


def test_every_forgery_is_made_in_every_language_and_always_alike(drafts):
    made = {(line.forgery, d.query.language) for d in drafts for line in d.lines if line.forgery}
    documents = read_project_documents(HOME / "documents")
    rights = right_sentences(read_verified_answers(HOME / "faq"), documents)

    assert made == {(f, lang) for f in Forgery for lang in ("en", "fr", "es")}
    assert [d.text for d in make(rights, COUNT, read_names(HOME).always)] == [
        d.text for d in drafts
    ]


def test_most_right_sentences_are_shown_and_hardly_a_forged_one(figures):
    assert sum(n for n, _ in figures.counted().values()) > COUNT
    assert figures.right_share > 0.7
    assert len(figures.faults) <= 2
    shown = next(s for s in figures.shown if s.passed)
    assert shown.citations


def test_the_gate_is_shut_by_a_forged_sentence_that_shows_and_by_too_few_right_ones(figures):
    forged = next(s for s in figures.shown if s.line.forgery is Forgery.NUMBER)
    seen = DraftFigures((replace(forged, check="passed"),))

    assert seen.problems[0] == f"shown, with altered number: {forged.line.text}"
    assert "of right sentences" in seen.problems[1]


def test_the_command_prints_figures_and_fails_where_the_gate_is_shut(figures, monkeypatch):
    good = DraftFigures(tuple(_right(s) for s in figures.shown if not s.line.forgery))
    monkeypatch.setattr(drafts_build, "run_scripted", lambda _count, _console: good)

    passed = CliRunner().invoke(app, ["drafts", "--json"])
    assert (passed.exit_code, json.loads(passed.stdout)["right_shown"]) == (0, 1.0)

    forged = next(s for s in figures.shown if s.line.forgery)
    bad = DraftFigures((*good.shown, replace(forged, check="passed")))
    monkeypatch.setattr(drafts_build, "run_scripted", lambda _count, _console: bad)
    assert CliRunner().invoke(app, ["drafts"]).exit_code == 1


def test_the_time_to_the_first_proof_is_measured_where_there_is_one(drafts, verifier):
    told = to_first_proof(drafts[:4], verifier)
    reading, verdicts = of_verdicts(drafts[:4], verifier)

    assert told
    assert len(reading) == 4
    assert len(verdicts) == sum(len(d.lines) for d in drafts[:4])
    assert min([*told, *verdicts]) > 0


def _right(shown: Shown) -> Shown:
    return replace(shown, check="passed")
