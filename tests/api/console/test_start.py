"""The first page of the console: what waits."""

import json
from datetime import UTC, datetime

from sqlalchemy.orm import Session

from api.accounts.audit import Audit
from api.console.evaluation_runs import EvaluationRuns
from assistant.inbox.rows import ItemRow
from ingest.job import JobAction, Task
from ingest.jobs import Jobs
from ingest.report import Changes, Failure, IngestReport
from knowledge.versions import State, Versions
from tests.api.console.asked import a_week
from tests.api.console.visitor import words
from tests.api.doubles import VERIFIED

REPORT = IngestReport(Changes(added=1), (Failure("a.pdf", "broken"),), (), 1, 1, 0, 0.1)


def test_nothing_waits_in_a_new_service(visitor):
    told = visitor("reader").text("/console")

    assert "Today" in told and "Questions 0 the week before: 0" in told
    assert "nothing is ingested" in told
    assert "Waiting to be published" not in told


def test_what_waits_is_counted_for_everybody_and_for_oneself(visitor, engine):
    a_week(engine)
    with Session(engine) as session, session.begin():
        for n, kind in enumerate(["unanswered", "disliked", "stale_answer", "known_gap"]):
            mine = "editor@example.gov" if n < 2 else None
            session.add(
                ItemRow(
                    id=str(n), key=str(n), kind=kind, title="x", guesses=[], assignee=mine,
                    state="done" if kind == "known_gap" else "open", since=datetime.now(UTC),
                )
            )  # fmt: skip
    versions = Versions(engine)
    draft = versions.draft(VERIFIED, {}, "ana@example.gov")
    versions.move(draft, State.SUBMITTED, "ana@example.gov")

    editor, reader = visitor("editor").text("/console"), visitor("reader").text("/console")

    assert "2 questions in the inbox" in editor and "1 stale answer" in editor
    assert "2 items assigned to you" in editor and "0 items assigned to you" in reader
    assert "1 answer to publish" in editor and "What is the pay? ana@example.gov" in editor
    assert "Questions 12 the week before: 2" in editor


def test_the_last_evaluation_and_the_last_ingestion_are_told_with_links(
    visitor, engine, console, tmp_path
):
    run = tmp_path / "runs" / "nightly"
    run.mkdir(parents=True)
    figures = {"gate": "shut", "overall": {"cases": 40, "passed": 39}}
    (run / "output.json").write_text(json.dumps(figures))
    console.state.evaluation_runs = EvaluationRuns(tmp_path)
    jobs = Jobs(engine, Audit(engine), lambda task, progress: REPORT)
    jobs.begin(Task(JobAction.PROJECT, "the project's own knowledge"), "ana")
    jobs.wait()

    page = visitor("reader").get("/console")

    assert "not passed The last evaluation: 39 of 40" in words(page)
    assert 'href="/console/evaluation/run/nightly"' in page.text
    assert "done The last ingestion: the project's own knowledge, 1 failed" in words(page)
    assert 'href="/console/documents/jobs/1"' in page.text
