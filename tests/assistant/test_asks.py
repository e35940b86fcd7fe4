import pytest

from assistant.asks import Kind, asked_for, holds, value_kinds, without_asking
from knowledge.values import ValueKind


@pytest.mark.parametrize(
    ("question", "kind"),
    [
        ("How much do they pay?", Kind.NUMBER),
        ("Combien d'années ?", Kind.NUMBER),
        ("¿Cuántas personas son?", Kind.NUMBER),
        ("When did it begin?", Kind.DATE),
        ("quelle est la date limite", Kind.DATE),
        ("¿desde cuándo existe?", Kind.DATE),
        ("Who leads it?", Kind.PERSON),
        ("qui dirige le programme", Kind.PERSON),
        ("list all partners", Kind.LIST),
        ("Quelles entreprises participent ?", Kind.LIST),
        ("¿qué empresas hay?", Kind.LIST),
        ("Is remote work possible?", None),
        ("Pourquoi ?", None),
    ],
)
def test_what_a_question_asks_for(question, kind):
    assert asked_for(question) is kind


@pytest.mark.parametrize(
    ("kind", "text", "question", "expected"),
    [
        (Kind.NUMBER, "It takes two years.", "how long", True),
        (Kind.NUMBER, "It takes long.", "how long", False),
        (Kind.NUMBER, "It began in May.", "how long", False),
        (Kind.NUMBER, "It takes two years.", "how are the two years counted, how many", False),
        (Kind.DATE, "It began on 15 December 2025.", "when", True),
        (Kind.DATE, "It has 1,000 people.", "when", False),
        (Kind.PERSON, "It is led by Scott Kupor.", "who leads it", True),
        (Kind.PERSON, "It is led by OPM.", "who leads OPM", False),
        (Kind.LIST, "A, B, C, D, E and F.", "list all", False),
        (Kind.LIST, "A, B, C, D, E, F and G.", "list all", True),
    ],
)
def test_whether_a_text_holds_it(kind, text, question, expected):
    assert holds(kind, text, question) is expected


@pytest.mark.parametrize(
    ("question", "kinds"),
    [
        ("How much are they paid?", {ValueKind.MONEY}),
        ("Combien coûte l'entrée ?", {ValueKind.MONEY}),
        ("¿Cuánto dura?", {ValueKind.DURATION}),
        ("Combien d'années ?", {ValueKind.DURATION}),
        ("How many companies take part?", {ValueKind.COUNT}),
        ("¿Cuántas empresas participan?", {ValueKind.COUNT}),
        ("Which companies take part?", {ValueKind.COUNT}),
        ("When does it open?", {ValueKind.DATE}),
        ("What share of them left?", {ValueKind.PERCENT}),
        ("How old must one be?", {ValueKind.AGE}),
        ("Where is it?", {ValueKind.SCALE}),
        ("Is it paid?", set(ValueKind)),
        ("Faut-il un diplôme ?", set(ValueKind)),
        ("¿Se puede trabajar a distancia?", set(ValueKind)),
        ("What is the minimum?", set(ValueKind) - {ValueKind.POLARITY}),
    ],
)
def test_the_kinds_of_values_that_can_answer(question, kinds):
    assert value_kinds(question) == kinds


@pytest.mark.parametrize(
    "question", ["How many are there?", "Combien d'élèves ?", "¿Cuántos años?"]
)
def test_words_that_only_ask_are_blanked_out_in_place(question):
    plain = without_asking(question)
    assert len(plain) == len(question)
    assert not {"how", "many", "combien", "cuántos"} & set(plain.lower().strip("¿?").split())
