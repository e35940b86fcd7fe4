"""Questions that name the values on which Sources disagree."""

from dataclasses import replace

import pytest

from assistant.contested import Contested, Named
from knowledge.verified import AnswerKind, DeclaredConflict, DeclaredVersion
from tests.api.doubles import VERIFIED


def answer(answer_id, *values, kind=AnswerKind.ANSWER):
    versions = tuple(DeclaredVersion({"en": value}, ()) for value in values)
    conflict = DeclaredConflict({"en": "a point"}, versions)
    return replace(VERIFIED, id=answer_id, kind=kind, conflicts=(conflict,))


CONTESTED = Contested(
    [
        answer("gap", "$40,000-$55,000", "$45,000-$60,000", kind=AnswerKind.NOT_STATED),
        answer("wages", "$40,000-$55,000", "$45,000-$60,000"),
        answer("rangers", "about 30", "28 (list)", "25 or so"),
        answer("visitors", "more than 330,000", "317,000"),
        answer("name", "Park", "Forest"),
    ]
)


@pytest.mark.parametrize(
    ("question", "named"),
    [
        ("One page has 40 to 55, another 45 to 60.", Named("wages", alone=True)),
        ("40-55k ou 45-60k ?", Named("wages", alone=True)),
        ("¿De 40.000 a 55.000 o de 45.000 a 60.000?", Named("wages", alone=True)),
        ("In 2025, was it 330,000 or 317,000?", Named("visitors", alone=True)),
        ("28 or 30?", Named("rangers", alone=False)),
    ],
)
def test_two_of_its_values_name_an_answer(question, named):
    assert CONTESTED.asked(question) == named


@pytest.mark.parametrize(
    "question",
    [
        "Is it 40 to 55?",
        "28 rangers and 12 lakes",
        "40 to 55, or 30?",
        "Park or Forest?",
        "In 2025 or 2026?",
        "Is the pay 28,000 or 30,000?",
        "¿25 mil o 30 mil?",
        "330,000, or 330 thousand?",
        "",
    ],
)
def test_fewer_values_or_others_besides_name_none(question):
    assert CONTESTED.asked(question) is None
