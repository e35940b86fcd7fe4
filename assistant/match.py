"""Which verified answer a question wants, and how sure that is."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from assistant.decision import Decision
from knowledge.classifier import Classifier, softmax
from knowledge.document import Passage
from knowledge.embedder import Vectors
from knowledge.examples import UNKNOWN
from knowledge.verified import AnswerKind, VerifiedAnswer

FEATURES = (
    "log_share",
    "logit",
    "lead",
    "similarity",
    "similarity_lead",
    "deviation",
)
_COMPARED = 32  # questions whose nearness to every wording is remembered: a turn has several
_WEIGHED = 1024  # questions whose matches are remembered
_CANDIDATES = 4
_NEIGHBOURS = 2
PLAIN = 0.5  # a match that needs no look at the question before
SURE = 0.75  # a match that no second one is served with
CERTAIN = 0.95  # a match that no part of a message can be better than
_EVEN = 0.5  # an answer at least this likely comes before a likelier known gap
_CLOSE = 0.75  # of the threshold, for the likelier of two that are close


@dataclass(frozen=True, slots=True)
class Match:
    """A verified answer that may be wanted, and the probability that it is."""

    answer: VerifiedAnswer
    probability: float
    values: tuple[float, ...]
    """The features behind the probability, in the order of FEATURES."""

    @property
    def similarity(self) -> float:
        """How near the question is to the nearest wording; 0 where that is not known."""
        return self.values[FEATURES.index("similarity")] if self.values else 0.0


@dataclass(frozen=True, slots=True, eq=False)
class Heard:
    """A question together with the one before it, and how much that says of what is wanted."""

    vector: Vectors
    weight: float


def wanted(matches: Sequence[Match], threshold: float) -> tuple[Match, ...]:
    """The matches to serve: none, the likeliest, or the two likeliest together.

    Two that are close share the probability that one of them is right. When both give answers,
    both are served, because a question often touches two; what the sources do say comes before
    what they do not, where that is about as likely.
    """
    if not matches:
        return ()
    first, second = matches[0], matches[1] if len(matches) > 1 else None
    if first.probability >= SURE or second is None or second.probability < first.probability / 2:
        return (first,) if first.probability >= threshold else ()
    if first.probability < threshold * _CLOSE or first.probability + second.probability < threshold:
        return ()
    if first.answer.kind is second.answer.kind:
        return (first, second) if first.answer.kind is AnswerKind.ANSWER else (first,)
    return (
        (first,)
        if first.answer.kind is AnswerKind.ANSWER or second.probability < _EVEN
        else (second,)
    )


def _blend(alone: Vectors, heard: Vectors, weight: float) -> Vectors:
    """Scores of a question that leans on the one before, from those alone and together."""
    return (1 - weight) * alone + weight * heard


class Matcher:
    """Compares questions with all wordings of all verified answers at once."""

    def __init__(
        self,
        answers: Mapping[str, VerifiedAnswer],
        wordings: Sequence[Passage],
        vectors: Vectors,
        classifier: Classifier | None,
        decision: Decision,
    ) -> None:
        """`vectors` has one unit row per wording; a wording's `source_id` is its answer's id."""
        column = {label: n for n, label in enumerate(classifier.labels if classifier else ())}
        usable = answers.keys() & column.keys()
        known = [i for i, w in enumerate(wordings) if w.source_id in usable]
        self._answers = answers
        self._ids = sorted({wordings[i].source_id for i in known})
        self._column = np.array([column[i] for i in self._ids], dtype=np.intp)
        self._unknown = column.get(UNKNOWN)
        place = {answer_id: n for n, answer_id in enumerate(self._ids)}
        self._owner = np.array([place[wordings[i].source_id] for i in known], dtype=np.intp)
        self._vectors = vectors if len(known) == len(wordings) else vectors[known]
        self._classifier = classifier
        self._decision = decision
        self._compared = lru_cache(maxsize=_COMPARED)(self._compare)
        self._weighed = lru_cache(maxsize=_WEIGHED)(self._weigh)

    @property
    def threshold(self) -> float:
        """A match below this probability is not served."""
        return self._decision.threshold

    def matches(
        self, vector: Vectors, heard: Heard | None = None, without: Collection[str] = ()
    ) -> list[Match]:
        """The verified answers that a question may want, likeliest first.

        `heard` is the question together with the one before it: what is wanted must fit both.
        Those `without` are as if they did not exist.
        """
        if self._classifier is None or not self._ids:
            return []
        before = (heard.vector.tobytes(), heard.weight) if heard else None
        return list(self._weighed(vector.tobytes(), before, frozenset(without)))

    def features(
        self, vector: Vectors, heard: Heard | None = None, without: Collection[str] = ()
    ) -> list[tuple[str, tuple[float, ...]]]:
        """Candidates by answer id with the values of FEATURES."""
        similar, scores = self._compared(vector.tobytes())
        if heard is not None:
            near, far = self._compared(heard.vector.tobytes())
            similar = _blend(similar, near, heard.weight)
            scores = _blend(scores, far, heard.weight)
        nearest = np.full(len(self._ids), -1.0, dtype=np.float32)
        np.maximum.at(nearest, self._owner, similar)
        unknown = -np.inf if self._unknown is None else float(scores[self._unknown])
        open_to = np.array([i not in without for i in self._ids])
        nearest[~open_to] = -1.0
        logits = np.where(open_to, scores[self._column], -np.inf)
        shares = np.log(softmax(np.append(logits, unknown)) + 1e-9)
        best = [*np.argsort(-logits)[:_CANDIDATES], *np.argsort(-nearest)[:_NEIGHBOURS]]
        mean, spread = float(similar.mean()), float(similar.std()) or 1.0
        found: list[tuple[str, tuple[float, ...]]] = []
        for n in dict.fromkeys(int(i) for i in best if open_to[i]):
            values = (
                float(shares[n]),
                float(logits[n]),
                float(logits[n] - np.delete(logits, n).max(initial=max(-20.0, unknown))),
                float(nearest[n]),
                float(nearest[n] - np.delete(nearest, n).max(initial=-1.0)),
                (float(nearest[n]) - mean) / spread,
            )
            found.append((self._ids[n], values))
        return found

    def _weigh(
        self, vector: bytes, before: tuple[bytes, float] | None, without: frozenset[str]
    ) -> tuple[Match, ...]:
        """As `matches`, of vectors that can be remembered."""
        heard = Heard(_vector(before[0]), before[1]) if before else None
        found = [
            Match(self._answers[i], self._decision.probability(values), values)
            for i, values in self.features(_vector(vector), heard, without)
        ]
        return tuple(sorted(found, key=lambda m: (-m.probability, m.answer.id)))

    def _compare(self, vector: bytes) -> tuple[Vectors, Vectors]:
        """How near a question is to every wording, and its score for every label."""
        assert self._classifier is not None
        asked = _vector(vector)
        return self._vectors @ asked, self._classifier.logits(asked)


def _vector(content: bytes) -> Vectors:
    return np.frombuffer(content, dtype=np.float32)
