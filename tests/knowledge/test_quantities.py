import pytest

from knowledge.quantities import quantities
from knowledge.values import Bound, ValueKind


@pytest.mark.parametrize(
    ("text", "language", "kind", "unit", "low", "high"),
    [
        ("It pays $130-195k a year.", "en", "money", "USD/year", 130000, 195000),
        ("entre 30 000 et 35 000 euros par an", "fr", "money", "EUR/year", 30000, 35000),
        ("gana 1.500 euros al mes", "es", "money", "EUR/month", 1500, 1500),
        ("un budget de 2,4 millions d'euros", "fr", "money", "EUR/", 2.4e6, 2.4e6),
        ("Admission is free.", "en", "money", "/", 0, 0),
        ("about 30 percent left", "en", "percent", "%", 30, 30),
        ("la bourse dure 24 mois", "fr", "duration", "day", 730.56, 730.56),
        ("dura un año", "es", "duration", "day", 365.25, 365.25),
        ("at least 18 years old", "en", "age", "year", 18, 18),
        ("twenty-nine companies", "en", "count", "", 29, 29),
        ("une quinzaine d'hôpitaux", "fr", "count", "", 15, 15),
        ("two dozen firms", "en", "count", "", 24, 24),
        ("veinticinco empresas", "es", "count", "", 25, 25),
        ("leur mille personnes", "fr", "count", "", 1000, 1000),
        ("un développeur, 2 ans", "fr", "duration", "day", 730.5, 730.5),
        ("un directeur 2 ans", "fr", "duration", "day", 730.5, 730.5),
        ("EUR 500", "fr", "money", "EUR/", 500, 500),
        ("AU$500", "en", "money", "USD/", 500, 500),
    ],
)
def test_what_a_number_is_a_number_of(text, language, kind, unit, low, high):
    (value,) = quantities(text, language)
    assert (value.kind, value.unit) == (ValueKind(kind), unit)
    assert (value.low, value.high) == pytest.approx((low, high))


@pytest.mark.parametrize(
    ("text", "bound", "slack"),
    [
        ("up to 200 seats", Bound.MOST, 0.0),
        ("plus de 200 places", Bound.OVER, 0.0),
        ("al menos 200 plazas", Bound.LEAST, 0.0),
        ("dès 200 places", Bound.LEAST, 0.0),
        ("une des 200 places", Bound.EXACT, 0.0),
        ("200 seats or more", Bound.LEAST, 0.0),
        ("about 200 seats", Bound.EXACT, 0.2),
        ("une vingtaine de places", Bound.EXACT, 0.2),
        ("200 seats", Bound.EXACT, 0.0),
    ],
)
def test_limits_and_approximations_are_kept(text, bound, slack):
    (value,) = quantities(text, "en")
    assert (value.bound, value.slack) == (bound, slack)


def test_a_count_says_what_is_counted():
    text = "About 25 private-sector partners of the Tech Force"
    (value,) = quantities(text, "en")
    assert text[slice(*value.noun)] == "private-sector partners"
    assert text[value.start : value.end] == "About 25 private-sector partners"


def test_what_is_counted_stands_before_the_next_number():
    text = "Phase 2 (2025): 1000 fellows"
    first, second = quantities(text, "en")
    assert (first.low, first.noun) == (2, (0, 0))
    assert (second.low, text[slice(*second.noun)]) == (1000, "fellows")


def test_words_far_before_an_amount_tell_its_period_but_no_limit():
    text = f"Annual pay, up to now {'as it ever was ' * 20}is $5."
    (value,) = quantities(text, "en")
    assert (value.unit, value.bound) == ("USD/year", Bound.EXACT)


@pytest.mark.parametrize("text", ["in 2025", "the 1st one", "C3.ai", "in May", "quite free to go"])
def test_what_is_no_quantity(text):
    assert quantities(text, "en") == []


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("is it one year or two?", "en"),
        ("a year or two", "en"),
        ("one- to two-year", "en"),
        ("un an ou deux, non ?", "fr"),
        ("¿un año o dos?", "es"),
        ("entre uno y dos años", "es"),
    ],
)
def test_a_length_and_a_second_number_are_one_length(text, language):
    (value,) = quantities(text, language)
    assert value.kind is ValueKind.DURATION
    assert value.high == 2 * value.low


def test_a_second_length_stays_one_of_its_own():
    assert len(quantities("one year or 18 months", "en")) == 2
