"""Evaluation runs in the console, with a small program in the place of `techforce`."""

import json
import re
import sys

import pytest

from api.accounts.values import Role
from api.console.evaluation import runs as runs_dependency
from api.console.evaluation_runs import EvaluationRuns, RunRunning, RunState, UnknownRun
from evals.case_file import CASES
from tests.api.console.visitor import keyed, words
from tests.api.service import problem

PAGE = "/console/evaluation"
RATE = {"cases": 4, "passed": 3, "floor": 0.9, "interval": [0.3, 0.95], "failing": ["pay-<3>"]}
PROGRAM = """
import json, pathlib, sys, time
what, *rest = sys.argv[2:]
if what == "compare":
    old, new = pathlib.Path(rest[0]), pathlib.Path(rest[1])
    if not (old / "results.json").exists():
        sys.exit(2)
    side = {"cases": 4, "before": 3, "after": 4, "change": 0.25, "interval": [0, 0.5]}
    print(json.dumps({"compared": 4, "passed": {"before": 3, "after": 4}, "difference": side,
        "suites": {"answers": side}, "fixed": [{"id": "pay-3", "before": "x", "after": "y"}],
        "broken": [], "other_outcome": [], "edited": [], "only_before": [], "only_after": [],
        "p_value": 1.0, "beyond_noise": False}))
    sys.exit(0)
while "slow" in rest and not pathlib.Path(sys.argv[0]).with_name("go").exists():
    time.sleep(0.02)
if "unknown" in rest:
    print("no suite is called 'unknown'", file=sys.stderr)
    sys.exit(2)
folder = pathlib.Path(rest[rest.index("--report") + 1])
rate = RATE
found = {"suites": {"answers": rate}, "overall": rate, "measures": {}}
told = {"started_at": "2026-11-22T10:00:00+00:00", "configuration": {"model": "none"}}
(folder / "results.json").write_text(json.dumps({**told, **found, "results": [1]}))
(folder / "report.html").write_text("<script>alert(1)</script><h1>Report</h1>")
print(json.dumps({**found, "regressions": [], "problems": ["answers: too few"], "gate": "shut"}))
sys.exit(1)
""".replace("RATE", json.dumps(RATE))


@pytest.fixture
def runs(tmp_path):
    program = tmp_path / "program.py"
    program.write_text(PROGRAM)
    runs = EvaluationRuns(tmp_path / "data", (sys.executable, str(program)))
    yield runs
    let_go(tmp_path)
    runs.wait()


def let_go(folder):
    """Lets runs of the suite "slow" end: they go on for as long as a test needs them to."""
    (folder / "go").touch()


@pytest.fixture
def app(app, runs):
    app.dependency_overrides[runs_dependency] = lambda: runs
    return app


def done(runs, *suites):
    name = runs.begin(suites, "ana")
    runs.wait()
    return runs.get(name)


def test_a_run_is_begun_and_its_figures_are_kept(runs):
    run = done(runs, "answers")

    assert (run.state, run.who, run.suites, run.gate) == (
        RunState.DONE, "ana", ("answers",), "shut"
    )  # fmt: skip
    assert (run.cases, run.passed, run.configuration) == (4, 3, {"model": "none"})
    assert run.has_report and run.problem == ""
    assert runs.running is None and runs.all() == [run]


def test_a_run_without_figures_says_why(runs):
    run = done(runs, "unknown")

    assert (run.state, run.problem) == (RunState.FAILED, "no suite is called 'unknown'")
    with pytest.raises(UnknownRun):
        runs.report(run.id)
    with pytest.raises(UnknownRun):
        runs.compare(run.id, done(runs).id)


def test_one_runs_at_a_time_and_a_lost_one_is_told(runs, tmp_path):
    name = runs.begin(["slow"], "ana")
    with pytest.raises(RunRunning):
        runs.begin([], "luc")
    assert runs.get(name).state is RunState.RUNNING
    assert EvaluationRuns(tmp_path / "data").get(name).state is RunState.INTERRUPTED
    let_go(tmp_path)
    runs.wait()
    assert runs.get(name).state is RunState.DONE


def test_runs_of_the_command_are_listed_too_and_other_folders_are_no_way_out(runs, tmp_path):
    folder = tmp_path / "data" / "runs" / "nightly"
    folder.mkdir(parents=True)
    head = {"started_at": "2026-11-20T01:00:00+00:00", "suites": {}, "overall": RATE}
    (folder / "results.json").write_text(json.dumps(head | {"results": []}))

    [run] = runs.all()
    assert (run.id, run.state, run.passed, run.gate) == ("nightly", RunState.DONE, 3, "")
    for name in ("..", ".", "", "../runs/nightly", "missing"):
        with pytest.raises(UnknownRun):
            runs.get(name)


