from datetime import UTC, datetime

import pytest

from assistant.answer import Status
from assistant.conversation import Conversation, Turn
from assistant.rewrite import rewrite
from tests.assistant.test_answer import made


def after(question, **changes):
    answer = made(question=question, standalone_question=question, **changes)
    return Conversation("c", (Turn("t", datetime.now(UTC), answer),))


EMPTY = Conversation("c")
DECLINED = {"status": Status.CLARIFICATION, "sentences": (), "citations": ()}


def texts(rewritten):
    return [reading.text for reading in rewritten.readings]


def test_a_question_without_context_stays_as_it_is():
    assert texts(rewrite("and how long?", EMPTY, "en")) == ["and how long?"]


def test_a_question_of_its_own_stays_alone():
    earlier = after("How much do fellows earn?")
    rewritten = rewrite("Which companies are partners of the programme?", earlier, "en")
    assert not rewritten.follow_up
    assert texts(rewritten) == ["Which companies are partners of the programme?"]


@pytest.mark.parametrize(
    ("question", "language", "alone"),
    [
        ("and for how many years?", "en", "for how many years?"),
        ("et pour combien d'années ?", "fr", "pour combien d'années ?"),
        ("¿y cuánto dura?", "es", "cuánto dura?"),
    ],
)
def test_a_question_with_its_own_asking_word_is_first_read_alone(question, language, alone):
    rewritten = rewrite(question, after("how much do they earn?"), language)
    assert rewritten.follow_up
    assert rewritten.readings[0].text == alone
    assert not rewritten.readings[0].joined
    assert rewritten.readings[1].joined


@pytest.mark.parametrize(
    ("question", "language", "ending"),
    [
        ("and for managers?", "en", "for managers?"),
        ("et au fisc ?", "fr", "au fisc ?"),
        ("¿y la ciudadanía?", "es", "la ciudadanía?"),
    ],
)
def test_a_bare_noun_is_first_read_with_the_question_before(question, language, ending):
    first = rewrite(question, after("Is a degree needed?"), language).readings[0]
    assert first.joined
    assert first.text == f"Is a degree needed — {ending}"


def test_the_name_of_the_question_before_is_carried_on():
    rewritten = rewrite("when was it announced?", after("Tell me about NASA Force"), "en")
    assert rewritten.readings[0].text == "when was NASA Force announced?"
    brief = rewrite("how long?", after("Tell me about NASA Force"), "en")
    assert brief.readings[0].text.endswith("how long? (NASA Force)")


def test_declined_turns_are_no_context():
    assert not rewrite("and how long?", after("hello", **DECLINED), "en").follow_up
