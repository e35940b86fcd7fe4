"""The figures as a page, as CSV and as JSON."""

import csv
import io
import re

import pytest

from api.console.charts import asked_chart, share_chart, spans
from api.console.insight_csv import csv_pieces
from assistant.insight_values import Group, Tally
from knowledge.database import open_database
from tests.api.console.asked import TODAY, a_week


@pytest.fixture
def reader(visitor, database_url):
    engine = open_database(database_url)
    a_week(engine)
    engine.dispose()
    return visitor("reader")


def rows(response):
    assert response.status_code == 200
    assert response.headers["content-type"] == "text/csv; charset=utf-8"
    text = response.content.decode("utf-8-sig")
    return list(csv.reader(io.StringIO(text, newline="")))


def test_the_page_tells_how_the_week_went(reader):
    told = reader.text("/console/insight?days=7")

    assert "Questions 12 before: 2" in told
    assert "Answered 64% before: 0%" in told
    assert "Found helpful 80% 5 rated" in told
    assert "12 ms median; 95% within 2.4 s" in told
    assert "Pay and benefits" in told and "not in sources" in told


def test_a_page_without_questions_says_so(visitor):
    told = visitor("reader").text("/console/insight")

    assert "Nobody asked anything in this time" in told


def test_one_language_is_told_alone_and_stays_chosen(reader):
    page = reader.get("/console/insight?days=7&language=es")

    assert re.search(r'<option value="es" selected>', page.text)
    assert "days=90&amp;language=es" in page.text
    assert "Questions 1 before: 0" in reader.text("/console/insight?days=7&language=es")


def test_days_that_are_turned_around_or_to_come_are_put_right(reader):
    page = reader.get("/console/insight?first=2999-01-01&last=2020-01-01")
    assert f'id="last" name="last" type="date" value="{TODAY.date()}"' in page.text
    assert page.status_code == 200
    emptied = reader.get("/console/insight?first=&last=&language=")
    assert "30 days, " in emptied.text


@pytest.mark.parametrize(
    "query", ["first=yesterday", "last=0", "days=0", "days=99999", "language=de"]
)
def test_what_is_no_stretch_of_time_is_refused(reader, query):
    assert reader.get(f"/console/insight?{query}").status_code == 422


def test_charts_are_drawings_with_their_numbers_behind_them(reader):
    page = reader.get("/console/insight?days=7").text

    assert page.count('role="img" aria-labelledby=') == 3
    assert len(re.findall(r"<g><title>\d{4}-\d\d-\d\d: \d+ asked", page)) == 7
    assert f'<th scope="row">{TODAY.date()}</th><td class="n">3</td>' in page


@pytest.mark.parametrize(
    ("table", "header", "length"),
    [
        ("totals", "figure", 25), ("days", "day", 7), ("languages", "language", 3),
        ("topics", "topic", 2), ("outcomes", "status", 3), ("gaps", "item", 0),
        ("answers", "answer", 1), ("writers", "generator", 3), ("questions", "asked_at", 12),
    ],
)  # fmt: skip
def test_every_table_can_be_taken_along(reader, table, header, length):
    response = reader.get(f"/console/insight.csv?days=7&table={table}")
    head, *body = rows(response)

    assert (head[0], len(body)) == (header, length)
    assert f'filename="{table}-' in response.headers["content-disposition"]


def test_all_figures_come_in_one_file(reader):
    head, *body = rows(reader.get("/console/insight.csv?days=7"))

    assert head == ["table", "row", "measure", "value"]
    assert ["languages", "1", "language", "fr"] in body
    assert {row[0] for row in body} >= {"totals", "days", "topics", "writers"}


def test_a_spreadsheet_takes_no_question_for_a_formula(reader):
    body = rows(reader.get("/console/insight.csv?days=7&table=questions"))

    assert "'=HYPERLINK(1)" in [row[2] for row in body]
    assert "=HYPERLINK(1)" not in [row[2] for row in body]


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1"])
def test_text_is_quoted_and_numbers_are_not(text):
    line = list(csv_pieces((("a", "b"), [(text, -1)])))[1]

    assert next(csv.reader(io.StringIO(line, newline=""))) == [f"'{text}", "-1"]


def test_a_table_that_does_not_exist_is_not_found(reader):
    assert reader.get("/console/insight.csv?table=none").status_code == 404


def test_the_same_figures_come_as_json(reader, accounts):
    report = reader.get("/v1/admin/insight?days=7").json()

    assert report["totals"]["tally"]["asked"] == 12
    assert report["totals"]["tally"]["helpful_share"] == 0.8
    assert report["scope"]["last"] == str(TODAY.date())
    assert [group["key"] for group in report["topics"]] == ["", "pay"]
    assert len(report["days"]) == 7
    assert reader.get("/v1/admin/insight?days=no").status_code == 422


def days(count, asked=1):
    first = TODAY.date().replace(year=2024, month=1, day=1)
    return [
        Group(str(first.fromordinal(first.toordinal() + n)), Tally(asked, 1)) for n in range(count)
    ]


@pytest.mark.parametrize(("count", "drawn"), [(1, 1), (92, 92), (93, 14), (732, 105), (733, 25)])
def test_many_days_are_drawn_by_week_or_month(count, drawn):
    every = spans(days(count))

    assert len(every) == drawn
    assert sum(span.tally.asked for span in every) == count
    assert (str(every[0].first), every[-1].last.toordinal()) == (
        "2024-01-01", every[0].first.toordinal() + count - 1
    )  # fmt: skip


@pytest.mark.parametrize(
    ("most", "top"), [(0, 2), (2, 2), (3, 4), (9, 10), (11, 20), (401, 600), (601, 1000)]
)
def test_bars_stand_on_each_other_below_a_round_number(most, top):
    chart = asked_chart(spans([Group("2026-01-01", Tally(most, most // 2, most // 3))]))

    assert chart.top == top
    assert sum(box.height for box in chart.bars[0].boxes) == pytest.approx(100 * most / top)
    assert all(box.y + box.height <= 100.001 for box in chart.bars[0].boxes)


def test_a_line_stops_where_there_is_no_share():
    tallies = [Tally(2, 2), Tally(2, 1, 1), Tally(), Tally(4, 0, 4)]
    every = spans([Group(f"2026-01-0{n}", tally) for n, tally in enumerate(tallies, start=1)])

    assert share_chart(every, lambda t: t.answered_share).path == "M0 0H10V50H20M30 100H40"
