"""Whom a pronoun stands for after an answer that named somebody."""

import pytest

from assistant.person import about_person

PEOPLE = ("Ada Byron", "Charles Babbage")
TOLD = "The office is led by Ada Byron, who worked with Charles Babbage. [1]"


@pytest.mark.parametrize(
    ("question", "language", "asked"),
    [
        ("What did she do before that?", "en", "What did Ada Byron do before that?"),
        ("what is her age", "en", "what is her age (Ada Byron)"),
        (
            "Qu'est-ce qu'elle faisait avant ?",
            "fr",
            "Qu'est-ce qu'elle faisait avant ? (Ada Byron)",
        ),
        ("et son parcours ?", "fr", "et son parcours ? (Ada Byron)"),
        ("¿Qué hacía antes?", "es", "¿Qué hacía antes? (Ada Byron)"),
        ("¿y él quién es?", "es", "¿y él quién es? (Ada Byron)"),
    ],
)
def test_a_pronoun_stands_for_the_first_person_of_the_answer(question, language, asked):
    assert about_person(question, TOLD, language, PEOPLE) == asked


@pytest.mark.parametrize(
    ("question", "language"),
    [
        ("Where is it?", "en"),
        ("What did Byron do before?", "en"),
        ("Faut-il un diplôme ?", "fr"),
        ("il y a des avantages ?", "fr"),
        ("¿cuánto dura el programa?", "es"),
        ("¿qué hace su agencia?", "es"),
    ],
)
def test_other_questions_ask_of_no_person(question, language):
    assert about_person(question, TOLD, language, PEOPLE) == ""


def test_nobody_is_meant_where_the_answer_names_nobody():
    assert about_person("what did he do?", "The office leads it.", "en", PEOPLE) == ""


def test_a_name_within_a_longer_one_is_nobody():
    told = "The office is led by Amanda Byronson."
    assert about_person("what did she do?", told, "en", ("Manda Byron",)) == ""
