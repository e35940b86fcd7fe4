"""Each forgery changes what a sentence says, in one way, or leaves the sentence alone."""

from random import Random

import pytest

from evals.drafts_forged import join, link, name, names_of, negation, number

PAY = "Guards of the museum are paid $1,800 a month, according to The Gazette."


def test_another_figure_stands_in_place_of_one_and_nowhere_in_the_evidence():
    made = number(PAY, "1,800 and 1,900", Random(1))

    assert made is not None
    assert made != PAY
    assert "1,900" not in made
    assert number("No figure here.", "", Random(1)) is None


def test_dates_in_brackets_are_left_alone():
    assert number("It is open, says The Gazette (4 March 2026).", "", Random(1)) is None


def test_a_name_is_exchanged_for_one_that_the_evidence_lacks():
    known = ["The Gazette", "The Herald"]

    made = name(PAY, "The Gazette writes of guards.", known, known, Random(1))

    assert names_of(PAY) == ["The Gazette"]
    assert made is None  # "the" stands in the evidence
    assert name(PAY, "Gazette", known, ["The Herald"], Random(1)) == PAY.replace(
        "Gazette", "Herald"
    )


@pytest.mark.parametrize(
    ("language", "said", "made"),
    [
        ("en", "Tours are free.", "Tours are not free."),
        ("en", "Tours are not free.", "Tours are free."),
        ("fr", "La visite est gratuite.", "La visite n'est pas gratuite."),
        ("fr", "La visite n'est pas gratuite.", "La visite est gratuite."),
        ("es", "La visita es gratuita.", "La visita no es gratuita."),
        ("es", "La visita no es gratuita.", "La visita es gratuita."),
        ("en", "Tours are not only free.", None),
        ("en", "Nobody is not admitted without a ticket.", None),
    ],
)
def test_a_negation_is_put_in_or_taken_out_where_that_turns_the_sentence(language, said, made):
    assert negation(said, language) == made


def test_a_link_and_a_second_half_are_added():
    assert ".example" in link("Tours are free.", Random(1))
    assert join("Tours are free.", "Guards work at night.", "en") == (
        "Tours are free and guards work at night."
    )
    assert join("Tours are free.", "Yes: guards work.", "en") is None
