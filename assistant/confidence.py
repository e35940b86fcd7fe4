"""How often replies of a certain probability are right: what an Answer's confidence tells."""

from __future__ import annotations

from dataclasses import replace
from math import log

from assistant.answer import Answer, Origin
from assistant.decision import Decision

FEATURES = ("logit",)
_CERTAIN = 1e-4  # probabilities nearer to 0 or 1 are not told apart


def logit(probability: float) -> float:
    """Log odds of a probability, within what is told apart."""
    kept = min(max(probability, _CERTAIN), 1.0 - _CERTAIN)
    return log(kept / (1.0 - kept))


def calibrated(answer: Answer, decision: Decision) -> Answer:
    """The Answer with the share of right replies at its probability as its confidence.

    The decision on what to serve was fitted with a third of all answers taken away, as if visitors
    asked that much that no source tells; they ask less of it, so its probabilities are too low.
    What a chat model wrote keeps the support of its sentences.
    """
    if not answer.confidence or any(s.origin is Origin.GENERATED for s in answer.sentences):
        return answer
    return replace(answer, confidence=decision.probability([logit(answer.confidence)]))
