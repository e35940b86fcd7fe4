import pytest

from assistant.asker import is_of_asker, told_part


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("I get ", " a month now"),
        ("They pay me ", " at the moment"),
        ("My sister earns ", ""),
        ("I'd lose ", " versus my old pay"),
        ("I think my job pays ", ""),
        ("Je gagne ", " par mois"),
        ("J’ai quitté l'école en ", ""),
        ("Nous sommes en ", ""),
        ("Tengo ", " de práctica"),
        ("Ahora me pagan ", ""),
    ],
)
def test_what_people_say_of_themselves_is_theirs(before, after):
    assert is_of_asker(before, after)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("The course takes ", " now"),
        ("I heard that guides get ", ""),
        ("My boss says it takes ", ""),
        ("Would I get ", " there"),
        ("I have to serve ", ""),
        ("Est-ce que je touche ", ""),
        ("Je toucherais ", ""),
        ("On m'a dit que ça dure ", ""),
        ("Mi primo dice que dura ", ""),
    ],
)
def test_what_is_said_of_the_subject_is_not(before, after):
    assert not is_of_asker(before, after)


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ("My boss says that it takes ", " it takes "),
        ("Mon frère dit que ça dure ", " ça dure "),
        ("Mi primo dice que dura ", " dura "),
        ("It takes ", "It takes "),
    ],
)
def test_what_is_told_follows_who_tells_it(words, told):
    assert told_part(words) == told
