"""Messages to a small museum: several questions in one, and values that they have wrong."""

import pytest

from assistant.answer import Query, Reason, Status
from assistant.conversation import Conversation
from tests.assistant.museum import TOLD, museum, turns

WRONG = {
    "en": "The sources say otherwise:",
    "fr": "Les sources disent autre chose",
    "es": "Las fuentes dicen otra cosa:",
}


@pytest.fixture(scope="module")
def read():
    """The Answers to a message, after those to earlier messages."""
    reader = museum().reader

    def answers(text, language="en", *before):
        told = [
            r.answer for b in before for r in reader.read(_query(b, language), Conversation("c"))
        ]
        return [r.answer for r in reader.read(_query(text, language), turns(*told))]

    return answers


def _query(text, language):
    return Query(text, language, text)


def ids(answers):
    return [answer.verified_id for answer in answers]


@pytest.mark.parametrize(
    ("message", "language", "wanted"),
    [
        ("What is the pay? How long is it?", "en", ["pay", "term"]),
        ("What is the pay and how long is it?", "en", ["pay", "term"]),
        ("Le salaire ? Combien de temps ? Faut-il un visa ?", "fr", ["pay", "term", "visa"]),
        ("Quel est le salaire et faut-il un visa ?", "fr", ["pay", "visa"]),
        ("¿Cuál es el sueldo? ¿Cuánto dura?", "es", ["pay", "term"]),
        ("¿Qué hace un guía y cuánto dura?", "es", ["guides", "term"]),
    ],
)
def test_every_question_of_a_message_gets_its_own_answer_in_order(read, message, language, wanted):
    answers = read(message, language)
    assert ids(answers) == wanted
    assert {answer.language for answer in answers} == {language}


def test_each_answer_is_to_its_own_part_of_the_message(read):
    asked = ["What is the pay?", "Where do visitors find a good café downstairs?"]
    answers = read(" ".join(asked))
    assert [a.question for a in answers] == asked
    assert [a.reason for a in answers] == [None, Reason.NOT_IN_SOURCES]


def test_a_question_is_heard_in_the_light_of_the_one_before_it_in_the_message(read):
    assert ids(read("Is a visa needed? Or why?"))[0] == "visa"
    assert ids(read("How long is it? Why?")) == ["term"]


def test_a_clause_that_goes_on_with_the_one_before_is_no_question_of_its_own(read):
    assert ids(read("Which visa is needed, and for which visa?")) == ["visa"]


def test_a_third_side_without_an_answer_is_named(read):
    answers = read("the guides, the visa and a fountain")
    assert ids(answers) == ["guides", "visa", None]
    assert (answers[2].question, answers[2].reason) == ("a fountain", Reason.NOT_IN_SOURCES)


def test_a_question_that_hardly_wants_what_was_told_already_has_no_answer(read):
    asked = "Do pay visa cafe cafe rules matter?"
    first, second = read(f"What is the pay? {asked}")
    assert first.verified_id == "pay"
    assert (second.question, second.reason) == (asked, Reason.NOT_IN_SOURCES)


def test_the_same_answer_is_given_once(read):
    assert ids(read("What is the pay? What are guards paid?")) == ["pay"]


@pytest.mark.parametrize(
    "message", ["What is the pay? Who won the football match?", "Football? And the pay?"]
)
def test_another_subject_beside_a_question_is_passed_over(read, message):
    assert ids(read(message)) == ["pay"]


def test_a_message_all_about_other_subjects_is_declined_once(read):
    (answer,) = read("Football? Who won the match?")
    assert (answer.status, answer.reason) == (Status.DECLINED, Reason.OFF_TOPIC)


@pytest.mark.parametrize(
    ("message", "language", "wanted"),
    [
        ("the pay and the visa", "en", ["pay", "visa"]),
        ("le salaire et le visa", "fr", ["pay", "visa"]),
        ("el sueldo y el visado", "es", ["pay", "visa"]),
        ("the pay and the café", "en", ["pay"]),
        ("the pay of the guide and guards", "en", ["guides-pay"]),
    ],
)
def test_sides_of_an_and_are_answered_where_each_surely_wants_something(
    read, message, language, wanted
):
    assert ids(read(message, language)) == wanted


