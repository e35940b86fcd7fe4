"""A Run over a scripted assistant, its record, its report, and what it decides."""

import json
import subprocess
from dataclasses import replace

import pytest
from pydantic import SecretStr
from pydantic_settings import BaseSettings
from rich.console import Console

from evals.cases import Suite
from evals.drive import InProcess
from evals.errors import InvalidRun
from evals.floors import Floors, SuiteFloors
from evals.gate import decide
from evals.judge import Judge
from evals.parity import groups_of_answers
from evals.record import as_json, read_record, record_of
from evals.report import render, write_report
from evals.run import configuration_of, fingerprint, revision, run_suites
from tests.evals.doubles import CUP_CASE, DOCUMENTS, NAMES, PASSAGES, PAY_CASE, ScriptedAssistant

BROKEN_CASE = replace(PAY_CASE, id="pay-2", turns=("break it <b>",))
FOLLOW_UP = replace(CUP_CASE, id="cup-2", turns=("what is the pay", "who won the cup"))
FLOORS = Floors(overall=0.95, default=SuiteFloors(share=0.95))
LOW = Floors(overall=0.0, default=SuiteFloors(share=0.0))


def run_of(*cases):
    suites = [Suite("mixed", cases)]
    judge = Judge(NAMES, DOCUMENTS, PASSAGES)
    return run_suites(suites, [], InProcess(ScriptedAssistant()), judge, {"model": "letters"})


@pytest.fixture(scope="module")
def run():
    return run_of(PAY_CASE, BROKEN_CASE, CUP_CASE, FOLLOW_UP)


@pytest.fixture(scope="module")
def verdict(run):
    return decide(run, FLOORS)


def test_every_case_is_asked_and_judged_and_told():
    told = []
    found = replace(PAY_CASE, id="found-1", suite="retrieval")
    suites = [Suite("answers", (PAY_CASE, BROKEN_CASE)), Suite("retrieval", (found,))]
    target, judge = InProcess(ScriptedAssistant()), Judge(NAMES, DOCUMENTS)
    groups = groups_of_answers(target.wordings())

    run = run_suites(suites, groups, target, judge, {}, told.append)

    assert [(r.case.id, r.passed) for r in run.results] == [
        ("pay-1", True),
        ("pay-2", False),
        ("found-1", True),
        ("parity-pay", False),  # the scripted assistant speaks English only
    ]
    assert run.results[2].observed.text == ""
    assert [case.id for case in told] == ["pay-1", "pay-2", "found-1", "parity-pay"]
    assert run.target == "in process"


def test_the_gate_shuts_under_the_floor(verdict):
    assert verdict.problems[0] == "answers: 50.0% of 2 cases, the floor is 95.0%"
    assert decide(run_of(PAY_CASE, CUP_CASE), FLOORS).problems == ()


def test_the_printed_json_has_suites_and_overall(verdict, tmp_path):
    printed = json.loads(json.dumps(verdict.as_json(tmp_path / "report.html")))

    assert printed["suites"]["answers"] == {
        "cases": 2,
        "passed": 1,
        "floor": 0.95,
        "interval": [0.0, 1.0],
        "interval_by": "bootstrap",
        "failing": ["pay-2"],
    }
    assert printed["gate"] == "shut"
    assert printed["measures"]["facts_found"]["value"] == 0.5
    overall = printed["overall"]
    assert overall["invariants_broken"] == []
    assert set(overall) >= {
        "cases", "passed", "outcome_accuracy", "facts_found", "citation_precision", "recall@5",
        "ndcg@10", "latency_p50_ms", "latency_p95_ms",
    }  # fmt: skip


def test_the_record_of_a_run_is_read_back(run, verdict, tmp_path):
    write_report(run, verdict.summary, verdict.problems, tmp_path)

    record = read_record(tmp_path)

    assert record.outcomes == record_of(run).outcomes
    assert record.outcomes["pay-2"].outcome == "error"
    assert read_record(tmp_path / "results.json").outcomes == record.outcomes
    content = json.loads((tmp_path / "results.json").read_text(encoding="utf-8"))
    assert content["configuration"] == {"model": "letters"}
    assert content["results"][3]["observed"]["earlier"][0]["question"] == "what is the pay"
    assert content["results"][0]["scores"]["recall@5"] == 1.0


@pytest.mark.parametrize("content", ["", "{}", '{"format": 9, "started_at": "", "results": []}'])
def test_what_is_no_record_is_refused(content, tmp_path):
    path = tmp_path / "results.json"
    path.write_text(content, encoding="utf-8")

    with pytest.raises(InvalidRun, match=r"results\.json"):
        read_record(path)


