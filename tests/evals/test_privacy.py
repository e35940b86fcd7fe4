"""What counts as found, and how the shares are made."""

import json

import pytest

from evals.errors import InvalidBenchmark
from evals.privacy import (
    Labelled,
    expected,
    falsely_redacted,
    parse_marked,
    read_clean,
    read_marked,
    read_spans,
    recall_by_kind,
    still_seen,
)

MARKED = "My SSN is <ssn>219-09-9999</ssn>, mail <email>a@example.org</email>?"


def test_a_marked_text_gives_text_and_data():
    assert parse_marked(MARKED) == Labelled(
        "My SSN is 219-09-9999, mail a@example.org?",
        (("ssn", "219-09-9999"), ("email", "a@example.org")),
    )


def test_what_is_expected_has_the_kinds_for_the_data():
    assert expected(MARKED) == "My SSN is [ssn], mail [email]?"


@pytest.mark.parametrize(
    ("value", "redacted", "seen"),
    [
        ("12 Oak St 62704", "at [address] in 2026", False),
        ("12 Oak St 62704", "at [address] 62704 in 2026", True),
        ("12 Oak St 62704", "at 12 [address] in 2026", True),
        ("Oak St", "at 12 [address] 62704 in 2026", False),
        ("Oak St", "at 12 Oak St 62704 in 2026", True),
    ],
)
def test_one_figure_left_is_seen(value, redacted, seen):
    assert still_seen(value, "at 12 Oak St 62704 in 2026", redacted) is seen


def test_a_figure_that_stands_elsewhere_too_may_stay():
    assert not still_seen("12 Oak St", "12 years at 12 Oak St", "12 years at [address]")


def test_recall_counts_each_value_by_kind():
    texts = [parse_marked(MARKED), parse_marked("lucky <ssn>number 7</ssn>")]
    recalls = recall_by_kind(texts)
    assert {kind: (r.total, r.share) for kind, r in recalls.items()} == {
        "all": (3, pytest.approx(2 / 3)),
        "email": (1, 1.0),
        "ssn": (2, 0.5),
    }
    assert recalls["ssn"].missed == (Labelled("lucky number 7", (("ssn", "number 7"),)),)


def test_clean_texts_that_lost_something_come_out():
    assert falsely_redacted(["GS-13 pays 130,000", "I am a@example.org"]) == ["I am [email]"]


def test_spans_of_other_kinds_and_streets_without_number_are_left_out(tmp_path):
    spans = [
        {"type": "PERSON", "value": "Jo"},
        {"type": "STREET_ADDRESS", "value": "Oak St"},
        {"type": "STREET_ADDRESS", "value": "12 Oak St"},
        {"type": "US_SSN", "value": "219-09-9999"},
    ]
    path = tmp_path / "en.jsonl"
    path.write_text(json.dumps({"text": "t", "spans": spans}) + "\n")
    [labelled] = read_spans(path)
    assert labelled.data == (("address", "12 Oak St"), ("ssn", "219-09-9999"))


def test_clean_sets_are_named_by_folder_and_file(tmp_path):
    (tmp_path / "misuse").mkdir()
    (tmp_path / "misuse" / "benign.jsonl").write_text('{"text": "What is the pay?"}\n')
    faq = tmp_path / "faq"
    faq.mkdir()
    (faq / "pay.yaml").write_text("answers: [{questions: {en: [pay?], fr: [salaire ?]}}]\n")
    assert dict(read_clean(tmp_path, faq)) == {
        "misuse/benign": ["What is the pay?"],
        "faq": ["pay?", "salaire ?"],
    }


@pytest.mark.parametrize("content", ["personal: []", "[]", "clean: ["])
def test_a_labelled_set_that_lacks_a_list_is_named(tmp_path, content):
    path = tmp_path / "set.yaml"
    path.write_text(content)
    with pytest.raises(InvalidBenchmark, match="set.yaml"):
        read_marked(path)


def test_a_broken_line_names_the_file(tmp_path):
    path = tmp_path / "en.jsonl"
    path.write_text("{\n")
    with pytest.raises(InvalidBenchmark, match="en.jsonl"):
        read_spans(path)