@pytest.mark.parametrize(
    ("message", "language"),
    [
        ("Is the pay really 9000 dollars a month?", "en"),
        ("Le salaire de 9000 dollars par mois est-il fixe ?", "fr"),
        ("¿El sueldo de 9000 dólares al mes es fijo?", "es"),
    ],
)
def test_a_wrong_value_is_put_right(read, message, language):
    (answer,) = read(message, language)
    assert answer.text.startswith(WRONG[language])
    assert TOLD["pay"][language] in answer.text
    assert answer.citations[0].quote == TOLD["pay"]["en"]


@pytest.mark.parametrize(
    ("message", "language"),
    [
        ("Is the pay really 2000 dollars a month?", "en"),
        ("Is the pay 24,000 dollars a month or less?", "en"),
        ("I earn 9000 dollars a month, what is the pay?", "en"),
        ("Le salaire de 2000 dollars par mois est-il fixe ?", "fr"),
        ("Je gagne 9000 dollars par mois, quel est le salaire ?", "fr"),
        ("Gano 9000 dólares al mes, ¿cuál es el sueldo?", "es"),
    ],
)
def test_a_right_value_and_the_askers_own_are_left_alone(read, message, language):
    (answer,) = read(message, language)
    assert answer.text == f"{TOLD['pay'][language]} [1]"


@pytest.mark.parametrize(
    ("message", "language"),
    [
        ("As it lasts five years, what does a guide do?", "en"),
        ("Comme ça dure cinq ans, que fait un guide ?", "fr"),
        ("Si dura cinco años, ¿qué hace un guía?", "es"),
    ],
)
def test_a_wrong_value_on_another_point_is_put_right_before_the_answer(read, message, language):
    (answer,) = read(message, language)
    first, second = [s.text for s in answer.sentences]
    assert first.startswith(WRONG[language]) and first.endswith(TOLD["term"][language])
    assert second == TOLD["guides"][language]


@pytest.mark.parametrize(
    ("message", "language"),
    [
        ("As it lasts five years, at a pay of 9000 dollars a month, what does a guide do?", "en"),
        ("Comme ça dure cinq ans, au salaire de 9000 dollars par mois, que fait un guide ?", "fr"),
        ("Si dura cinco años, con sueldo de 9000 dólares al mes, ¿qué hace un guía?", "es"),
    ],
)
def test_every_wrong_value_is_put_right_after_one_lead(read, message, language):
    (answer,) = read(message, language)
    told = [s.text for s in answer.sentences]
    assert [t.startswith(WRONG[language]) for t in told] == [True, False, False]
    assert told[0].endswith(TOLD["term"][language])
    assert told[1] == TOLD["pay"][language]


def test_a_wrong_value_is_put_right_on_either_side_of_an_and(read):
    first, second = read("the pay of 9000 dollars a month and the visa")
    assert first.sentences[0].text == f"{WRONG['en']} {TOLD['pay']['en']}"
    assert second.verified_id == "visa"


@pytest.mark.parametrize(
    ("message", "language", "gap"),
    [
        ("It lasts five years. Is a visa needed?", "en", "my sources do not say"),
        ("Ça dure cinq ans. Le visa, faut-il un visa ?", "fr", "mes sources ne"),
        ("Dura cinco años. ¿Hace falta visado?", "es", "mis fuentes no"),
    ],
)
def test_a_known_gap_is_told_beside_what_is_put_right(read, message, language, gap):
    (answer,) = read(message, language)
    assert answer.status is Status.ANSWERED
    assert answer.sentences[0].text.startswith(WRONG[language])
    assert TOLD["term"][language] in answer.sentences[0].text
    assert gap in answer.text
    assert answer.verified_id == "visa"


@pytest.mark.parametrize(
    ("before", "message", "language", "wanted"),
    [
        ("What is the pay?", "and how long is it?", "en", "term"),
        ("Quel est le salaire ?", "Vraiment ?", "fr", "pay"),
        ("¿Cuánto dura?", "¿Estás seguro?", "es", "term"),
    ],
)
def test_a_message_is_read_in_the_light_of_the_turns_before_it(
    read, before, message, language, wanted
):
    assert ids(read(message, language, before)) == [wanted]


def test_what_is_not_understood_is_read_with_its_slips_mended(read):
    assert ids(read("giude ?")) == ["guides"]
    assert ids(read("gudei ?")) == [None]