def test_a_case_that_passed_before_must_not_fail_now(run):
    before = run_of(PAY_CASE, replace(BROKEN_CASE, turns=PAY_CASE.turns), CUP_CASE)
    same_question = record_of(before)
    edited = replace(BROKEN_CASE, turns=PAY_CASE.turns)
    now = run_of(PAY_CASE, edited, CUP_CASE)
    failing = replace(now.results[1], why_not=("fact missing: 7",))
    worse = replace(now, results=(now.results[0], failing, now.results[2]))

    verdict = decide(worse, LOW, same_question)

    assert verdict.regressions == ("pay-2",)
    assert verdict.problems == ("passed in this run and fails now: pay-2",)
    assert decide(now, Floors(), same_question).problems == ()


def test_the_page_shows_failing_cases_first_and_escapes_what_was_asked(run, verdict):
    page = render(run, verdict.summary, verdict.problems)

    assert page.index('id="pay-2"') < page.index('id="pay-1"')
    assert "break it &lt;b&gt;" in page
    assert "<b>" not in page
    assert "RuntimeError: no store" in page
    assert "Pay is about $150,000 to $200,000 a year." in page
    assert "http" not in page.replace("https://a.example/1", "").replace("https://f.example/2", "")


def test_the_page_shows_confidence_trace_and_what_stands_beside():
    judge, target = Judge(NAMES, DOCUMENTS, PASSAGES), InProcess(ScriptedAssistant())
    groups = groups_of_answers(target.wordings())
    run = run_suites([Suite("answers", (PAY_CASE,))], groups, target, judge, {})
    page = render(run, decide(run, FLOORS).summary, ())

    assert 'aria-labelledby="reliability reliability-text"' in page
    assert 'aria-labelledby="risk risk-text"' in page
    assert "Weighed for: What is the pay in the Tech Force?" in page
    assert "log_share 0.0" in page
    assert "Beside it: la paie, pay ?" in page


def test_the_fingerprint_changes_with_the_knowledge(tmp_path):
    (tmp_path / "faq").mkdir()
    (tmp_path / "faq" / "pay.yaml").write_text("a", encoding="utf-8")
    first = fingerprint(tmp_path)
    (tmp_path / "code.py").write_text("x", encoding="utf-8")
    assert fingerprint(tmp_path) == first
    (tmp_path / "faq" / "pay.yaml").write_text("b", encoding="utf-8")
    second = fingerprint(tmp_path)
    (tmp_path / "faq" / "pay.yaml").rename(tmp_path / "faq" / "pays.yaml")

    assert len({first, second, fingerprint(tmp_path)}) == 3


def test_the_page_without_failures_or_replies_is_whole_too():
    for run in (run_of(PAY_CASE), run_of(BROKEN_CASE)):
        verdict = decide(run, Floors())
        assert render(run, verdict.summary, verdict.problems).rstrip().endswith("</html>")


def test_the_tables_name_the_failing_cases(verdict, tmp_path):
    console = Console(record=True, width=120, file=open(tmp_path / "out", "w"))  # noqa: SIM115
    verdict.show(console, tmp_path / "report.html")
    text = console.export_text()
    console.file.close()

    assert "pay-2" in text
    assert "The gate is shut." in text
    assert "outcome_accuracy" in text
    assert "report.html" in text


def test_the_configuration_holds_no_secrets():
    class Some(BaseSettings):
        passages: int = 8
        chat_key: str = "secret"
        token: SecretStr = SecretStr("secret")
        database_url: str = "postgresql://user:secret@host/db"

    shown = configuration_of(Some())

    assert shown["passages"] == "8"
    assert "secret" not in str(shown)
    assert "python" in shown


def test_the_revision_tells_a_changed_tree(tmp_path):
    def git(*arguments):
        subprocess.run(["git", *arguments], cwd=tmp_path, check=True, capture_output=True)

    assert revision(tmp_path) is None
    git("init", "-q")
    (tmp_path / "a.txt").write_text("a", encoding="utf-8")
    git("add", ".")
    git("-c", "user.name=t", "-c", "user.email=t@example.org", "commit", "-q", "-m", "a")
    clean = revision(tmp_path)
    (tmp_path / "a.txt").write_text("b", encoding="utf-8")

    assert len(clean) == 12
    assert revision(tmp_path) == f"{clean}+"


def test_a_run_can_be_dumped_whole(run, verdict):
    assert json.dumps(as_json(run, verdict.summary))
