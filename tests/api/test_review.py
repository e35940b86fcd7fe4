"""The review list as the command prints it."""

import json
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from typer.testing import CliRunner

from api import cli
from assistant.answer import Reason
from assistant.review import ReviewItem, ReviewKind
from assistant.staleness import StaleReason

STALE = ReviewItem(
    ReviewKind.STALE_ANSWER,
    "What is [red]paid[/red]?",
    StaleReason.SOURCE_CHANGED,
    answer_id="pay-range",
    sources=("axios", "fortune"),
    review_by=date(2027, 1, 1),
)
GYMS = [
    ReviewItem(
        ReviewKind.UNANSWERED,
        f"Is there a gym in hall {n}?",
        Reason.NOT_IN_SOURCES,
        count=9 - n,
        languages=("en", "fr"),
        last_asked=datetime(2026, 11, 5, 12, tzinfo=UTC),
    )
    for n in range(3)
]


@pytest.fixture
def listed(monkeypatch):
    """Runs the command on these Review items; the days that were asked for are kept."""
    monkeypatch.setenv("COLUMNS", "120")

    def run(items, *arguments):
        class Listed:
            def items(self, today):
                assert today == date.today()
                return items

        @contextmanager
        def open_review_list():
            yield Listed()

        monkeypatch.setattr("assistant.review.open_review_list", open_review_list)
        return CliRunner().invoke(cli.build_cli(), ["review", *arguments])

    return run


def test_each_kind_has_a_table_with_its_reasons(listed):
    result = listed([STALE, *GYMS])

    assert result.exit_code == 0
    for shown in (
        "Verified answers that are stale, and not served (1)",
        "pay-range", "source_changed", "fortune", "2027-01-01", "What is [red]paid[/red]?",
        "Questions without an answer (3)",
        "2026-11-05", "en fr", "not_in_sources", "Is there a gym in hall 2?",
    ):  # fmt: skip
        assert shown in result.output
    assert "Known gaps" not in result.output


def test_a_known_gap_is_told_with_its_verified_answer_on_a_narrow_terminal(listed, monkeypatch):
    monkeypatch.setenv("COLUMNS", "80")
    gap = replace(
        GYMS[0], kind=ReviewKind.KNOWN_GAP, reason=Reason.NOT_STATED, answer_id="applying-gym"
    )
    shown = listed([gap]).output

    assert "Known gaps that were asked about (1)" in shown
    assert "applying-gym" in shown and "Is there a gym in hall 0?" in shown
    assert "not_stated" not in shown


def test_the_limit_counts_for_each_kind_and_what_is_left_out_is_told(listed):
    result = listed([STALE, *GYMS], "--limit", "1")

    assert "pay-range" in result.output
    assert "hall 0" in result.output and "hall 1" not in result.output
    assert "2 more: see --limit" in result.output


def test_json_has_items_and_totals(listed):
    body = json.loads(listed([STALE, *GYMS], "--limit", "1", "--json").stdout)

    assert body["totals"] == {"stale_answer": 1, "unanswered": 3, "known_gap": 0}
    assert [item["kind"] for item in body["items"]] == ["stale_answer", "unanswered"]
    assert body["items"][0]["sources"] == ["axios", "fortune"]
    assert body["items"][1]["last_asked"] == "2026-11-05T12:00:00Z"


def test_an_empty_list_says_so(listed):
    assert listed([]).output == "Nothing to review.\n"
    assert json.loads(listed([], "--json").stdout)["items"] == []


def test_a_limit_that_shows_nothing_is_wrong_use(listed):
    assert listed([STALE], "--limit", "0").exit_code == 2
