"""Follow-ups, several questions at once and wrong values, over the project's own knowledge."""

import gc
import weakref
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from assistant.answer import Status
from assistant.conversation import Conversation, Turn, recent
from assistant.events import Considered
from knowledge.figures import figures

EMPTY = Conversation("c")


@pytest.fixture(scope="module")
def ask(real_assistant):
    """Ask one or more questions in one conversation; the last Answer."""

    def asked(*questions, language=None):
        conversation = EMPTY
        for question in questions:
            answer = real_assistant.answer(question, conversation, language)
            turn = Turn(str(len(conversation.turns)), datetime.now(UTC), answer)
            conversation = replace(conversation, turns=(*conversation.turns, turn))
        return answer

    return asked


@pytest.mark.parametrize(
    ("first", "second", "wanted"),
    [
        ("What is the salary?", "on what does it depend?", "pay-depends-on"),
        ("Quel est le salaire ?", "ça dépend de quoi ?", "pay-depends-on"),
        ("¿Cuál es el sueldo?", "¿de qué depende?", "pay-depends-on"),
        ("What is the salary?", "no, I meant the managers", "managers-pay"),
        ("Quel est le salaire ?", "non, je parlais des managers", "managers-pay"),
        ("¿Cuál es el sueldo?", "no, me refería a los managers", "managers-pay"),
    ],
)
def test_a_follow_up_goes_on_from_what_was_told(ask, first, second, wanted):
    assert ask(first, second).verified_id == wanted


@pytest.mark.parametrize(
    ("message", "told"),
    [
        ("How long is the term? Is there any mentoring?", "mentor"),
        ("Combien de temps dure la mission et y a-t-il des mentors ?", "mentor"),
        ("¿Cuánto dura el programa? ¿Hay mentores?", "mentor"),
    ],
)
def test_every_question_of_a_message_is_answered_in_one_answer(real_assistant, message, told):
    events = list(real_assistant.events(message, EMPTY))
    answer = events[-1].answer
    assert len([e for e in events if isinstance(e, Considered)]) == 2
    assert answer.status is Status.ANSWERED
    assert "2" in figures(answer.sentences[0].text) and told not in answer.sentences[0].text
    assert told in answer.text
    assert answer.text == " ".join([*map(str, answer.sentences), *answer.notes])


@pytest.mark.parametrize(
    ("message", "lead"),
    [
        ("Is it true that fellows earn $90,000 a year?", "The sources say otherwise"),
        ("Pourquoi la mission ne dure-t-elle que quatre ans ?", "Les sources disent autre chose"),
        ("¿Por qué el programa dura solo cuatro años?", "Las fuentes dicen otra cosa"),
    ],
)
def test_what_a_question_has_wrong_is_put_right(ask, message, lead):
    answer = ask(message)
    assert answer.text.startswith(lead)
    assert answer.citations


def test_a_part_that_was_not_answered_is_named_below_what_was(ask):
    answer = ask("How long is the term? Do the fellows of Tech Force get a swimming pool?")
    assert (answer.status, len(answer.notes)) == (Status.ANSWERED, 1)
    assert "swimming pool" in answer.notes[0]
    assert answer.text.endswith(answer.notes[0])


def test_the_questions_that_are_recalled_begin_alike_for_several_turns():
    asked = [str(n) for n in range(40)]
    recalled = [recent(asked[:n], 10) for n in range(1, 41)]

    assert len({questions[0] for questions in recalled}) == 7
    assert all(list(q[-10:]) == asked[:n][-10:] for n, q in enumerate(recalled, 1))
    assert max(map(len, recalled)) == 14
    assert recent(asked, 0) == ()


def test_what_is_too_long_to_be_recalled_is_not_kept(real_assistant):
    class Said(str):
        """A text whose end can be seen."""

    said = Said("a" * 2000)
    seen = weakref.ref(said)
    assert real_assistant.recalled([said]).turns == ()
    del said
    gc.collect()
    assert seen() is None
