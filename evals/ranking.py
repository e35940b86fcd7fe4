"""How well Passages are ranked: nDCG@10 and recall@5, computed by ir-measures."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import ir_measures
from ir_measures import R, nDCG

from evals.metrics import mean

_NDCG, _RECALL = nDCG @ 10, R @ 5


@dataclass(frozen=True, slots=True)
class Ranking:
    """The measures of one question, or their means over many."""

    ndcg_at_10: float | None
    recall_at_5: float | None

    def as_json(self) -> dict[str, float | None]:
        """Under the names that the command line prints."""
        return {"ndcg@10": _rounded(self.ndcg_at_10), "recall@5": _rounded(self.recall_at_5)}


def rank_one(relevant: Mapping[str, int], ranked: Sequence[str]) -> Ranking:
    """The measures of one ranked list of ids; undefined where nothing is relevant."""
    if not any(grade > 0 for grade in relevant.values()):
        return Ranking(None, None)
    # The tool orders by score and breaks ties by id: ranks become scores without ties.
    run = {"q": {name: float(-place) for place, name in enumerate(ranked)}}
    found = ir_measures.calc_aggregate([_NDCG, _RECALL], {"q": dict(relevant)}, run)
    return Ranking(float(found[_NDCG]), float(found[_RECALL]))


def average(rankings: Sequence[Ranking]) -> Ranking:
    """The means over the questions that have a measure."""
    return Ranking(
        mean(one.ndcg_at_10 for one in rankings), mean(one.recall_at_5 for one in rankings)
    )


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 4)
