import pytest

from assistant.parts import Part, clauses, proposals, questions


def parts(message, language):
    """What a message is cut into by its form alone: its sentences, and their clauses."""
    return [p for part in questions(message, language) for p in clauses(part, language)]


def texts(message, language):
    return [part.text for part in parts(message, language)]


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
        ("Who leads it, where is it, and when did it start?", "en", 3),
        ("Which guides teach; and is there a school?", "en", 2),
        ("Two things: what does a guide do, and is there a school?", "en", 2),
        ("Tell me what a guide does and whether there is a school", "en", 2),
        ("Ça dure combien de temps, la ville c'est où ?", "fr", 2),
        ("Je voudrais savoir si le repas est gratuit et s'il y a un lit", "fr", 2),
        ("Qui dirige l'école, dans quelle ville et y a-t-il un lit ?", "fr", 3),
        ("¿En qué ciudad se enseña y con cuántos guías?", "es", 2),
        ("¿Quién enseña, dónde es y cuándo empieza?", "es", 3),
        ("cuanto dura, en que ciudad es y quien enseña", "es", 3),
        ("Dime quién enseña y si hay cama", "es", 2),
        ("Is the school free? And where is the school", "en", 2),
    ],
)
def test_explicit_questions_are_asked_one_by_one_and_no_word_is_lost(message, language, asked):
    found = texts(message, language)
    assert len(found) == asked
    place = 0
    for part in found:
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
        ("Do guides teach people who paint and who sing?", "en"),
        ("In which town and when?", "en"),
        ("Quand on a fini le cours, il y a un lit ?", "fr"),
        ("Où et quand a lieu la fête ?", "fr"),
        ("¿Qué cobran los guías que cantan y que pintan?", "es"),
        ("¿Por qué y cómo se fundó?", "es"),
        ("A 1-year or 2-year course?", "en"),
        ("zebra", "en"),
        ("What is a? What is b? What is c? What is d? What is e?", "en"),
    ],
)
def test_one_question_and_too_many_stay_whole(message, language):
    assert parts(message, language) == [Part(message)]


@pytest.mark.parametrize(
    ("message", "language", "items"),
    [
        ("1/ food 2/ lodging 3/ travel", "en", ["food", "lodging", "travel"]),
        ("a) food b) is the bed free?", "en", ["food", "is the bed free?"]),
        ("- food - lodging", "en", ["food", "lodging"]),
        ("1. Faut-il un permis ? 2. Le prix ?", "fr", ["Faut-il un permis ?", "Le prix ?"]),
        ("1) comida 2) ¿dan cama?", "es", ["comida", "¿dan cama?"]),
    ],
)
def test_every_item_of_a_list_is_a_question(message, language, items):
    assert [part.text for part in questions(message, language)] == items


def test_what_stands_before_a_list_goes_with_every_item():
    found = questions("About the school: 1) food 2) lodging", "en")
    assert [part.context for part in found] == ["About the school:"] * 2


@pytest.mark.parametrize(
    ("statement", "tag", "language"),
    [
        ("The school is free.", "Right?", "en"),
        ("Guides teach there.", "Don't they?", "en"),
        ("So guides teach maths.", "Is that so?", "en"),
        ("L'école est gratuite.", "C'est bien ça ?", "fr"),
        ("L'école est gratuite.", "Non ?", "fr"),
        ("La escuela es gratis.", "¿Verdad?", "es"),
        ("La escuela es gratis.", "¿O me equivoco?", "es"),
    ],
)
def test_a_question_that_only_wants_a_yes_belongs_to_the_sentence_before(statement, tag, language):
    other = {"en": "Who is a guide?", "fr": "Qui est guide ?", "es": "¿Quién es guía?"}[language]
    assert texts(f"{statement} {tag} {other}", language) == [f"{statement} {tag}", other]


@pytest.mark.parametrize(
    ("reason", "question", "language"),
    [
        ("As it lasts five years,", "what does a guide do?", "en"),
        ("When I have finished the course,", "who gives me a bed?", "en"),
        ("Comme ça dure cinq ans,", "que fait un guide ?", "fr"),
        ("Como dura cinco años,", "¿qué hace un guía?", "es"),
        ("Como dura cinco años,", "qué hace un guía", "es"),
    ],
)
def test_a_reason_or_time_before_a_question_is_no_question(reason, question, language):
    assert parts(f"{reason} {question}", language) == [Part(question, reason)]


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


@pytest.mark.parametrize(
    ("message", "language"),
    [
        ("I left the school early. Do I qualify?", "en"),
        ("J'ai quitté l'école. J'ai le droit ?", "fr"),
        ("Dejé la escuela. ¿Puedo entrar?", "es"),
    ],
)
def test_a_brief_question_about_who_asks_keeps_what_was_said_of_them(message, language):
    assert texts(message, language) == [message]


def test_an_aside_behind_a_question_is_kept_out_of_it():
    (part,) = questions("How long is the course? Asking for my mother and her cat.", "en")
    assert part == Part("How long is the course?", "Asking for my mother and her cat.")


def test_what_follows_the_last_question_may_be_what_it_is_about():
    last = questions("Who teaches there? Can I apply? My field is maths.", "en")[-1]
    assert last.text == "Can I apply? My field is maths."


@pytest.mark.parametrize(
    ("question", "language", "ways"),
    [
        ("food and lodging?", "en", [("food", "lodging?")]),
        ("repas ainsi que trajet", "fr", [("repas", "trajet")]),
        ("y a-t-il un repas et un lit ?", "fr", [("y a-t-il un repas", "un lit ?")]),
        ("comida e internet", "es", [("comida", "internet")]),
        (
            "food as well as lodging & travel",
            "en",
            [
                ("food", "lodging & travel"),
                ("food as well as lodging", "travel"),
                ("food", "lodging", "travel"),
            ],
        ),
        (
            "food, lodging and travel",
            "en",
            [("food, lodging", "travel"), ("food", "lodging", "travel")],
        ),
        ("for guides and for guards", "en", []),
        ("the school, Mr. Hill", "en", []),
        ("the Netherlands", "en", []),
        ("a and b and c and d and e", "en", []),
    ],
)
def test_every_way_to_cut_at_an_and_is_proposed(question, language, ways):
    assert list(proposals(question, language)) == ways


def test_an_or_is_cut_only_where_either_is_wanted():
    assert list(proposals("free food or lodging", "en")) == [("free food", "lodging")]
    assert list(proposals("free food or lodging", "en", either=False)) == []
