from datetime import date

import pytest

from knowledge.document import Precision
from knowledge.errors import InvalidKnowledge
from knowledge.source_file import parse_source, read_project_documents, split_front_matter

FRONT = """---
id: a-1
title: "A"
publisher: P
url: https://x.org/a
published: 2025-12-16
date_precision: month
language: en
kind: press
reliability: high
---
"""


def test_front_matter_becomes_a_source(tmp_path):
    (tmp_path / "a-1.md").write_text(FRONT + "\n# A\n\nText.\n")
    documents = read_project_documents(tmp_path)
    assert documents["a-1"].text == "# A\n\nText."
    assert documents["a-1"].source.published == date(2025, 12, 16)
    assert documents["a-1"].source.date_precision is Precision.MONTH


def test_a_source_may_tell_its_last_day_and_what_replaces_it():
    front, _ = split_front_matter(
        FRONT.replace("kind: press", "valid_until: 2026-01-31\nsuperseded_by: a-2")
    )
    source = parse_source(front, "a.md")
    assert (source.valid_until, source.superseded_by) == (date(2026, 1, 31), "a-2")


def test_a_text_without_front_matter_is_left_alone():
    assert split_front_matter("# A\n---\nb") == (None, "# A\n---\nb")


@pytest.mark.parametrize(
    ("old", "new", "named"),
    [
        ("id: a-1", "id: A 1", "id"),
        ("published: 2025-12-16", "published: soon", "published"),
        ("url: https://x.org/a", "url: nowhere", "url"),
        ("kind: press", "kind: rumour", "kind"),
        ("publisher: P\n", "", "publisher"),
        ("publisher: P", "publisher: [", "not YAML"),
        ("publisher: P", "publisher: " + "[" * 100_000, "not YAML"),
        ("published: 2025-12-16", "published: 2025-13-45", "a.md: front matter: not YAML"),
        ("kind: press", "superseded_by: a-1", "cannot replace itself"),
        ("kind: press", "superseded_by: A 1", "superseded_by"),
        ("kind: press", "valid_until: 2025-12-15", "before published"),
    ],
)
def test_each_wrong_field_is_named(old, new, named):
    front, _ = split_front_matter(FRONT.replace(old, new))
    with pytest.raises(InvalidKnowledge, match=named):
        parse_source(front, "a.md")


def test_all_problems_of_a_folder_are_told_at_once(tmp_path):
    (tmp_path / "a.md").write_text(FRONT)
    (tmp_path / "b.md").write_text(FRONT)
    (tmp_path / "c.md").write_text("no front matter")
    with pytest.raises(InvalidKnowledge) as raised:
        read_project_documents(tmp_path)
    assert len(raised.value.problems) == 2
