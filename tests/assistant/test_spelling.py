"""Shorthand in full, and slips mended by what people ask and what Sources say."""

import pytest

from assistant.spelling import Spelling, in_full
from knowledge.document import Passage


def passage(text, language="en"):
    return Passage(text[:8], "s", (), text, 0, len(text), language)


@pytest.fixture(scope="module")
def spelling():
    asked = {"en": "when is the deadline for applications", "fr": "quand ferme les inscriptions"}
    asked["es"] = "cuándo cierra el plazo de inscripción"
    wordings = [passage(text, language) for language, text in asked.items() for _ in range(20)]
    wordings += [passage("is the salary good"), passage("wrong dedlines")]
    return Spelling(wordings, [passage("Lyft pledged its applicants a declaration.")])


@pytest.mark.parametrize(
    ("language", "text", "full"),
    [
        ("en", "wat do u pay ppl", "what do you pay people"),
        ("fr", "slt c koi le salaire svp", "salut c'est quoi le salaire s'il vous plaît"),
        ("es", "q requisitos piden xfa", "que requisitos piden por favor"),
        ("en", "What do you pay?", "What do you pay?"),
    ],
)
def test_shorthand_is_written_in_full(language, text, full):
    assert in_full(text, language) == full


@pytest.mark.parametrize(
    ("language", "text", "mended"),
    [
        ("en", "wen is teh dedline 4?", "when is the deadline 4?"),
        ("en", "aplicatoins", "applications"),
        ("fr", "les inscritpions", "les inscriptions"),
        ("es", "el plaso de inscripsion", "el plazo de inscripcion"),
    ],
)
def test_slips_are_mended_by_words_that_people_use(spelling, language, text, mended):
    assert spelling(text, language) == mended


def test_words_of_the_sources_stand_as_they_are(spelling):
    assert spelling("Lyft, declaration", "en") == "Lyft, declaration"


def test_words_that_are_like_no_other_stand_as_they_are(spelling):
    assert spelling("Kubernetes at Zürich, dead 2026", "en") == "Kubernetes at Zürich, dead 2026"


def test_a_word_that_was_used_once_is_no_model(spelling):
    assert spelling("salari", "en") == "salari"


def test_a_slip_that_wordings_hold_too_is_mended(spelling):
    assert spelling("dedlines", "en") == "deadline"


def test_two_slips_are_too_many_for_a_short_word(spelling):
    assert spelling("claso", "es") == "claso"
