import json

import pytest

from evals.errors import InvalidBenchmark
from evals.support_pairs import DEVELOPMENT, TEST, read_own, read_public
from knowledge.document import LANGUAGES


@pytest.mark.parametrize("language", LANGUAGES)
def test_there_are_enough_own_pairs_of_both_labels(language):
    pairs = [p for half in (DEVELOPMENT, TEST) for p in read_own(half) if p.language == language]

    assert len(pairs) >= 90
    assert 0.4 <= sum(p.supported for p in pairs) / len(pairs) <= 0.6


def test_no_evidence_of_the_test_half_is_in_the_development_half():
    seen = {text for pair in read_own(DEVELOPMENT) for text in pair.texts}

    assert not any(text in seen for pair in read_own(TEST) for text in pair.texts)


def test_public_rows_that_claim_nothing_are_left_out(tmp_path):
    rows = [
        {"response": "a", "context": "x", "begin_label": "Fully attributable", "split": "test"},
        {"response": "b", "context": "x", "begin_label": "Generic", "split": "test"},
        {"response": "c", "context": "x", "begin_label": "Not fully attributable", "split": "dev"},
    ]
    (tmp_path / "support").mkdir()
    path = tmp_path / "support" / "begin_en.jsonl"
    path.write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")

    found = [(p.claim, p.supported, p.half) for p in read_public(tmp_path, "BEGIN")]

    assert found == [("a", True, TEST), ("c", False, DEVELOPMENT)]


def test_a_missing_public_file_is_named(tmp_path):
    with pytest.raises(InvalidBenchmark, match=r"begin_en\.jsonl"):
        read_public(tmp_path, "BEGIN")


def test_a_damaged_own_file_is_named(tmp_path):
    folder = tmp_path / DEVELOPMENT
    folder.mkdir()
    (folder / "en.yaml").write_text("- evidence: a\n", encoding="utf-8")

    with pytest.raises(InvalidBenchmark, match=r"en\.yaml"):
        read_own(DEVELOPMENT, tmp_path)
