"""Spreads, shares and ratios, worked by hand."""

import pytest

from evals.peers.measures import NAMED, Spread, share, spread, times_better


def test_a_spread_is_the_middle_between_least_and_greatest():
    assert spread([3.0, 1.0, 8.0]) == Spread(3.0, 1.0, 8.0)
    assert spread([]) is None


@pytest.mark.parametrize(
    ("values", "part", "expected"),
    [
        (range(1, 101), 0.95, 95),
        ([5.0], 0.5, 5.0),
        ([1, 2, 3, 4], 0.5, 2),
        ([3, 1, 2], 1.0, 3),
        ([], 0.5, None),
    ],
)
def test_a_share_of_the_values_is_not_above_it(values, part, expected):
    assert share(list(values), part) == expected


def test_less_time_and_more_answers_are_both_better():
    ours = [{"start_s": 2.0, "rate_8": 60.0}]
    other = [{"start_s": 10.0, "rate_8": 20.0}]

    assert times_better(NAMED["start_s"], ours, other) == [5.0]
    assert times_better(NAMED["rate_8"], ours, other) == [3.0]


def test_rounds_are_compared_with_their_own_round_and_only_where_both_have_a_value():
    ours = [{"start_s": 1.0}, {"start_s": 2.0}, {}, {"start_s": 1.0}]
    other = [{"start_s": 4.0}, {"start_s": 4.0}, {"start_s": 4.0}]

    assert times_better(NAMED["start_s"], ours, other) == [4.0, 2.0]
    assert times_better(NAMED["start_s"], [{"start_s": 0.0}], other) == []
