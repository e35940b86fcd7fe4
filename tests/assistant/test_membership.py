"""Names of which a question asks whether they are among others."""

import pytest

from assistant.membership import Membership
from assistant.mentions import Mentions

ORDINARY = (
    "is are a i i'm s the in or and partner partners here from work at my name company do you what "
    "that heard like besides also people language spoken lives why isn t does live nurse can study "
    "qui est sont partenaire partenaires suis je de a et fait partie des dans la bosse chez ma "
    "boite si dit que comme socia socias es son soy trabajo en participa y empresa mi bonjour me "
    "llamo include our needed join joined t'as vu est-ce est-il est-elle c'est it with pays un une"
)
MENTIONS = Mentions(ORDINARY.split(), {"zoonet"})
MEMBERSHIP = Membership({"en": {"partner"}, "fr": {"partenair"}, "es": {"soci"}}, known={"zoonet"})


def asked(text, language="en"):
    marked = MENTIONS.marked(text, language)
    found = MEMBERSHIP(marked, language)
    return [marked.mentions[n].text for n in found.places]


@pytest.mark.parametrize(
    ("text", "language", "names"),
    [
        ("Is Quito a partner?", "en", ["Quito"]),
        ("is quito a partner", "en", ["quito"]),
        ("Is Quito a partner, and Lima?", "en", ["Quito", "Lima"]),
        ("Quito, Lima and Oslo, are they partners?", "en", ["Quito", "Lima", "Oslo"]),
        ("I heard that Quito is a Zoonet partner", "en", ["Quito"]),
        ("Why isn't Quito a partner of the people?", "en", ["Quito"]),
        ("Do the partners include Quito?", "en", ["Quito"]),
        ("what about Quito or Lima?", "en", ["Quito", "Lima"]),
        ("Quito et Lima en font partie ?", "fr", ["Quito", "Lima"]),
        ("Est-ce que Quito est partenaire ?", "fr", ["Quito"]),
        ("t'as vu si Quito est dans les partenaires ?", "fr", ["Quito"]),
        ("¿Participa Quito?", "es", ["Quito"]),
        ("¿Son socias Quito, Lima y Oslo?", "es", ["Quito", "Lima", "Oslo"]),
        ("¿y Quito?", "es", ["Quito"]),
    ],
)
def test_names_that_are_asked_for_are_found(text, language, names):
    assert asked(text, language) == names


@pytest.mark.parametrize(
    ("text", "language", "names"),
    [
        ("Hi, Ken from Texas here, is Lima a partner?", "en", ["Lima"]),
        ("I'm Mia from Ohio State, is Lima a partner?", "en", ["Lima"]),
        ("My name is Mia, is Lima a partner?", "en", ["Lima"]),
        ("Is Lima a partner in Texas or Ohio?", "en", ["Lima"]),
        ("Is Python needed, and is Lima a partner?", "en", ["Lima"]),
        ("I study at Yale: is Lima a partner?", "en", ["Lima"]),
        ("Is Lima a partner, Ken?", "en", ["Lima"]),
        ("Is Lima a partner?\nKen", "en", ["Lima"]),
        ("Bonjour, je suis Ali de Lyon, Lima est-elle partenaire ?", "fr", ["Lima"]),
        ("Je suis à Lyon, Lima est partenaire ?", "fr", ["Lima"]),
        ("Me llamo Ana, soy de Cali, ¿es socia Lima?", "es", ["Lima"]),
        ("What do people in Texas like?", "en", []),
        ("I study Hindi and Tamil, is Lima a partner?", "en", ["Lima"]),
    ],
)
def test_who_asks_where_from_and_what_with_is_not_asked_for(text, language, names):
    assert asked(text, language) == names


@pytest.mark.parametrize(
    ("text", "language", "names"),
    [
        ("I work at Quito in Texas, is my company a partner?", "en", ["Quito"]),
        ("Je bosse chez Quito, ma boîte est partenaire ?", "fr", ["Quito"]),
        ("Trabajo en Quito, ¿mi empresa es socia?", "es", ["Quito"]),
        ("I'm a night nurse with Quito. Is it a partner?", "en", ["Quito"]),
        ("Je suis infirmière de nuit chez Quito. C'est un partenaire ?", "fr", ["Quito"]),
        ("Soy enfermera en Quito. ¿Es socia?", "es", ["Quito"]),
        ("I work at Quito, is Lima a partner?", "en", ["Lima"]),
        ("I work at Quito. What do partners do?", "en", []),
    ],
)
def test_an_employer_is_asked_for_where_the_question_is_about_it(text, language, names):
    assert asked(text, language) == names


@pytest.mark.parametrize(("row", "language"), [("and , ", "en"), ("ou ", "fr")])
def test_a_long_row_of_nothing_but_ands_is_read_in_one_way(row, language):
    assert asked(f"Quito {row * 150}?", language) == ["Quito"]


@pytest.mark.parametrize(
    ("text", "alone", "plainly"),
    [
        ("Is Quito a partner?", True, True),
        ("and Quito?", True, False),
        ("Is Quito a partner, and what do people do?", False, True),
        ("Is Quito a nurse?", False, False),
        ("I work at Quito. Is it a partner?", True, True),
        ("I work at Quito. Is it a partner and pays?", False, True),
        ("", False, True),
    ],
)
def test_it_is_told_whether_anything_else_is_asked(text, alone, plainly):
    found = MEMBERSHIP(MENTIONS.marked(text, "en"), "en")

    assert (found.alone, found.plainly) == (alone, plainly)
