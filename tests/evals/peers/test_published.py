"""Tables and pictures of a report."""

import re
from io import StringIO
from xml.etree import ElementTree

import pytest
from rich.console import Console

from evals.peers.measures import NAMED
from evals.peers.plots import bars, draw, lines
from evals.peers.published import NoMark, show, write_page
from evals.peers.report import growing_table, of_http, of_systems, systems_table, times_table
from evals.peers.rounds import Found
from evals.peers.systems import OURS

SVG = "{http://www.w3.org/2000/svg}"
GROWN = {
    f"{part}_p{n}_ms": 4.0 for part in ("query", "embedding", "dense", "lexical") for n in (50, 95)
}
FOUND = {
    OURS: Found(
        rounds=[{"start_s": 2.0, "rate_1": 50.0}, {"start_s": 3.0, "rate_1": 40.0}],
        ndcg={"faq": 0.9},
        versions={"chromadb": "1.0"},
    ),
    "langchain": Found(
        rounds=[{"start_s": 10.0, "rate_1": 10.0}, {"start_s": 12.0, "rate_1": 20.0}],
        ndcg={"faq": None},
        versions={"langchain-core": "1.1"},
    ),
    "txtai": Found(failed="txtai, load: no <memory> & no luck"),
}
REPORT = {
    "made": "2026-01-02",
    "quick": True,
    "machine": {
        "processors": 2, "memory_gb": 8.0, "python": "3.11", "load_before": 0.5, "load_after": 2.0,
    },
    "settings": {"rounds": 2, "passages": 1000, "questions": 20, "crowd_s": 3.0},
    "systems": of_systems(FOUND),
    "left_out": {"txtai": "no <memory> & no luck"},
    "http": of_http({"8": [{"rate": 80.0, "answer_p50_ms": 60.0, "answer_p95_ms": 150.0}]}),
    "growing": [
        {"passages": 1000.0, "stored_ms": 1.0, "lexical_index_ms": 0.2, **GROWN},
        {"passages": 100000.0, "stored_ms": 1.5, "lexical_index_ms": 0.2, **GROWN},
    ],
}  # fmt: skip
MARKS = "".join(f"<!-- {n} -->\nold\n<!-- /{n} -->\n" for n in ("systems", "times", "growing"))


def test_every_measure_is_told_with_its_spread_and_what_is_missing_is_a_dash():
    table = {row[0]: row[1:] for row in systems_table(REPORT)}

    assert table[""] == [OURS, "langchain", "txtai"]
    assert table["process start to first answer, s"] == ["2.5 (2–3)", "11 (10–12)", "–"]
    assert table["nDCG@10, faq"] == ["0.900", "–", "–"]


def test_ratios_are_those_of_the_rounds_beside_the_aim():
    table = {row[0]: row[1:] for row in times_table(REPORT)}

    assert table["times better"] == ["langchain", "txtai", "aim, LangChain"]
    assert table["process start to first answer"] == ["4.5 (4–5)", "–", "5"]
    assert table["answers, 1 clients"] == ["3.5 (2–5)", "–", ""]


def test_a_store_that_grows_is_told_by_size():
    head, *rows = growing_table(REPORT)

    assert [row[0] for row in rows] == ["1,000", "100,000"]
    assert rows[1][head.index("stored, ms a passage")] == "1.5"


def test_a_page_gets_its_tables_between_the_marks_and_keeps_all_else(tmp_path):
    page = tmp_path / "page.md"
    page.write_text(
        f"# Before\n{MARKS}<!-- http -->\nx\n<!-- /http -->\n"
        "<!-- conditions -->\n<!-- /conditions -->\nAfter\n"
    )
    pictures = draw(REPORT, tmp_path / "img")
    write_page(REPORT, page, pictures)
    once = page.read_text()
    write_page(REPORT, page, pictures)

    assert page.read_text() == once
    assert once.startswith("# Before\n<!-- systems -->\n\n| ") and once.endswith("\nAfter\n")
    assert "old" not in once
    assert "| 8 | 80 | 60 | 150 |" in once
    links = re.findall(r"!\[[^]]+\]\((.+)\)", once)
    assert links == ["img/peers.svg", "img/peers-clients.svg", "img/growing.svg"]
    assert "load 0.5 before and 2.0 after" in once and "A quick look" in once
    assert "left out: txtai: no <memory>" in once


def test_what_was_not_measured_stays_in_the_page(tmp_path):
    page = tmp_path / "page.md"
    page.write_text(f"{MARKS}<!-- conditions -->\n<!-- /conditions -->\n")
    write_page({**REPORT, "http": {}, "growing": []}, page)

    assert "<!-- growing -->\nold\n<!-- /growing -->" in page.read_text()


def test_a_page_without_a_mark_is_refused(tmp_path):
    page = tmp_path / "page.md"
    page.write_text("# Nothing\n")

    with pytest.raises(NoMark, match="<!-- systems -->"):
        write_page(REPORT, page)
    assert page.read_text() == "# Nothing\n"


def test_the_terminal_shows_all_tables_and_who_was_left_out():
    console = Console(width=200, file=StringIO())
    show(REPORT, console)
    told = console.file.getvalue()

    assert "A store that grows" in told and "Answers of the served program" in told
    assert "Left out: txtai: no <memory> & no luck" in told


def test_pictures_are_well_formed_and_have_a_line_for_each_system(tmp_path):
    paths = draw(REPORT, tmp_path / "img")

    assert [path.name for path in paths] == ["peers.svg", "peers-clients.svg", "growing.svg"]
    trees = [ElementTree.parse(path) for path in paths]
    assert all(tree.getroot().tag == f"{SVG}svg" for tree in trees)
    assert len(trees[1].findall(f"{SVG}polyline")) == 2
    assert len(trees[2].findall(f"{SVG}polyline")) == 3


def test_a_bar_is_as_long_as_its_value():
    values = {
        OURS: {"middle": 5.0, "low": 5.0, "high": 5.0},
        "x": {"middle": 10.0, "low": 9.0, "high": 10.0},
    }
    picture = ElementTree.fromstring(f"<g>{''.join(bars(NAMED['start_s'], values, 0))}</g>")
    short, long = (float(bar.get("width")) for bar in picture.findall("rect"))

    assert long == pytest.approx(2 * short)


def test_the_greatest_value_stands_highest_and_names_are_escaped():
    picture = ElementTree.fromstring(lines("a < b", {"x & y": [(1, 10.0), (8, 40.0), (64, 20.0)]}))
    points = picture.find(f"{SVG}polyline").get("points").split()
    rows = [float(point.split(",")[1]) for point in points]
    columns = [float(point.split(",")[0]) for point in points]

    assert min(rows) == rows[1] and columns == sorted(columns)
    assert columns[1] - columns[0] == pytest.approx(columns[2] - columns[1])
    assert [text.text for text in picture.findall(f"{SVG}text")][-1] == "x & y"
