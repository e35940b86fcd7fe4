"""Values that are put forward about the last answer, and nothing else."""

import pytest

from assistant.ventured import tells_nothing, ventures
from tests.assistant.test_answer import made

TOLD = {
    "en": "It closes on 5 March 2031, lasts two years and pays $90,000 to 40 guides.",
    "fr": "La clôture est le 5 mars 2031, pour deux ans, 90 000 dollars et 40 guides.",
    "es": "Cierra el 5 de marzo de 2031, dura dos años y paga 90.000 dólares a 40 guías.",
}


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Wasn't it April 9?", "en"),
        ("To April 9th, if I remember right?", "en"),
        ("no, 60k, right?", "en"),
        ("not three years rather?", "en"),
        ("500 I believe?", "en"),
        ("C'était pas trois ans ?", "fr"),
        ("le 9 avril, sauf erreur ?", "fr"),
        ("pas 500 plutôt ?", "fr"),
        ("¿No era el 9 de abril?", "es"),
        ("¿no eran tres años, más bien?", "es"),
    ],
)
def test_a_mere_value_of_a_kind_that_was_told_is_put_forward(text, language):
    told = made(text=TOLD[language], language=language)

    assert ventures(text, language, told)
    assert not ventures(text, language, made(text="Guides wear green.", language="en"))


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("in 2032?", "en"),
        ("Is it paid?", "en"),
        ("Wasn't it?", "en"),
        ("for the three years at sea?", "en"),
        ("5 cafés?", "en"),
        ("en avril 2032 ?", "fr"),
        ("¿y en abril?", "es"),
        ("", "en"),
    ],
)
def test_what_asks_for_more_puts_no_value_forward(text, language):
    assert not ventures(text, language, made(text=TOLD[language], language=language))


def test_words_around_a_value_may_say_nothing_of_it():
    assert tells_nothing("wasn't it", "en") and tells_nothing("", "es")
    assert not tells_nothing("wasn't the pay", "en")
