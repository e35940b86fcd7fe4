import pytest

from assistant.answer import Conflict, Origin, Reason, Sentence, Status, Version
from assistant.premise import claims, contradicts, gives
from knowledge.values import ValueKind
from tests.assistant.test_answer import cite, made


def told(text, language="en", origin=Origin.VERIFIED, **changes):
    said = (Sentence(text, (1,), origin),)
    return made(language=language, text=text, sentences=said, citations=(cite(1),), **changes)


def claimed(question, language="en"):
    (claim,) = claims(question, language)
    return claim


@pytest.mark.parametrize(
    ("question", "language", "kind"),
    [
        ("Why does the course take four months?", "en", ValueKind.DURATION),
        ("Is it true that guides get €900 a month?", "en", ValueKind.MONEY),
        ("Do 40 % of the guides leave?", "en", ValueKind.PERCENT),
        ("As it was founded on 3 March 2019, who runs it?", "en", ValueKind.DATE),
        ("Pourquoi le cours dure-t-il quatre mois ?", "fr", ValueKind.DURATION),
        ("Les 900 € par mois sont-ils garantis ?", "fr", ValueKind.MONEY),
        ("Fondée le 3 mars 2019, qui la dirige ?", "fr", ValueKind.DATE),
        ("¿Por qué dura cuatro meses el curso?", "es", ValueKind.DURATION),
        ("¿Los 900 € al mes son fijos?", "es", ValueKind.MONEY),
        ("Se fundó el 3 de marzo de 2019, ¿quién la dirige?", "es", ValueKind.DATE),
    ],
)
def test_a_value_that_a_question_takes_for_granted_is_a_claim(question, language, kind):
    claim = claimed(question, language)
    assert claim.value.kind is kind
    assert all(question[claim.value.start : claim.value.end] in text for text in claim.texts)


@pytest.mark.parametrize(
    ("question", "language"),
    [
        ("I've worked here for four months, can I join?", "en"),
        ("Would my salary of €900 stay the same?", "en"),
        ("I’m free for 3 years", "en"),
        ("Three questions on 40 places", "en"),
        ("J’ai quatre ans de métier, puis-je venir ?", "fr"),
        ("Mon contrat de 6 mois compte-t-il ?", "fr"),
        ("Llevo cuatro años de guía, ¿puedo entrar?", "es"),
        ("¿Cuenta mi contrato de 6 meses?", "es"),
        ("How long is it?", "en"),
    ],
)
def test_what_people_say_of_themselves_and_counts_are_no_claims(question, language):
    assert claims(question, language) == ()


def test_only_the_part_that_is_about_the_asker_is_left_out():
    claim = claimed("I have four years of practice; is the 6 month course for me?")
    assert claim.texts[0] == "is the 6 month course for me"


@pytest.mark.parametrize(
    ("question", "language", "text", "wrong"),
    [
        ("Why does it take four months?", "en", "It takes six months.", True),
        ("Why does it take six months?", "en", "It takes six months.", False),
        ("Is it 6 months?", "en", "It takes half a year, 26 weeks.", False),
        ("Is it 3 years?", "en", "It takes 1 to 2 years.", True),
        ("Is it 18 months?", "en", "It takes 1 to 2 years.", False),
        ("Dure-t-il quatre mois ?", "fr", "Il dure six mois.", True),
        ("¿Dura cuatro meses?", "es", "Dura seis meses.", True),
        ("Is the €900 a month fixed?", "en", "Guides get €900 a month or €950 a month.", False),
        ("Is the €900 a month fixed?", "en", "Guides get €800 a month or €950 a month.", True),
    ],
)
def test_a_claim_is_wrong_where_every_value_told_differs(question, language, text, wrong):
    claim, answer = claimed(question, language), told(text, language)
    assert gives(answer, claim)
    assert contradicts(answer, claim) is wrong


@pytest.mark.parametrize("text", ["Guides are paid well.", "It takes six months.", "€12 an hour."])
def test_values_of_another_sort_prove_nothing(text):
    claim = claimed("Is the €900 a month fixed?")
    assert not gives(told(text), claim)
    assert not contradicts(told(text), claim)


def test_a_version_of_a_conflict_is_told_as_well():
    versions = (Version("six months", (1,)), Version("four months", (1,)))
    answer = told("It takes six months.", conflicts=(Conflict("length", versions),))
    assert not contradicts(answer, claimed("Why does it take four months?"))


def test_quotations_and_known_gaps_put_nothing_right():
    claim = claimed("Why does it take four months?")
    quoted = told("It takes six months.", origin=Origin.QUOTED)
    gap = told("It takes six months.", status=Status.UNANSWERED, reason=Reason.NOT_STATED)
    assert not gives(quoted, claim)
    assert not gives(gap, claim)
