"""nDCG@10 and recall@5 against values worked out by hand."""

import math

import pytest

from evals.ranking import Ranking, average, rank_one


def test_one_of_two_relevant_passages_at_rank_two():
    found = rank_one({"a": 1, "b": 1}, ["x", "a"])

    assert found.recall_at_5 == 0.5
    assert found.ndcg_at_10 == pytest.approx((1 / math.log2(3)) / (1 + 1 / math.log2(3)))


def test_the_order_given_counts_and_not_the_ids():
    assert rank_one({"z": 1}, ["z", "a"]).ndcg_at_10 == 1.0
    assert rank_one({"a": 1}, ["z", "a"]).ndcg_at_10 == pytest.approx(1 / math.log2(3))


def test_recall_looks_at_five_and_ndcg_at_ten():
    found = rank_one({"a": 1}, ["1", "2", "3", "4", "5", "a"])

    assert found.recall_at_5 == 0.0
    assert found.ndcg_at_10 == pytest.approx(1 / math.log2(7))


@pytest.mark.parametrize("relevant", [{}, {"a": 0}])
def test_without_a_relevant_passage_nothing_is_defined(relevant):
    assert rank_one(relevant, ["a"]) == Ranking(None, None)


def test_nothing_found_is_zero():
    assert rank_one({"a": 1}, []) == Ranking(0.0, 0.0)


def test_the_average_passes_over_the_undefined():
    assert average([Ranking(1.0, 0.5), Ranking(None, None)]) == Ranking(1.0, 0.5)
    assert average([]).as_json() == {"ndcg@10": None, "recall@5": None}
