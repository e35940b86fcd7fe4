"""Questions that only ask which of the things said before is so."""

import pytest

from assistant.parts import Part, questions
from assistant.which import asks_which


@pytest.mark.parametrize(
    ("question", "language"),
    [
        ("Which one is it?", "en"),
        ("so which of the two should I believe?", "en"),
        ("Do I tell her which is right?", "en"),
        ("what gives", "en"),
        ("Who's right?", "en"),
        ("Lequel des deux est juste ?", "fr"),
        ("Du coup, qui a raison ?", "fr"),
        ("À qui dois-je me fier ?", "fr"),
        ("qu'en est-il vraiment", "fr"),
        ("¿Cuál de los dos es correcto?", "es"),
        ("Entonces, ¿en qué quedamos?", "es"),
        ("¿A quién le creo?", "es"),
    ],
)
def test_a_question_without_a_subject_of_its_own(question, language):
    assert asks_which(question, language)


@pytest.mark.parametrize(
    ("question", "language"),
    [
        ("Which companies are partners?", "en"),
        ("Who is right for the job?", "en"),
        ("What is the real pay?", "en"),
        ("Qui dirige le programme ?", "fr"),
        ("Quel chiffre d'affaires ?", "fr"),
        ("¿Cuál es el sueldo?", "es"),
        ("¿Quién dice la última palabra?", "es"),
    ],
)
def test_a_question_with_a_subject_is_another(question, language):
    assert not asks_which(question, language)


def test_what_was_said_before_it_is_the_question():
    told = "The poster says the zoo opens at nine, the leaflet says ten."

    assert questions(f"{told} Which one is it?", "en") == (Part(told),)
    assert questions("Which one is it?", "en") == (Part("Which one is it?"),)
