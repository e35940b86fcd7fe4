from dataclasses import astuple

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.figures import fold
from knowledge.numbers import numbers


def values(text):
    return [(n.low, n.high) for n in numbers(fold(text))]


@pytest.mark.parametrize(
    "text",
    [
        "from 130,000 to 195,000 dollars",
        "130 000 à 195 000 dollars",
        "130.000 a 195.000 dólares",
        "$130k-$195k",
        "130-195k",
        "between $130,000 and $195,000",
        "entre 130\u202f000 et 195\u202f000 dollars",
        "entre 130 mil y 195 mil",
    ],
)
def test_the_two_ends_of_a_range_are_one_number(text):
    assert values(text) == [(130_000, 195_000)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("28 companies and 29 partners", [(28, 28), (29, 29)]),
        ("28 and 29", [(28, 28), (29, 29)]),  # "and" joins a range only after "between"
        ("twenty-nine partners", [(29, 29)]),
        ("cent trente mille dollars", [(130_000, 130_000)]),
        ("deux douzaines de groupes", [(24, 24)]),
        ("una quincena de socios", [(15, 15)]),
        ("2 billion", [(2e9, 2e9)]),
        ("1.5 million", [(1.5e6, 1.5e6)]),
        ("195 to 130", [(195, 195), (130, 130)]),
        ("the 1st cohort", []),
        ("quarante pour cent", [(40, 40)]),
        ("it may be so", []),
        ("", []),
    ],
)
def test_numbers_of_a_sentence(text, expected):
    assert values(text) == expected


@pytest.mark.parametrize(
    ("text", "year"),
    [
        ("in March 2026", True),
        ("2026 places", True),
        ("2,026 places", False),
        ("1000 places", False),
        ("in 1789", True),
    ],
)
def test_what_rather_names_a_year(text, year):
    assert [n.year for n in numbers(fold(text))] == [year]


@given(st.text(alphabet="0123456789 .,-kmà€$abceiyotndu\u202f", max_size=60))
def test_any_text_has_numbers_in_order_inside_it(text):
    folded = fold(text)
    found = numbers(folded)

    assert all(0 <= n.start < n.end <= len(folded) and n.low <= n.high for n in found)
    assert [n.start for n in found] == sorted(n.start for n in found)
    assert len({astuple(n) for n in found}) == len(found)
