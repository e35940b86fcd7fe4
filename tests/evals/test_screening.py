import json

import pytest

from evals.errors import InvalidBenchmark
from evals.screening import Share, measure, read_messages


def test_shares_are_counted_by_origin():
    found = measure(
        lambda text: "bad" in text,
        [("a", "bad"), ("a", "good"), ("b", "bad")],
        [("c", "good"), ("c", "not bad")],
    )
    assert found.attacks == (Share("a", 2, 1), Share("b", 1, 1))
    assert found.clean == (Share("c", 2, 1),)
    assert found.wrongly == ("c: not bad",)
    assert "all: 2 of 3 (0.6667)" in found.as_text()


def test_messages_are_named_by_source_or_folder(tmp_path):
    folder = tmp_path / "questions"
    folder.mkdir()
    rows = [{"text": "one", "source": "s"}, {"text": "two"}]
    (folder / "rows.jsonl").write_text("\n".join(map(json.dumps, rows)))
    assert list(read_messages(folder / "rows.jsonl")) == [("s", "one"), ("questions", "two")]


def test_a_file_without_texts_is_named(tmp_path):
    (tmp_path / "rows.jsonl").write_text('{"words": 1}\n')
    with pytest.raises(InvalidBenchmark, match=r"rows\.jsonl"):
        list(read_messages(tmp_path / "rows.jsonl"))
