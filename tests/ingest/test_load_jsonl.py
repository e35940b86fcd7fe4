import json
from datetime import date

import pytest

from ingest.draft import Draft
from ingest.load_jsonl import load_jsonl


def test_every_field_is_taken():
    line = {
        "text": "T", "id": "MED-1", "title": "t", "publisher": "p", "url": "https://e.org/",
        "published": "2025-12-01", "language": "de", "kind": "press", "reliability": "high",
        "lang": "ignored", "valid_until": "2026-01-31", "superseded_by": "MED-2",
    }  # fmt: skip

    (draft,) = load_jsonl(json.dumps(line).encode())

    assert isinstance(draft, Draft)
    assert (draft.id, draft.part, draft.language) == ("MED-1", "MED-1", "de")
    assert draft.published == date(2025, 12, 1)
    assert (draft.valid_until, draft.superseded_by) == (date(2026, 1, 31), "MED-2")


@pytest.mark.parametrize(
    "wrong",
    [
        {"id": "a", "superseded_by": "a"},
        {"superseded_by": "a b"},
        {"published": "2026-01-02", "valid_until": "2026-01-01"},
    ],
)
def test_a_validity_that_cannot_be_is_refused(wrong):
    (problem,) = load_jsonl(json.dumps({"text": "T", **wrong}).encode())

    assert isinstance(problem, str) and problem.startswith("line 1: ")


def test_a_wrong_line_is_told_with_its_number_and_the_others_are_read():
    lines = ['{"text": "a"}', "", '{"text": ""}', "not json", '{"id": "x"}']
    lines += ['{"text": "b", "kind": "blog"}', "[]", '{"text": "c"}']

    found = load_jsonl("\n".join(lines).encode())

    assert [d.text if isinstance(d, Draft) else d.split(":")[0] for d in found] == [
        "a", "line 3", "line 4", "line 5", "line 6", "line 7", "c",
    ]  # fmt: skip


def test_lines_without_an_id_are_told_apart_by_their_text():
    first, second = load_jsonl(b'{"text": "a"}\n{"text": "b"}')

    assert isinstance(first, Draft) and isinstance(second, Draft)
    assert first.part != second.part
