from dataclasses import replace

import pytest

from knowledge.values import Bound, Value, ValueKind, comparable, disagree, far_apart


def count(low, high=None, bound=Bound.EXACT, slack=0.0):
    return Value(ValueKind.COUNT, "", low, high or low, 0, 1, bound, slack)


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        (count(130, 195), count(150, 200), True),
        (count(150, 200), count(200, bound=Bound.MOST), False),
        (count(20, slack=0.2), count(29), True),
        (count(1000, slack=0.2), count(1000), False),
        (count(25000), count(25312), False),
        (count(28), count(29), True),
        (count(25, bound=Bound.OVER), count(29), False),
        (count(40, bound=Bound.OVER), count(32), True),
        (count(25, bound=Bound.OVER), count(30, bound=Bound.OVER), False),
        (count(16, bound=Bound.LEAST), count(18, bound=Bound.LEAST), True),
        (count(18, bound=Bound.LEAST), count(35, bound=Bound.MOST), False),
        (count(20, 30), count(25), False),
    ],
)
def test_whether_two_counts_can_both_be_true(one, other, expected):
    assert disagree(one, other) is expected
    assert disagree(other, one) is expected


def test_only_values_of_one_kind_and_unit_are_comparable():
    pay = Value(ValueKind.MONEY, "USD/year", 5, 5, 0, 1)
    assert comparable(pay, replace(pay, unit="USD/"))
    assert not comparable(pay, replace(pay, unit="EUR/year"))
    assert not comparable(pay, replace(pay, unit="USD/month"))
    assert not comparable(pay, count(5))


def test_amounts_of_another_order_are_hardly_of_the_same_point():
    assert far_apart(count(200), count(12))
    assert not far_apart(count(200), count(60))
