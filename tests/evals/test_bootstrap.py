"""Intervals by resampling: where they lie, and that they are the same every time."""

import numpy as np
import pytest

from evals import bootstrap


def test_the_interval_of_a_share_is_about_two_standard_errors_wide():
    low, high = bootstrap.of_share(80, 100)  # standard error: sqrt(0.8 * 0.2 / 100) = 0.04

    assert low == pytest.approx(0.72, abs=0.01)
    assert high == pytest.approx(0.87, abs=0.015)


def test_the_same_figures_have_the_same_interval():
    assert bootstrap.of_share(41, 57) == bootstrap.of_share(41, 57)
    assert bootstrap.of_mean([0.1, 0.9, 0.4]) == bootstrap.of_mean([0.1, 0.9, 0.4])


def test_what_never_varies_has_an_interval_of_one_value():
    assert bootstrap.of_share(7, 7) == (1.0, 1.0)
    assert bootstrap.of_mean([0.5] * 9) == (0.5, 0.5)


def test_the_interval_of_a_mean_agrees_with_that_of_a_share():
    values = [1.0] * 80 + [0.0] * 20

    assert bootstrap.of_mean(values) == pytest.approx(bootstrap.of_share(80, 100), abs=0.015)


def test_nothing_says_nothing():
    assert bootstrap.of_counts((0, 0), lambda drawn: drawn[:, 0]) == (0.0, 1.0)
    assert bootstrap.of_rows(0, lambda rows: rows[:, 0]) == (0.0, 1.0)


def test_a_statistic_gets_one_row_of_items_a_resample():
    shapes = []

    def first(rows):
        shapes.append(rows.shape)
        assert set(np.unique(rows)) <= set(range(5))
        return rows[:, 0]

    bootstrap.of_rows(5, first)

    assert shapes == [(bootstrap.RESAMPLES, 5)]
