from datetime import date

import pytest

from knowledge.dates import dates


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("on 15 December 2025", date(2025, 12, 15), date(2025, 12, 15)),
        ("on December 15, 2025", date(2025, 12, 15), date(2025, 12, 15)),
        ("le 1er mars 2024", date(2024, 3, 1), date(2024, 3, 1)),
        ("el 2 de febrero de 2025", date(2025, 2, 2), date(2025, 2, 2)),
        ("2025-12-15", date(2025, 12, 15), date(2025, 12, 15)),
        ("en mars 2024", date(2024, 3, 1), date(2024, 3, 31)),
        ("in spring 2026", date(2026, 3, 1), date(2026, 6, 30)),
        ("since 2022", date(2022, 1, 1), date(2022, 12, 31)),
    ],
)
def test_a_date_spans_the_days_that_it_may_be(text, first, last):
    (value,) = dates(text)
    assert (value.low, value.high) == (first.toordinal(), last.toordinal())


@pytest.mark.parametrize("text", ["it may open", "Mars is a planet", "30 people", "1,000"])
def test_what_is_no_date(text):
    assert dates(text) == []


def test_a_day_without_a_year_is_one_day():
    (value,) = dates("el 10 de octubre")
    assert value.low == value.high <= 366
