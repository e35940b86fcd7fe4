"""What counts as said: values in any notation, words without case and accents, as phrases."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evals.facts import held, without_labels


@pytest.mark.parametrize(
    ("item", "text"),
    [
        ("130000", "between $130,000 and $195,000"),
        ("130000", "entre 130 000 et 195 000 dollars"),
        ("130000", "cent trente mille dollars"),
        ("2", "a two-year term"),
        ("2 | deux ans", "pendant deux ans"),
        ("150000 | 200000", "hasta 200.000 dólares"),
        ("Énergie | Energy", "le département de l'ENERGIE"),
        ("13 April | April 13", "until April 13, 2026"),
        ("D.C.", "in Washington, D.C."),
    ],
)
def test_said(item, text):
    assert held([item], text) == [item]


@pytest.mark.parametrize(
    ("item", "text"),
    [
        ("2", "The term is long. [2]"),  # a label is no figure
        ("30", "130 people"),
        ("Uber", "exuberant"),
        ("OPM | Office of Personnel Management", "the office of management"),
        ("yes", "It happened yesterday"),
    ],
)
def test_not_said(item, text):
    assert held([item], text) == []


def test_the_items_that_are_said_come_back_in_order():
    assert held(["b", "x", "a"], "a b") == ["b", "a"]


def test_labels_leave_no_gap():
    assert without_labels("Two years. [1] [2] Then home. [3]") == "Two years. Then home."


@given(st.integers(10, 999_999))
def test_a_number_is_found_with_and_without_separators(number):
    assert held([str(number)], f"about {number:,} people") == [str(number)]
    assert held([str(number)], f"about {number} people") == [str(number)]
