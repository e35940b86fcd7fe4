from dataclasses import astuple

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.folding import fold
from knowledge.numbers import numbers


def values(text):
    return [(n.low, n.high) for n in numbers(text)]


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
        ("one or two years", [(1, 2)]),
        ("one- to two-year terms", [(1, 2)]),
        ("un ou deux ans", [(1, 2)]),
        ("un à deux ans", [(1, 2)]),
        ("un, voire deux ans", [(1, 2)]),
        ("uno a dos años", [(1, 2)]),
        ("entre uno y dos años", [(1, 2)]),
        ("1 or two years", [(1, 2)]),
        ("two or three hundred thousand", [(200_000, 300_000)]),
        ("between twenty and thirty", [(20, 30)]),
        ("130k-195k or 150k-200k", [(130_000, 195_000), (150_000, 200_000)]),
        ("one of two, and one more", [(2, 2)]),  # a word for one is only the end of a range
        ("35 000 trois semaines après", [(35_000, 35_000), (3, 3)]),
        ("c'est très utile", []),  # French "très" is no Spanish "tres"
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
    assert [n.year for n in numbers(text)] == [year]


@given(st.text(alphabet="0123456789 .,-kmà€$abceiyotndu\u202f", max_size=60))
def test_any_text_has_numbers_in_order_inside_it(text):
    folded = fold(text)
    found = numbers(text)

    assert all(0 <= n.start < n.end <= len(folded) and n.low <= n.high for n in found)
    assert [n.start for n in found] == sorted(n.start for n in found)
    assert len({astuple(n) for n in found}) == len(found)
