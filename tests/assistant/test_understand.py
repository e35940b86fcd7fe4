"""Which verified answers of a small museum a question wants, alone and in its conversation."""

import pytest

from assistant.rewrite import Rewritten
from tests.assistant.museum import museum


@pytest.fixture(scope="module")
def understanding():
    return museum().understanding


def ids(weighed):
    return [match.answer.id for match in weighed.wanted]


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("How much is the pay?", ["pay"]),
        ("Quel est le salaire des guides ?", ["guides-pay"]),
        ("Is there a café?", []),
        ("Who won the football match?", []),
    ],
)
def test_a_question_wants_the_answer_on_its_topic_or_none(understanding, text, wanted):
    weighed = understanding.by_itself(text, "en")
    assert ids(weighed) == wanted
    assert (weighed.sure > 0.5) == bool(wanted)
    shares = [match.probability for match in weighed.matches]
    assert shares == sorted(shares, reverse=True)


def test_what_may_be_about_something_else_must_be_the_surer(understanding):
    about = understanding.by_itself("the pay", "en")
    doubtful = understanding.by_itself("the pay for a football match", "en")
    named = understanding.by_itself("the pay for a football match of the museum", "en")
    chances = [w.matches[0].probability for w in (about, doubtful, named)]
    assert chances[1] < chances[2] / 2 < chances[0]


@pytest.mark.parametrize("told", [None, "pay", "term"])
def test_a_question_that_is_plain_by_itself_stands_alone(understanding, told):
    leaning = Rewritten("and how long?", "How much is the pay — how long?", "how long?")
    assert ids(understanding.in_context(leaning, "en", told, "")) == ["term"]


def test_a_question_that_says_nothing_by_itself_wants_what_the_one_before_is_about(understanding):
    leaning = Rewritten("why?", "How long is it — why?", "why?")
    assert ids(understanding.by_itself("why?", "en")) == []
    assert ids(understanding.in_context(leaning, "en", None, "")) == ["term"]


def test_what_was_told_is_told_again_only_where_nothing_else_is_wanted(understanding):
    alike = Rewritten("why?", "How much is the guide paid — why?", "why?")
    assert ids(understanding.in_context(alike, "en", None, "")) == ["guides-pay"]
    assert "guides-pay" not in ids(understanding.in_context(alike, "en", "guides-pay", ""))
    alone = Rewritten("why?", "How long is it — why?", "why?")
    assert ids(understanding.in_context(alone, "en", "term", "")) == ["term"]


@pytest.mark.parametrize(
    ("bare", "wanted"),
    [
        ("are you sure?", ["pay"]),
        ("are you sure that a visa is needed?", ["visa"]),
        ("je croyais autre chose", ["pay"]),
        ("¿estás seguro de que dura tanto?", ["term"]),
    ],
)
def test_a_doubt_wants_the_same_again_unless_it_is_about_something_else(
    understanding, bare, wanted
):
    doubt = Rewritten("How much is the pay?", f"How much is the pay — {bare}", bare, again=True)
    assert ids(understanding.in_context(doubt, "en", "pay", "")) == wanted


@pytest.mark.parametrize(
    ("said", "text", "wanted"),
    [
        ("I am a guide.", "What is the pay?", ["guides-pay"]),
        ("Je suis guide.", "Quel est le salaire ?", ["guides-pay"]),
        ("I come from Peru.", "What is the pay?", ["pay"]),
        ("I like football.", "What is the pay?", ["pay"]),
        ("I need a visa.", "Why?", ["visa"]),
    ],
)
def test_what_a_message_says_before_its_question_counts_where_it_helps(
    understanding, said, text, wanted
):
    assert ids(understanding.in_context(Rewritten(text), "en", None, said)) == wanted
