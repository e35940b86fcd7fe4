import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.figures import figures


@pytest.mark.parametrize(
    "text",
    [
        "from 130,000 to 195,000 dollars",
        "de 130 000 à 195 000 dollars",
        "de 130\u202f000 à 195\u202f000 dollars",
        "de 130.000 a 195.000 dólares",
        "$130k-$195k",
        "130-195k",
        "cent trente mille ou 195 mille",
    ],
)
def test_one_amount_in_many_notations_is_one_value(text):
    assert figures(text) == {"130000", "195000"}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("twenty-nine partners", {"29"}),
        ("une vingtaine de groupes", {"20"}),
        ("GS-13 or GS-14", {"13", "14"}),
        ("15 December 2025", {"15", "2025", "month-12"}),
        ("le 1er mars 2026", {"1", "2026", "month-3"}),
        ("a two-year term", {"2"}),
        ("one or two years", {"2"}),  # words for one are no figures
        ("1 or 2 years", {"1", "2"}),
        ("two billion", {"2000000000"}),
        ("18F and the 1st of them", {"18", "1"}),
        ("7% against 22 %", {"7", "22"}),
        ("2.5 points", {"2.5"}),
        ("it may be renewed", set()),  # "may" without a digit beside it is no month
        ("c'est très utile", set()),  # French "très" is no Spanish "tres"
        ("son tres", {"3"}),
        ("C3.ai is a company", set()),
        ("9" * 310, set()),  # more than a float holds
        (f"GS-{'9' * 310}", set()),
        ("", set()),
    ],
)
def test_figures_of_a_text(text, expected):
    assert figures(text) == expected


@given(st.integers(1000, 999_999))
def test_every_notation_of_a_number_has_the_same_value(number):
    notations = [f"{number:,}", f"{number:,}".replace(",", " "), f"{number:,}".replace(",", ".")]
    assert {figures(n) for n in notations} == {frozenset({str(number)})}


@given(st.text())
def test_any_text_has_figures(text):
    assert all(isinstance(f, str) for f in figures(text))
