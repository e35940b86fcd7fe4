"""The commands: what they print and how they end."""

import json
from contextlib import contextmanager

import pytest
from typer.testing import CliRunner

from evals import build
from evals.case_file import read_suites
from evals.cli import app
from evals.drive import InProcess
from evals.floors import Floors
from evals.gate import decide
from evals.judge import Judge
from evals.report import write_report
from tests.doubles import LetterCountEmbedder
from tests.evals.doubles import (
    CUP_CASE,
    DOCUMENTS,
    NAMES,
    PASSAGES,
    PAY_CASE,
    ScriptedAssistant,
)
from tests.evals.test_beir import CORPUS, QRELS, QUERIES
from tests.evals.test_run import BROKEN_CASE, run_of

runner = CliRunner()


@pytest.fixture(autouse=True)
def workplace(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("TECHFORCE_DATA_DIR", str(tmp_path / "data"))


@pytest.fixture
def scripted(monkeypatch):
    """The scripted assistant in place of the real one."""

    @contextmanager
    def opened(_settings):
        yield InProcess(ScriptedAssistant()), Judge(NAMES, DOCUMENTS, PASSAGES)

    monkeypatch.setattr(build, "_assistant", opened)


def report_of(folder, *cases):
    run = run_of(*cases)
    write_report(run, decide(run, Floors()).summary, (), folder)


def test_a_run_under_its_floor_ends_with_one_and_leaves_a_report(scripted, tmp_path):
    done = runner.invoke(app, ["run", "misuse", "--report", "out", "--json"])

    assert done.exit_code == 1
    printed = json.loads(done.stdout)
    assert list(printed["suites"]) == ["misuse"]
    assert printed["suites"]["misuse"]["cases"] == printed["overall"]["cases"] >= 25
    assert printed["report"] == "out/report.html"
    assert (tmp_path / "out" / "report.html").exists()
    assert (tmp_path / "out" / "results.json").exists()


def test_a_run_says_where_its_report_is(scripted, tmp_path):
    done = runner.invoke(app, ["run", "misuse"])

    (page,) = (tmp_path / "reports").glob("*/report.html")
    assert f"Report: {page.relative_to(tmp_path)}" in done.stdout


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["run", "nothing"], "no suite 'nothing'"),
        (["run", "--baseline", "nowhere.json"], "nowhere.json"),
        (["run", "--url", "http://127.0.0.1:9"], "no ready server"),
        (["compare", "a", "b"], "a: not the results.json"),
        (["retrieval", "--corpus", "c", "--queries", "q", "--qrels", "r"], "c: cannot be read"),
    ],
)
def test_wrong_use_ends_with_two_and_a_message(scripted, arguments, message):
    done = runner.invoke(app, arguments)

    assert done.exit_code == 2
    assert message in done.stderr


def test_a_case_that_the_assistant_learned_from_ends_the_run(scripted, monkeypatch):
    case = read_suites()[0].cases[0]
    monkeypatch.setattr(build, "read_examples", lambda _folder: [("unknown", case.turns[-1])])

    done = runner.invoke(app, ["run", "misuse"])

    assert done.exit_code == 2
    assert f"{case.file}: {case.id}: its question is an example of unknown" in " ".join(
        done.stderr.split()
    )


@pytest.mark.parametrize("command", [[], ["run"], ["retrieval"], ["compare"]])
def test_help_has_examples(command):
    done = runner.invoke(app, [*command, "--help"])

    assert done.exit_code == 0
    assert "techforce eval" in done.stdout or command == []


def test_compare_tells_what_changed(tmp_path):
    report_of(tmp_path / "a", PAY_CASE, CUP_CASE, BROKEN_CASE)
    report_of(tmp_path / "b", PAY_CASE, CUP_CASE)

    done = runner.invoke(app, ["compare", "a", "b"])
    printed = json.loads(runner.invoke(app, ["compare", "a", "b", "--json"]).stdout)

    assert done.exit_code == 0
    assert "2 cases compared: 2 passed before, 2 after." in done.stdout
    assert "only in the first: pay-2" in done.stdout
    assert "within noise" in done.stdout
    assert printed["only_before"] == ["pay-2"]


def test_retrieval_prints_the_figures(tmp_path, monkeypatch):
    monkeypatch.setattr(build, "open_embedder", lambda *_: LetterCountEmbedder())
    for name, rows in (("corpus", CORPUS), ("queries", QUERIES)):
        lines = "\n".join(map(json.dumps, rows))
        (tmp_path / f"{name}.jsonl").write_text(lines, encoding="utf-8")
    (tmp_path / "qrels.tsv").write_text(QRELS, encoding="utf-8")
    files = ["--corpus", "corpus.jsonl", "--queries", "queries.jsonl", "--qrels", "qrels.tsv"]

    table = runner.invoke(app, ["retrieval", *files])
    printed = json.loads(runner.invoke(app, ["retrieval", *files, "--json"]).stdout)

    assert table.exit_code == 0
    assert "fused" in table.stdout
    assert (printed["passages"], printed["queries"]) == (2, 2)
    assert set(printed) == {"passages", "queries", "lexical", "dense", "fused"}
