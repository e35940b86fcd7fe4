from dataclasses import replace
from datetime import date

import pytest

from knowledge.check import check_answers, check_sources
from knowledge.document import Document, Kind, Reliability, Source
from knowledge.names import Names
from knowledge.verified import (
    AnswerKind,
    DeclaredConflict,
    DeclaredVersion,
    Quotation,
    VerifiedAnswer,
    VerifiedSentence,
)

SOURCE = Source(
    "s1", "Pay", "Fortune", "https://x.org", date(2025, 12, 16), "en", Kind.PRESS, Reliability.HIGH
)
TEXT = "Pay is 150,000 to 200,000 dollars a year at the Treasury."
DOCUMENTS = {"s1": Document(SOURCE, TEXT)}
NAMES = Names(groups=(), always=("tech force",))


def wordings(mark):
    return {lang: tuple(f"{mark} {lang} {n}" for n in range(4)) for lang in ("en", "fr", "es")}


def answer(**changes):
    told = (VerifiedSentence("Pay is 150 000 to 200 000 dollars.", ("a",)),)
    made = VerifiedAnswer(
        id="pay",
        topic="pay",
        kind=AnswerKind.ANSWER,
        questions=wordings("pay"),
        answer={"en": told, "fr": told, "es": told},
        citations={"a": Quotation("s1", TEXT)},
        conflicts=(),
        as_of=date(2025, 12, 16),
        review_by=date(2026, 6, 1),
    )
    return replace(made, **changes)


def said(text, cite=("a",)):
    return {lang: (VerifiedSentence(text, cite),) for lang in ("en", "fr", "es")}


def test_a_proven_answer_has_no_problem():
    assert check_answers([answer()], DOCUMENTS, NAMES) == []


def test_a_replacement_that_is_not_there_is_a_problem():
    old = Document(replace(SOURCE, superseded_by="s2"), TEXT)
    new = Document(replace(SOURCE, id="s2"), TEXT)

    assert check_sources({"s1": old}) == ["s1: superseded_by: no source 's2'"]
    assert check_sources({"s1": old, "s2": new}) == []


@pytest.mark.parametrize(
    ("changes", "problem"),
    [
        ({"answer": said("Pay is 250,000 dollars.")}, "not in the quotations: 250000"),
        ({"answer": said("Pay is high at Google.")}, "not in the quotations: Google"),
        ({"answer": said("Yes, pay is high.")}, "begins with 'Yes,'"),
        ({"answer": said("Sí: pay is high.")}, "begins with 'Sí:'"),
        ({"answer": said("Pay is high.", ())}, "no citation"),
        ({"answer": said("Pay is high.", ("b",))}, "cites b, which is not declared"),
        ({"answer": {"en": answer().answer["en"]}}, "fr: no answer"),
        ({"questions": {**wordings("x"), "es": ("una",)}}, "es: 1 wordings"),
        ({"questions": {**wordings("x"), "de": ("eine",)}}, "de: not a served language"),
        ({"citations": {"a": Quotation("gone", TEXT)}}, "no source 'gone'"),
        ({"citations": {"a": Quotation("s1", "Never said.")}}, "does not stand in s1"),
        ({"as_of": date(2025, 12, 1)}, "before the newest citation"),
        ({"review_by": date(2025, 12, 16)}, "not after as_of"),
    ],
)
def test_each_breach_is_named(changes, problem):
    problems = check_answers([answer(**changes)], DOCUMENTS, NAMES)
    assert any(problem in line and line.startswith("pay:") for line in problems), problems


def test_who_published_and_when_may_be_named():
    named = answer(answer=said("According to Fortune (16 December 2025) pay is 150k."))
    assert check_answers([named], DOCUMENTS, NAMES) == []


def test_two_answers_may_not_share_a_question_or_an_id():
    problems = check_answers([answer(), answer(id="other")], DOCUMENTS, NAMES)
    assert any("is also a question of pay" in line for line in problems)
    twice = check_answers([answer(), answer(questions=wordings("y"))], DOCUMENTS, NAMES)
    assert any("id is used twice" in line for line in twice)


def test_a_low_reliability_source_must_be_marked_in_the_sentence():
    low = {"s1": replace(DOCUMENTS["s1"], source=replace(SOURCE, reliability=Reliability.LOW))}
    assert any("low-reliability" in line for line in check_answers([answer()], low, NAMES))
    for text in (
        "According to an unconfirmed report, pay is 150,000.",
        "The pay is not yet officially confirmed.",
        "Cette information n'est pas encore confirmée.",
        "El sueldo no se ha confirmado.",
        "Vérifiez cette adresse avant d'y écrire.",
    ):
        assert check_answers([answer(answer=said(text))], low, NAMES) == []


@pytest.mark.parametrize(
    "text",
    [
        "A background check is required.",
        "Une vérification des antécédents est exigée.",
        "Applicants get a confirmation by mail.",
        "Los candidatos verificados cobran más.",
    ],
)
def test_words_that_only_look_like_a_reservation_mark_nothing(text):
    low = {"s1": replace(DOCUMENTS["s1"], source=replace(SOURCE, reliability=Reliability.LOW))}
    problems = check_answers([answer(answer=said(text))], low, NAMES)
    assert any("low-reliability" in line for line in problems)


def test_a_known_gap_may_speak_without_citation_but_not_with_figures():
    gap = answer(kind=AnswerKind.NOT_STATED, answer=said("The sources do not say.", ()))
    assert check_answers([gap], DOCUMENTS, NAMES) == []
    wrong = answer(kind=AnswerKind.NOT_STATED, answer=said("The sources do not say 12.", ()))
    assert any("not in the quotations: 12" in p for p in check_answers([wrong], DOCUMENTS, NAMES))


def test_declared_versions_need_proof_and_every_language():
    values = ({"en": "900,000", "fr": "900 000", "es": "900.000"}, {"en": "150,000"})
    versions = tuple(DeclaredVersion(value, ("a",)) for value in values)
    conflict = DeclaredConflict({"en": "pay", "fr": "paie", "es": "paga"}, versions)
    problems = check_answers([answer(conflicts=(conflict,))], DOCUMENTS, NAMES)
    assert any("conflict, en: not in the quotations: 900000" in p for p in problems)
    assert any("a version has no value in fr" in p for p in problems)


def test_a_version_that_cites_what_is_not_declared_is_told_once():
    value = {"en": "150,000", "fr": "150 000", "es": "150.000"}
    versions = (DeclaredVersion(value, ("b",)), DeclaredVersion(value, ("a",)))
    conflict = DeclaredConflict({"en": "pay", "fr": "paie", "es": "paga"}, versions)
    problems = check_answers([answer(conflicts=(conflict,))], DOCUMENTS, NAMES)
    assert problems == ["pay: conflict: cites b, which is not declared"]
