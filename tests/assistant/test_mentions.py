"""Where a question names something."""

import pytest

from assistant.mentions import Mentions

ORDINARY = (
    "figura is the zoo open a ask rapid transit qui est dans la lista list hola dit target late"
)
MENTIONS = Mentions(ORDINARY.split(), {"zoonet"})


def names(text, language="en"):
    """The names that are found, those that are not written as one in brackets."""
    found = MENTIONS.marked(text, language).mentions
    return [m.text if m.sure else f"({m.text})" for m in found]


@pytest.mark.parametrize(
    ("text", "language", "found"),
    [
        ("Is Quito Tower in the list?", "en", ["Quito Tower"]),
        ("Is Target late, or Rapid?", "en", ["Target", "Rapid"]),
        ('Is "Acme & Sons" or Bank of Peru late?', "en", ["Acme & Sons", "Bank of Peru"]),
        ("is eBay, AT&T or C3.ai late", "en", ["eBay", "AT&T", "C3.ai"]),
        ("Acme's list, Coca-Cola’s zoo", "en", ["Acme", "Coca-Cola"]),
        ("Quito-t-il dit qu’Oslo est dans la lista d'Uber ?", "fr", ["Quito", "Oslo", "Uber"]),
        ("¿Está Ñandú en la lista?", "es", ["Ñandú"]),
        ("Is May or I late on Monday?", "en", []),
    ],
)
def test_capitals_inside_a_sentence_are_names(text, language, found):
    sure = [name for name in names(text, language) if name[0] != "("]

    assert sure == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Quito is late", ["Quito"]),
        ("Zoo is late", []),
        ("Rapid Transit is late", ["Rapid Transit"]),
        ("Hola Quito", ["Quito"]),
        ("¿Figura Rapid Transit?", ["Rapid Transit"]),
        ("Zoonet is late. Target is late", []),
    ],
)
def test_at_the_start_of_a_sentence_only_words_that_no_one_knows_are_names(text, found):
    assert names(text) == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("is quito in the list", ["(quito)"]),
        ("Is Quito In A List", ["(Quito)"]),
        ("is booz allen late", ["(booz allen)"]),
        ("is the zoo late", []),
    ],
)
def test_where_capitals_tell_nothing_unknown_words_may_be_names(text, found):
    assert names(text) == found


def test_names_leave_a_mark_in_the_folded_text():
    marked = MENTIONS.marked("Est-ce qu’«Écho» ou quito est dans la LISTA ?", "fr")

    assert marked.text == "est-ce qu' §  ou ¤ est dans la § ?"
    assert [(m.text, m.start, m.end) for m in marked.mentions][:1] == [("Écho", 11, 15)]


def test_a_mark_that_the_question_has_itself_is_no_name():
    marked = MENTIONS.marked("Is §1 or ¤ late, Quito?", "en")

    assert (marked.text, len(marked.mentions)) == ("is  1 or   late, §?", 1)
