import pytest

from assistant.parts import Part, proposals, questions


def texts(message, language):
    return [part.text for part in questions(message, language)]


@pytest.mark.parametrize(
    ("message", "language", "asked"),
    [
        ("What does a guide do? Where is the school?", "en", 2),
        ("What does a guide do and where is the school", "en", 2),
        ("Who teaches, when does it start, and which towns take part?", "en", 3),
        ("Que fait un guide ? Où est l’école ?", "fr", 2),
        ("Que fait un guide et où est l'école ?", "fr", 2),
        ("Faut-il un permis, et combien coûte le cours ?", "fr", 2),
        ("¿Qué hace un guía? ¿Dónde está la escuela?", "es", 2),
        ("¿Qué hace un guía y dónde está la escuela?", "es", 2),
        ("¿Quién enseña, cuándo empieza y qué pueblos participan?", "es", 3),
    ],
)
def test_explicit_questions_are_asked_one_by_one_and_no_word_is_lost(message, language, asked):
    parts = texts(message, language)
    assert len(parts) == asked
    place = 0
    for part in parts:
        place = message.index(part, place) + len(part)


@pytest.mark.parametrize(
    ("message", "language"),
    [
        ("Is food and lodging free?", "en"),
        ("What do Mr. Hill and Dr. Lake teach?", "en"),
        ("Tell me about the U.S. school, please", "en"),
        ("Le repas et la chambre sont-ils gratuits ?", "fr"),
        ("La recherche et le développement, qui les dirige ?", "fr"),
        ("¿Son gratis la comida y la cama?", "es"),
        ("zebra", "en"),
        ("What is a? What is b? What is c? What is d? What is e?", "en"),
    ],
)
def test_one_question_and_too_many_stay_whole(message, language):
    assert questions(message, language) == (Part(message),)


@pytest.mark.parametrize(
    ("context", "text", "language"),
    [
        ("I teach maths in Peru.", "Does the school hire?", "en"),
        ("J'enseigne au Pérou.", "L'école recrute-t-elle ?", "fr"),
        ("Enseño en Perú.", "¿La escuela contrata profesores?", "es"),
    ],
)
def test_what_is_said_before_a_question_goes_with_it(context, text, language):
    assert questions(f"{context} {text}", language) == (Part(text, context),)


@pytest.mark.parametrize(
    ("message", "language"),
    [
        ("I teach maths in Peru. Is that enough?", "en"),
        ("J'enseigne au Pérou. C'est bon ?", "fr"),
        ("Enseño en Perú. ¿Es suficiente?", "es"),
    ],
)
def test_a_question_that_says_little_keeps_what_was_said_before_it(message, language):
    assert texts(message, language) == [message]


def test_what_is_said_before_the_first_question_is_no_context_of_the_second():
    first, second = questions("I am a guide. Does it pay well? Does the school hire?", "en")
    assert (first.context, second.context) == ("I am a guide.", "")


def test_what_follows_the_last_question_may_be_what_it_is_about():
    last = questions("Who teaches there? Can I apply? My field is maths.", "en")[-1]
    assert last.text == "Can I apply? My field is maths."


@pytest.mark.parametrize(
    ("question", "language", "sides"),
    [
        ("food and lodging?", "en", ("food", "lodging?")),
        ("food as well as lodging & travel", "en", ("food", "lodging", "travel")),
        ("repas ainsi que trajet", "fr", ("repas", "trajet")),
        ("y a-t-il un repas et un lit ?", "fr", ("y a-t-il un repas", "un lit ?")),
        ("comida e internet y cama", "es", ("comida", "internet", "cama")),
        ("the Netherlands", "en", ()),
        ("a and b and c and d and e", "en", ()),
    ],
)
def test_sides_of_an_and_are_proposed(question, language, sides):
    assert proposals(question, language) == sides
