from dataclasses import replace

import numpy as np
import pytest

from assistant.decision import Decision
from assistant.match import FEATURES, Heard, Match, Matcher, wanted
from knowledge.classifier import fit_classifier
from knowledge.document import Passage
from knowledge.errors import InvalidKnowledge
from knowledge.examples import UNKNOWN
from knowledge.verified import AnswerKind
from tests.knowledge.test_check import answer

PAY, TERM = answer(id="pay"), answer(id="term")
GAP = answer(id="gap", kind=AnswerKind.NOT_STATED)


def match(told, probability):
    return Match(told, probability, ())


@pytest.mark.parametrize(
    ("matches", "served"),
    [
        ([], []),
        ([match(PAY, 0.9), match(TERM, 0.5)], ["pay"]),
        ([match(PAY, 0.3), match(TERM, 0.1)], []),
        ([match(PAY, 0.32), match(TERM, 0.25)], ["pay", "term"]),
        ([match(PAY, 0.25), match(TERM, 0.24)], []),
        ([match(PAY, 0.1), match(TERM, 0.1)], []),
        ([match(GAP, 0.45), match(TERM, 0.4)], ["gap"]),
        ([match(PAY, 0.45), match(TERM, 0.1)], ["pay"]),
    ],
)
def test_which_matches_are_served(matches, served):
    assert [m.answer.id for m in wanted(matches, 0.4)] == served


@pytest.fixture
def matcher():
    """Two answers and the unknown, each around a direction of its own."""
    random = np.random.default_rng(1)
    rows = [np.eye(4)[d] + random.normal(0, 0.05, 4) for d in (0, 1, 2) for _ in range(8)]
    vectors = np.array([r / np.linalg.norm(r) for r in rows], dtype=np.float32)
    labels = ["pay"] * 8 + ["term"] * 8 + [UNKNOWN] * 8
    wordings = [Passage(str(n), labels[n], (), "w", 0, 1, "en") for n in range(16)]
    decision = replace(Decision.undecided(FEATURES), weights=np.array([1, 0, 1, 0, 0, 0.0]))
    answers = {"pay": PAY, "term": TERM}
    return Matcher(answers, wordings, vectors[:16], fit_classifier(vectors, labels), decision)


def direction(n):
    return np.eye(4, dtype=np.float32)[n]


def test_the_answer_whose_wordings_are_near_is_likeliest(matcher):
    assert matcher.matches(direction(1))[0].answer.id == "term"


def test_an_answer_left_out_is_as_if_it_did_not_exist(matcher):
    found = matcher.matches(direction(1), without={"term"})
    assert [m.answer.id for m in found] == ["pay"]


def test_the_question_before_decides_the_more_the_more_it_weighs(matcher):
    best = [
        matcher.matches(direction(0), Heard(direction(1), weight))[0].answer.id
        for weight in (0.0, 0.2, 0.8, 1.0)
    ]
    assert best == ["pay", "pay", "term", "term"]


def test_what_is_near_the_unknown_is_hardly_anything(matcher):
    known = matcher.matches(direction(0))[0].probability
    assert matcher.matches(direction(2))[0].probability < known / 2


def test_what_is_remembered_of_a_question_is_that_of_the_same_question_alone(matcher):
    heard, without = Heard(direction(1), 1.0), {"pay"}
    first = matcher.matches(direction(0))
    best = [
        matcher.matches(direction(0), *more)[0].answer.id
        for more in ((), (heard,), (None, without), (Heard(direction(1), 0.0),), ())
    ]
    assert best == ["pay", "term", "term", "pay", "pay"]
    first.clear()
    assert matcher.matches(direction(0))[0].answer.id == "pay"


def test_without_verified_answers_there_is_no_match():
    empty = Matcher({}, [], np.zeros((0, 4), np.float32), None, Decision.undecided(FEATURES))
    assert empty.matches(direction(0)) == []


def test_a_decision_fitted_on_other_features_is_refused(tmp_path):
    path = tmp_path / "decision.json"
    path.write_text(
        '{"match": {"features": ["a"], "mean": [0], "scale": [1], "weights": [1], "bias": 0,'
        ' "threshold": 0.5}}'
    )
    with pytest.raises(InvalidKnowledge, match="fitted on"):
        Decision.load(path, "match", FEATURES)
    with pytest.raises(InvalidKnowledge, match="quote"):
        Decision.load(path, "quote", FEATURES)
