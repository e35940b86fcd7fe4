import pytest

from assistant.clauses import (
    indirect,
    is_bare,
    is_tag,
    leads,
    leans,
    opens,
    stands_alone,
    wishes,
    without_wish,
)


@pytest.mark.parametrize(
    ("clause", "language"),
    [
        ("where the school is", "en"),
        ("in which town it is", "en"),
        ("is there a bed", "en"),
        ("whether it is free", "en"),
        ("dans quelle ville", "fr"),
        ("y a-t-il un lit", "fr"),
        ("le lit est-il gratuit", "fr"),
        ("ça dure combien de temps", "fr"),
        ("ça commence quand ?", "fr"),
        ("con cuántos guías", "es"),
        ("¿que hace un guía", "es"),
        ("hay cama", "es"),
    ],
)
def test_a_clause_that_asks_is_known_by_its_beginning(clause, language):
    assert opens(clause, language)


@pytest.mark.parametrize(
    ("clause", "language"),
    [
        ("the school is free", "en"),
        ("can apply", "en"),
        ("que le cours est gratuit", "fr"),
        ("le lit est gratuit", "fr"),
        ("la cama es gratis", "es"),
    ],
)
def test_a_clause_that_tells_does_not_open_a_question(clause, language):
    assert not opens(clause, language)


def test_who_writes_accents_asks_with_them():
    assert opens("que hace un guia", "es", "que hace un guia")
    assert not opens("que cantan", "es", "¿Qué hacen los que cantan?")


@pytest.mark.parametrize(
    ("clause", "language"),
    [("Tell me where", "en"), ("Je voudrais savoir si c'est loin", "fr"), ("Dime qué es", "es")],
)
def test_a_wish_to_be_told_asks(clause, language):
    assert wishes(clause, language)
    assert not wishes("I know the school", language)


@pytest.mark.parametrize(
    ("clause", "language", "bare"),
    [
        ("for whom", "en", True),
        ("where is it", "en", False),
        ("depuis quand ?", "fr", True),
        ("c'est où ?", "fr", False),
        ("¿por qué?", "es", True),
        ("dónde es", "es", False),
    ],
)
def test_a_mere_question_word_is_bare(clause, language, bare):
    assert is_bare(clause, language) is bare


def test_an_if_asks_indirectly():
    assert indirect("if it is free") and indirect("s'il y a un lit")
    assert not indirect("different")


@pytest.mark.parametrize(
    ("tag", "language"),
    [
        ("Right?", "en"),
        ("or am I wrong?", "en"),
        ("Is that so?", "en"),
        ("Haven't they?", "en"),
        ("c'est bien ça ?", "fr"),
        ("non ?", "fr"),
        ("N’est-ce pas ?", "fr"),
        ("¿Verdad?", "es"),
        ("o me equivoco?", "es"),
        ("¿no es así?", "es"),
    ],
)
def test_a_tag_wants_no_more_than_a_yes(tag, language):
    assert is_tag(tag, language)


@pytest.mark.parametrize(
    ("question", "language"),
    [("Is that right for guides?", "en"), ("Combien ?", "fr"), ("¿Por qué no?", "es")],
)
def test_a_question_that_says_more_is_no_tag(question, language):
    assert not is_tag(question, language)


@pytest.mark.parametrize(
    ("question", "language", "leaning"),
    [
        ("Do I qualify?", "en", True),
        ("Is that enough?", "en", True),
        ("Why do I qualify?", "en", False),
        ("Does the school hire guides?", "en", False),
        ("J'ai le droit ?", "fr", True),
        ("L'école recrute-t-elle ?", "fr", False),
        ("¿Puedo entrar?", "es", True),
        ("¿La escuela contrata profesores?", "es", False),
    ],
)
def test_a_brief_yes_or_no_question_about_who_asks_leans(question, language, leaning):
    assert leans(question, language) is leaning


@pytest.mark.parametrize(
    ("clause", "language", "alone"),
    [
        ("is there a school for guides", "en", True),
        ("can it be longer", "en", False),
        ("on what date", "en", False),
        ("how many", "en", False),
        ("la ville paie le repas", "fr", True),
        ("pour combien de temps", "fr", False),
        ("la ciudad paga la comida", "es", True),
        ("¿y eso cuesta dinero?", "es", False),
    ],
)
def test_a_clause_that_points_back_or_says_little_does_not_stand_alone(clause, language, alone):
    assert stands_alone(clause, language) is alone


def test_the_end_of_another_clause_may_begin_with_a_preposition():
    assert leads("of guides", "en") and leads("de los guías", "es") and leads("avec un lit", "fr")
    assert not leads("guides", "en")


@pytest.mark.parametrize(
    ("question", "language", "bare"),
    [
        ("I need to know how long it lasts", "en", "how long it lasts"),
        ("Tell me: what is the pay?", "en", "what is the pay?"),
        ("je voudrais savoir où ça se passe", "fr", "où ça se passe"),
        ("necesito saber cuánto me van a pagar", "es", "cuánto me van a pagar"),
        ("Tell me about the pay", "en", "Tell me about the pay"),
        ("How would my boss ever come to know what I do?", "en", None),
        ("My boss and all his friends want to know what I do", "en", None),
    ],
)
def test_a_question_is_taken_out_of_a_wish_to_know(question, language, bare):
    assert without_wish(question, language) == (bare or question)
