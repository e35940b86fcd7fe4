"""The second reader sees what a sentence has and its quotations lack."""

import pytest

from evals.drafts_reader import lacking

TOLD = ["Le Trésor paie 130 000 dollars; la Gazette du 4 mars 2026 cite deux musées. musee.example"]


@pytest.mark.parametrize(
    ("sentence", "missing"),
    [
        ("The pay is 130,000 dollars.", []),
        ("The pay is 130k dollars in two museums.", []),
        ("The pay is 150,000 dollars.", ["150000"]),
        ("There are three museums.", ["3"]),
        ("It is told by the Gazette.", []),
        ("It is told by the Herald.", ["Herald"]),
        ("See musee.example.", []),
        ("See https://other.example/now.", ["https://other.example/now"]),
    ],
)
def test_figures_names_and_addresses_are_compared(sentence, missing):
    assert lacking(sentence, TOLD, frozenset()) == missing


def test_known_names_need_no_proof():
    assert lacking("It is the Harbour Guard.", TOLD, frozenset({"harbour", "guard"})) == []
