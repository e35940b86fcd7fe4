"""Which verified answers of a small museum a question wants, alone and in its conversation."""

from dataclasses import replace

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


def test_what_is_told_of_oneself_first_does_not_hide_what_a_question_is_about(understanding):
    told = "My football team has won every match since 2022."
    alone, behind = "How much is the pay?", f"{told} How much is the pay?"
    assert understanding.share(behind, "en") >= understanding.share(alone, "en") > 0.5
    assert understanding.share(told, "en") < 0.5


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
        ("", ["pay"]),
        ("that a visa is needed", ["visa"]),
        ("de que dura tanto", ["term"]),
        ("something quite different", ["pay"]),
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


def test_what_is_merely_named_wants_the_earlier_question_asked_of_it(understanding):
    named = Rewritten("the guides", "How long is it — the guides", "the guides")
    swapped = replace(named, swapped="What is the pay of the guides")
    assert ids(understanding.in_context(named, "en", None, "")) != ["guides-pay"]
    assert ids(understanding.in_context(swapped, "en", None, "")) == ["guides-pay"]


def test_the_earlier_question_asked_of_something_else_does_not_tell_the_same_again(understanding):
    asked = Rewritten("a visa", "the pay — a visa", "a visa", swapped="the pay with a pay slip")
    assert ids(understanding.in_context(asked, "en", "pay", "")) == ["visa"]


def test_a_bound_question_wants_what_the_one_before_is_about_whatever_it_says(understanding):
    asked = Rewritten("how long?", "How much is the pay of a guide — and then?", "how long?")
    assert ids(understanding.in_context(asked, "en", None, "")) == ["term"]
    assert ids(understanding.in_context(replace(asked, bound=True), "en", None, "")) == [
        "guides-pay"
    ]


def test_what_does_not_fit_the_last_question_is_tried_with_the_one_before_that(understanding):
    asked = Rewritten("why?", "Who won the football match — why?", "why?")
    farther = replace(asked, farther="How much is the pay — why?")
    assert ids(understanding.in_context(asked, "en", None, "")) == []
    assert ids(understanding.in_context(farther, "en", None, "")) == ["pay"]


def test_what_was_told_is_told_again_where_it_is_asked_for(understanding):
    asked = Rewritten("why?", "How much is the guide paid — why?", "why?", more=False)
    assert ids(understanding.in_context(asked, "en", "guides-pay", "")) == ["guides-pay"]
    more = understanding.in_context(replace(asked, more=True), "en", "guides-pay", "")
    assert ids(more) != ["guides-pay"]


def test_what_a_message_says_before_a_leaning_question_does_not_hide_the_conversation(
    understanding,
):
    asked = Rewritten("why?", "How much is the pay — why?", "why?")
    assert ids(understanding.in_context(asked, "en", None, "All right.")) == ["pay"]
