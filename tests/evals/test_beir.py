"""Benchmark files: what is read, and which line is wrong."""

import json

import pytest

from evals.beir import read_benchmark
from evals.errors import InvalidBenchmark

CORPUS = [
    {"id": "d1", "text": "Cats purr.", "title": "Cats", "lang": "en"},
    {"id": "d2", "text": ""},
]
QUERIES = [
    {"id": "q1", "text": "do cats purr"},
    {
        "id": "q2",
        "text": "and dogs",
        "history": [{"role": "user", "text": "do cats purr"}, {"role": "assistant", "text": "yes"}],
    },
    {"id": "q3", "text": "never judged"},
]
QRELS = "query-id\tcorpus-id\tscore\nq1\td1\t1\nq2\td2\t2\n"


@pytest.fixture
def files(tmp_path):
    corpus, queries, qrels = (tmp_path / n for n in ("corpus.jsonl", "queries.jsonl", "qrels.tsv"))
    corpus.write_text("\n".join(map(json.dumps, CORPUS)), encoding="utf-8")
    queries.write_text("\n".join(map(json.dumps, QUERIES)) + "\n\n", encoding="utf-8")
    qrels.write_text(QRELS, encoding="utf-8")
    return corpus, queries, qrels


def test_three_files_become_a_benchmark(files):
    found = read_benchmark(*files)

    assert [(t.id, t.title, t.lang) for t in found.corpus] == [
        ("d1", "Cats", "en"),
        ("d2", "", None),
    ]
    assert [q.id for q in found.questions] == ["q1", "q2"]
    assert found.questions[1].asked_before == ["do cats purr"]
    assert found.relevant == {"q1": {"d1": 1}, "q2": {"d2": 2}}


def test_a_history_may_be_plain_texts_and_ids_may_have_the_name_of_beir(files):
    files[1].write_text('{"_id": "q1", "text": "so", "history": ["one", "two"]}', encoding="utf-8")
    files[2].write_text("query-id\tcorpus-id\tscore\r\nq1\td1\t1\r\n", encoding="utf-8")

    assert read_benchmark(*files).questions[0].asked_before == ["one", "two"]


@pytest.mark.parametrize(
    ("place", "content", "problem"),
    [
        (0, '{"id": "d1", "text": "a"}\n{"id"', r"corpus\.jsonl:2: not JSON"),
        (0, '{"id": "d1"}', r"corpus\.jsonl:1: text: Field required"),
        (0, '\n{"text": "a"}', r"corpus\.jsonl:2: id: Field required"),
        (0, "[]", r"corpus\.jsonl:1: line: Input should be"),
        (
            0,
            '{"id": "d1", "text": "a"}\n{"id": "d1", "text": "b"}',
            r":2: the id 'd1' is used twice",
        ),
        (0, "", r"corpus\.jsonl: no line with a text"),
        (1, '{"id": "q1", "text": ""}', r"queries\.jsonl:1: text: String should have"),
        (1, '{"id": "q1", "text": "a", "history": [5]}', r"queries\.jsonl:1: history\.0"),
        (2, "q1\td1\t1", r"qrels\.tsv:1: no header"),
        (2, "query-id\tcorpus-id\tscore\nq1 d1 1", r"qrels\.tsv:2: 3 columns"),
        (2, "query-id\tcorpus-id\tscore\nq1\td1\tyes", r"qrels\.tsv:2: the score 'yes'"),
        (2, "query-id\tcorpus-id\tscore\nq9\td1\t1", r"qrels\.tsv:2: no query 'q9'"),
        (2, "query-id\tcorpus-id\tscore\nq1\td9\t1", r"qrels\.tsv:2: no text 'd9'"),
        (2, "query-id\tcorpus-id\tscore\nq1\td1\t0", r"qrels\.tsv: no query has a relevant text"),
    ],
)
def test_a_problem_names_file_and_line(files, place, content, problem):
    files[place].write_text(content, encoding="utf-8")

    with pytest.raises(InvalidBenchmark, match=problem):
        read_benchmark(*files)


def test_files_that_cannot_be_read_are_named(files, tmp_path):
    with pytest.raises(InvalidBenchmark, match="nowhere.jsonl: cannot be read"):
        read_benchmark(tmp_path / "nowhere.jsonl", *files[1:])
    files[0].write_bytes(b"\xff\xfe\x00")
    with pytest.raises(InvalidBenchmark, match=r"corpus\.jsonl: cannot be read"):
        read_benchmark(*files)
