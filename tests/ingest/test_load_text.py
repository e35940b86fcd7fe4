from datetime import date

import pytest

from ingest.errors import Unreadable
from ingest.load_text import decode, load_markdown, load_plain
from knowledge.document import Kind, Reliability

FRONT = """---
id: a-source
title: "A title"
publisher: P
url: https://example.org/x
published: 2025-12-15
language: en
kind: press
reliability: low
---
"""


def test_front_matter_declares_the_source():
    draft = load_markdown(f"{FRONT}\n# H\n\nText.\n".encode(), "a.md")

    assert (draft.id, draft.title, draft.published) == ("a-source", "A title", date(2025, 12, 15))
    assert (draft.kind, draft.reliability) == (Kind.PRESS, Reliability.LOW)
    assert draft.text == "# H\n\nText."


def test_plain_text_may_have_front_matter_too():
    assert load_plain(f"{FRONT}Text.".encode(), "a.txt").id == "a-source"


def test_wrong_front_matter_is_named_field_by_field():
    with pytest.raises(Unreadable, match=r"front matter: url: .*a\.md: front matter: published"):
        load_markdown(
            b"---\nid: a\ntitle: t\npublisher: p\nlanguage: en\nurl: x\n---\nText", "a.md"
        )


def test_a_rule_at_the_top_is_no_front_matter():
    draft = load_markdown(b"---\nJust text between rules\n---\n\n# Head\n", "a.md")

    assert draft.title == "Head"
    assert draft.text.startswith("---\nJust text")


def test_comments_that_no_reader_sees_are_left_out():
    assert load_markdown(b"Seen <!-- not\nseen -->too.", "a.md").text == "Seen too."


def test_a_leading_date_is_taken_and_left_out_of_the_text():
    draft = load_plain(" date 2025-12-17 1 000 profils recrutés\n\nLa suite.".encode(), "a.txt")

    assert draft.published == date(2025, 12, 17)
    assert draft.text == "1 000 profils recrutés\n\nLa suite."
    assert draft.title == "1 000 profils recrutés"


def test_what_only_looks_like_a_date_stays():
    assert load_plain(b"date 2025-13-45 x", "a.txt").text == "date 2025-13-45 x"


@pytest.mark.parametrize("text", ["A line\nthat goes on.", "A sentence.\n\nAnother.", "x" * 200])
def test_a_first_line_that_is_a_text_is_no_title(text):
    assert load_plain(text.encode(), "a.txt").title == ""


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_unicode_encodings_are_read(encoding):
    assert decode("é\r\nñ".encode(encoding)) == "é\nñ"


@pytest.mark.parametrize("data", ["café".encode("cp1252"), b"\xff\xfea", b"a\0b"])
def test_other_encodings_are_refused(data):
    with pytest.raises(Unreadable, match="not UTF-8|NUL"):
        decode(data)
