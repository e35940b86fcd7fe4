from dataclasses import replace
from datetime import date

import pytest

from knowledge.document import Source
from knowledge.validity import (
    Validity,
    contradiction,
    live,
    replacement,
    replacement_problems,
    validity,
)

TODAY = date(2026, 6, 1)


def source(source_id, superseded_by=None, valid_until=None):
    plain = Source(source_id, "T", "P", "https://x.org", date(2025, 12, 16), "en")
    return replace(plain, superseded_by=superseded_by, valid_until=valid_until)


def known(*sources):
    return {each.id: each for each in sources}


@pytest.mark.parametrize(
    ("valid_until", "state"),
    [
        (None, Validity.LIVE),
        (date(2026, 6, 1), Validity.LIVE),
        (date(2026, 5, 31), Validity.EXPIRED),
    ],
)
def test_a_source_expires_after_its_last_day(valid_until, state):
    notice = source("notice", valid_until=valid_until)

    assert validity(notice, known(notice), TODAY) is state


def test_a_replaced_source_is_superseded_even_where_it_also_expired():
    old, new = source("old", "new", date(2026, 1, 1)), source("new")

    assert validity(old, known(old, new), TODAY) is Validity.SUPERSEDED
    assert validity(new, known(old, new), TODAY) is Validity.LIVE
    assert live(known(old, new), TODAY) == {"new"}


def test_the_replacement_is_the_last_of_a_chain():
    chain = known(source("a", "b"), source("b", "c"), source("c"))

    assert replacement(chain["a"], chain) == chain["c"]
    assert replacement(chain["c"], chain) is None


def test_a_source_with_an_unknown_replacement_is_superseded_and_reported():
    old = source("old", "lost")

    assert validity(old, known(old), TODAY) is Validity.SUPERSEDED
    assert replacement(old, known(old)) is None
    assert replacement_problems(known(old)) == {"old": "superseded_by: no source 'lost'"}


def test_sources_that_replace_each_other_are_live_and_reported():
    circle = known(source("a", "b"), source("b", "c"), source("c", "a"), source("d", "a"))

    states = {key: validity(each, circle, TODAY) for key, each in circle.items()}

    assert [states[key] for key in "abc"] == [Validity.LIVE] * 3
    assert states["d"] is Validity.SUPERSEDED
    assert replacement_problems(circle).keys() == {"a", "b", "c"}
    assert replacement_problems(circle)["b"].endswith("b -> c -> a -> b")


@pytest.mark.parametrize(
    ("published", "valid_until", "superseded_by", "wrong"),
    [
        (date(2026, 1, 2), date(2026, 1, 2), "b", None),
        (None, date(2026, 1, 1), None, None),
        (date(2026, 1, 2), date(2026, 1, 1), None, "valid_until"),
        (None, None, "a", "superseded_by"),
    ],
)
def test_fields_that_cannot_all_be_true_are_named(published, valid_until, superseded_by, wrong):
    found = contradiction("a", published, valid_until, superseded_by)

    assert (found and found.split(":")[0]) == wrong
