import pytest

from assistant.premise_names import Slot, confirms, name_claims, names_another
from knowledge.names import Names
from tests.assistant.test_premise import told

NAMES = Names((("lutece", "paris"),), ())


@pytest.mark.parametrize(
    ("question", "language", "name", "slot"),
    [
        ("Since the rooms are all in Lyon, is it far?", "en", "Lyon", Slot.PLACE),
        ("It is run by Anna Berg, right?", "en", "Anna Berg", Slot.LEADER),
        ("Anna Berg founded it, I heard", "en", "Anna Berg", Slot.MAKER),
        ("Les salles sont à Lyon, non ?", "fr", "Lyon", Slot.PLACE),
        ("C'est dirigé par Anna Berg, c'est ça ?", "fr", "Anna Berg", Slot.LEADER),
        ("Como las salas están en Lyon, ¿queda lejos?", "es", "Lyon", Slot.PLACE),
        ("Lo fundó Anna Berg, ¿verdad?", "es", "Anna Berg", Slot.MAKER),
    ],
)
def test_a_stated_name_is_a_claim_of_what_it_is(question, language, name, slot):
    (claim,) = name_claims(question, language)
    assert (claim.name, claim.slot) == (name, slot)
    without, whole = claim.texts
    assert name not in without
    assert name in whole


@pytest.mark.parametrize(
    ("question", "language"),
    [
        ("Are the rooms in Lyon?", "en"),
        ("Is it run by Anna Berg?", "en"),
        ("Who runs it?", "en"),
        ("My office is in Lyon, is it far?", "en"),
        ("It is not in Lyon, is it?", "en"),
        ("They are in Lyon or Paris", "en"),
        ("Je suis à Lyon, est-ce loin ?", "fr"),
        ("Mi empresa está en Lyon, ¿queda lejos?", "es"),
        ("las salas estan en lyon", "es"),
    ],
)
def test_questions_denials_and_what_people_say_of_themselves_claim_no_name(question, language):
    assert name_claims(question, language) == ()


@pytest.mark.parametrize(
    ("text", "other", "confirmed"),
    [
        ("The rooms are in Paris.", True, False),
        ("The rooms are in Lyon and Paris.", False, True),
        ("The rooms are large.", False, False),
    ],
)
def test_only_another_name_of_the_same_sort_speaks_against_a_claim(text, other, confirmed):
    (claim,) = name_claims("The rooms are in Lyon, right?", "en")
    answer = told(text)
    assert names_another(answer, claim, NAMES) is other
    assert confirms(answer, claim, NAMES) is confirmed


def test_another_form_of_a_name_is_no_other_name():
    (claim,) = name_claims("The rooms are in Lutece, right?", "en")
    assert not names_another(told("The rooms are in Paris."), claim, NAMES)
