from dataclasses import replace

import pytest

from assistant.answer import Conflict, Origin, Reason, Sentence, Status, Version
from assistant.premise import claims, contradicts, gives, is_near
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
    (value,) = claim.values
    assert value.kind is kind
    assert claim.texts and all(question[value.start : value.end] in text for text in claim.texts)


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
        ("I get 9000 dollars a month now, would I earn more?", "en"),
        ("My current job pays 80k, what is the pay?", "en"),
        ("They pay me 900 dollars now, is it more?", "en"),
        ("I left school in 2011, can I join?", "en"),
        ("Je gagne 3000 euros, est-ce mieux ?", "fr"),
        ("Nous sommes en mars 2027, est-ce ouvert ?", "fr"),
        ("Tengo 5 años de experiencia, ¿puedo entrar?", "es"),
        ("Ahora me pagan 3000 euros, ¿es más?", "es"),
        ("Do you need five years of experience?", "en"),
        ("Is there a raise after one year?", "en"),
        ("Es-tu augmenté au bout d'un an ?", "fr"),
        ("Is it 40 hours a week?", "en"),
        ("What came after the December 2025 article?", "en"),
        ("How long is it?", "en"),
    ],
)
def test_what_people_say_of_themselves_and_counts_are_no_claims(question, language):
    assert claims(question, language) == ()


@pytest.mark.parametrize(
    ("question", "language", "told"),
    [
        ("I was told that it takes four months", "en", "it takes four months"),
        ("My boss says the course takes four months", "en", "the course takes four months"),
        ("Mon frère dit que ça dure quatre mois", "fr", "ça dure quatre mois"),
        ("Mi primo dice que dura cuatro meses", "es", "dura cuatro meses"),
    ],
)
def test_what_someone_tells_of_the_subject_is_a_claim(question, language, told):
    assert told in claimed(question, language).texts


@pytest.mark.parametrize(
    ("question", "clause"),
    [
        ("So, is the $90,000 salary taxed?", "is the $90,000 salary taxed"),
        ("So, with a pay of 90.000 dollars, who comes?", "with a pay of 90.000 dollars"),
    ],
)
def test_a_clause_is_not_cut_inside_a_number(question, clause):
    assert claimed(question).texts[0] == clause


def test_two_claims_joined_by_and_are_told_of_apart():
    first, second = claims("So it lasts six years and pays $90,000?", "en")
    assert (first.texts[0], second.texts[0]) == ("So it lasts six years", "pays $90,000")


@pytest.mark.parametrize(
    ("question", "named"),
    [
        ("After the four-month course is over, what then?", "four-month course"),
        ("Un contrat de quatre mois est-il long ?", "contrat de quatre mois"),
    ],
)
def test_a_noun_with_its_value_tells_what_the_value_is_of(question, named):
    assert claimed(question, "fr" if "contrat" in question else "en").texts[-1] == named


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
        ("Is it one or two years?", "en", "It takes two years.", False),
        ("Is it a year or two?", "en", "It takes one year.", False),
        ("Is it 1 to 2 years?", "en", "It takes one or two years.", False),
        ("Is it six months, or a year?", "en", "It takes six months.", False),
        ("Is it three or four years?", "en", "It takes one or two years.", True),
        ("Is it up to three years?", "en", "It takes one or two years.", True),
        ("Is it up to two years?", "en", "It takes one or two years.", False),
        ("Est-ce un ou deux ans ?", "fr", "Il dure deux ans.", False),
        ("¿Son uno o dos años?", "es", "Dura dos años.", False),
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


@pytest.mark.parametrize(
    ("text", "wrong"),
    [
        ("It opened on 1 May 2020, the Agency reported.", True),
        ("It is free, according to the Agency (1 May 2020).", False),
        ("It is free, the Agency on 1 May 2020 said.", False),
    ],
)
def test_the_date_of_a_publication_is_not_that_of_what_it_tells(text, wrong):
    answer = replace(told(text), citations=(by("the Agency"),))
    assert contradicts(answer, claimed("As it opened on 3 March 2019, is it free?")) is wrong


@pytest.mark.parametrize(("text", "near"), [("It takes six months.", True), ("9 years.", False)])
def test_what_is_far_from_a_claimed_value_is_hardly_of_the_same(text, near):
    assert is_near(told(text), claimed("Why does it take four months?")) is near


def by(publisher):
    return replace(cite(1), source=replace(cite(1).source, publisher=publisher))
