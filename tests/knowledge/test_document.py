from dataclasses import replace
from datetime import date

import pytest

from knowledge.document import Document, Kind, Source

PLAIN = Source("s1", "T", "P", "https://x.org", date(2025, 12, 16), "fr", Kind.PRESS)


def fingerprint(**changes):
    return Document(replace(PLAIN, **changes), "Texte.").fingerprint


@pytest.mark.parametrize(
    "changes",
    [
        {"title": "U"},
        {"valid_until": date(2026, 1, 1)},
        {"superseded_by": "s2"},
        {"superseded_by": "s2", "valid_until": date(2026, 1, 1)},
    ],
)
def test_whatever_a_source_says_about_itself_changes_the_fingerprint(changes):
    assert fingerprint(**changes) != fingerprint()


def test_a_document_from_before_validity_keeps_its_fingerprint():
    before = "9e211f5c5bab"

    assert fingerprint().startswith(before)