@pytest.mark.parametrize("broken", [{"started_at": 5}, {"overall": [1]}, {"suites": 1}])
def test_a_run_whose_files_hold_something_else_is_left_out(visitor, runs, tmp_path, broken):
    whole = done(runs)
    folder = tmp_path / "data" / "runs" / "later"
    folder.mkdir(parents=True)
    figures = {"gate": "open", "overall": RATE, "suites": {}}
    (folder / "results.json").write_text(json.dumps(figures | broken))

    assert runs.all() == [whole] and runs.latest() == whole
    with pytest.raises(UnknownRun):
        runs.get("later")
    assert visitor("reader").get(PAGE).status_code == 200


def test_the_latest_run_with_a_gate_is_found_without_reading_those_before_it(runs, tmp_path):
    assert runs.latest() is None
    done(runs)
    latest = done(runs)
    runs.begin(["unknown"], "ana")
    runs.wait()
    for folder in (tmp_path / "data" / "runs").iterdir():
        if folder.name < latest.id:
            (folder / "output.json").unlink()
            (folder / "output.json").mkdir()  # whoever reads it finds no gate

    assert runs.latest() == latest


def test_an_editor_begins_a_run_and_everybody_sees_its_figures(visitor, runs, accounts):
    assert "There are no runs yet." in visitor("reader").text(PAGE)
    assert "Start a run" not in visitor("reader").text(PAGE)
    editor = visitor("editor")
    begun = editor.post(PAGE, sure="yes", suites="answers")
    assert begun.status_code == 303
    runs.wait()

    page = visitor("reader").get(begun.headers["location"])
    assert "3 of 4 test questions passed; the gate is shut" in words(page)
    assert "pay-&lt;3&gt;" in page.text and "answers: too few" in page.text
    assert "editor@example.gov" in visitor("reader").text(PAGE)
    [entry] = accounts.audit.page(5, action="evaluation.begin")
    assert (entry.who, entry.details) == ("editor@example.gov", {"suites": ["answers"]})
    assert editor.post(PAGE, sure="yes", suites="../x").status_code == 400


def test_before_the_first_run_there_are_suites_to_choose(visitor, runs):
    offered = re.findall(r'name="suites" value="([\w-]+)"', visitor("editor").get(PAGE).text)
    assert offered == sorted({path.parent.name for path in CASES.glob("*/*.yaml")})
    assert len(offered) > 3


def test_a_report_may_do_nothing_in_the_console(visitor, runs):
    run = done(runs)
    report = visitor("reader").get(f"{PAGE}/run/{run.id}/report")

    assert report.status_code == 200 and "<h1>Report</h1>" in report.text
    policy = report.headers["content-security-policy"]
    assert "sandbox" in policy and "script-src" not in policy and "default-src 'none'" in policy


def test_two_runs_are_compared(visitor, runs):
    old, new = done(runs), done(runs)
    page = visitor("reader").text(f"{PAGE}/compare?old={old.id}&new={new.id}")

    assert "3 passed before, 4 after. The difference is within noise" in page
    assert "Fixed (1)" in page and "pay-3" in page
    assert visitor("reader").get(f"{PAGE}/compare?old=none&new={new.id}").status_code == 404


def test_the_page_of_a_running_one_follows(visitor, runs):
    name = runs.begin(["slow"], "ana")
    page = visitor("reader").get(f"{PAGE}/run/{name}")
    assert "data-follow" in page.text and "Running." in words(page)
    assert visitor("editor").post(PAGE, page="/console/account", sure="yes").status_code == 409


def test_the_same_as_json(console, runs, accounts):
    api = keyed(console, accounts, Role.EDITOR)
    begun = api.post("/v1/admin/runs", json={"suites": []})
    assert (begun.status_code, begun.json()["gate"]) == (202, "")
    runs.wait()
    second = done(runs)

    listed = api.get("/v1/admin/runs").json()
    assert (listed["total"], [r["gate"] for r in listed["runs"]]) == (2, ["shut", "shut"])
    whole = api.get(f"/v1/admin/runs/{begun.json()['id']}").json()
    assert whole["figures"]["overall"]["passed"] == 3
    query = f"old={begun.json()['id']}&new={second.id}"
    assert api.get(f"/v1/admin/runs/compare?{query}").json()["passed"]["after"] == 4
    problem(api.get("/v1/admin/runs/none"), 404, "not-found")
    problem(api.post("/v1/admin/runs", json={}), 422, "invalid-request")
