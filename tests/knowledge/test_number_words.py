import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.folding import fold
from knowledge.number_words import spelled

WORDS = ("one", "two", "ten", "twenty", "hundred", "thousand", "million", "and", "et", "y", "dix")


def worths(text):
    return [number.worth for number in spelled(fold(text))]


@pytest.mark.parametrize(
    ("text", "worth"),
    [
        ("twenty-nine partners", 29),
        ("twenty-one thousand", 21_000),
        ("one hundred and thirty-five thousand", 135_000),
        ("five thousand one hundred and six", 5_106),
        ("thirty-five hundred", 3_500),
        ("two billion", 2_000_000_000),
        ("one million", 1_000_000),
        ("cent trente mille", 130_000),
        ("vingt et un", 21),
        ("soixante-dix-sept", 77),
        ("quatre-vingt-dix mille", 90_000),
        ("deux douzaines", 24),
        ("une vingtaine", 20),
        ("cuarenta y un mil", 41_000),
        ("ciento treinta y cinco mil", 135_000),
        ("dos mil quinientos", 2_500),
        ("mil millones", 1_000_000_000),
    ],
)
def test_words_are_put_together_to_one_number(text, worth):
    assert worths(text) == [worth]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("twenty and thirty", [20, 30]),
        ("one hundred and two hundred", [100, 200]),
        ("one thousand and two thousand", [1000, 2000]),
        ("two three", [2, 3]),
        ("tres y cuatro", [3, 4]),
        ("once five years pass", [5]),
        ("millions of people pay fifty per cent", [50]),
        ("un nouveau", [1]),
        ("", []),
    ],
)
def test_words_that_do_not_belong_together_stay_apart(text, expected):
    assert worths(text) == expected


@given(
    st.lists(
        st.sampled_from(WORDS),
        max_size=8,
    ).map(" ".join)
)
def test_any_words_make_numbers_in_order_inside_them(text):
    found = list(spelled(text))

    assert all(0 <= n.start < n.end <= len(text) and n.worth > 0 for n in found)
    assert all(a.end <= b.start for a, b in zip(found, found[1:], strict=False))
