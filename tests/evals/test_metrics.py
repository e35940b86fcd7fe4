"""Measures whose values were worked out by hand."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evals.metrics import (
    citation_precision,
    f1,
    mcnemar,
    mean,
    percentile,
    sentence_precision,
    share,
    wilson,
)


def test_a_share_of_nothing_is_undefined():
    assert share(1, 4) == 0.25
    assert share(0, 0) is None


def test_a_mean_passes_over_what_is_undefined():
    assert mean([1.0, None, 0.0]) == 0.5
    assert mean([None]) is None


@pytest.mark.parametrize(
    ("cited", "expected", "precision"),
    [
        (["a", "b"], ["a"], 0.5),
        (["a", "a", "b"], ["a"], 0.5),  # a source counts once
        (["a"], ["a", "b"], 1.0),  # one of the sources that state it is enough
        (["c"], ["a"], 0.0),
        ([], ["a"], None),
        (["a"], [], None),
    ],
)
def test_citation_precision(cited, expected, precision):
    assert citation_precision(cited, expected) == precision


def test_a_sentence_counts_once_whatever_else_it_cites():
    sentences = [["a", "x"], ["x"], ["a"], []]

    assert sentence_precision(sentences, ["a"]) == 0.5
    assert sentence_precision(sentences, []) is None
    assert sentence_precision([], ["a"]) is None


def test_f1_weighs_what_was_missed_and_what_was_wrong():
    assert f1(right=8, missed=2, wrong=6) == pytest.approx(2 / 3)  # of 8/10 and 8/14
    assert f1(right=0, missed=3, wrong=0) == 0.0
    assert f1(right=0, missed=0, wrong=0) is None


@pytest.mark.parametrize(
    ("passed", "cases", "interval"),
    [
        (0, 0, (0.0, 1.0)),
        (5, 10, (0.2366, 0.7634)),  # textbook value
        (10, 10, (0.7225, 1.0)),
        (0, 10, (0.0, 0.2775)),
    ],
)
def test_wilson_interval(passed, cases, interval):
    assert wilson(passed, cases) == pytest.approx(interval, abs=1e-4)


@given(st.integers(1, 500).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
def test_the_interval_holds_the_share(counts):
    passed, cases = counts
    low, high = wilson(passed, cases)

    assert 0.0 <= low <= passed / cases + 1e-9
    assert passed / cases - 1e-9 <= high <= 1.0


@pytest.mark.parametrize(
    ("values", "below", "expected"),
    [
        ([4.0, 1.0, 3.0, 2.0, 5.0], 0.5, 3.0),
        ([1.0, 2.0], 0.5, 1.5),
        ([10.0, 20.0], 0.95, 19.5),
        ([7.0], 0.95, 7.0),
        ([], 0.5, None),
    ],
)
def test_percentile(values, below, expected):
    assert percentile(values, below) == expected


@pytest.mark.parametrize(
    ("fixed", "broken", "p"),
    [
        (0, 0, 1.0),
        (1, 0, 1.0),  # two-sided: 2 * 1/2
        (5, 0, 0.0625),  # 2 / 32
        (6, 0, 0.03125),
        (9, 1, 22 / 1024),  # 2 * (1 + 10) / 1024
        (3, 3, 1.0),
    ],
)
def test_mcnemar_is_exact(fixed, broken, p):
    assert mcnemar(fixed, broken) == pytest.approx(p)
    assert mcnemar(broken, fixed) == pytest.approx(p)
