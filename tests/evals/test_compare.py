"""What changed between two Runs."""

import pytest

from evals.compare import compare
from evals.record import Outcome, Record


def record(**outcomes):
    """A Record from id=(passed, outcome) or id=(passed, outcome, question)."""
    return Record("r", {i: Outcome(o[0], o[1], *(o[2:] or ("q",))) for i, o in outcomes.items()})


BEFORE = record(
    a=(True, "answered"),
    b=(False, "error"),
    c=(False, "answered"),
    d=(True, "answered", "old"),
    e=(True, "answered"),
    gone=(True, "answered"),
)
AFTER = record(
    a=(False, "unanswered/not_in_sources"),
    b=(True, "answered"),
    c=(False, "declined/off_topic"),
    d=(False, "answered", "new"),
    e=(True, "answered"),
    new=(True, "answered"),
)


def test_each_case_is_told_once():
    found = compare(BEFORE, AFTER)

    assert [c.id for c in found.fixed] == ["b"]
    assert [(c.id, c.before, c.after) for c in found.broken] == [
        ("a", "answered", "unanswered/not_in_sources")
    ]
    assert [c.id for c in found.other] == ["c"]
    assert (found.edited, found.only_before, found.only_after) == (("d",), ("gone",), ("new",))
    assert (found.overall.cases, found.overall.before, found.overall.after) == (4, 2, 2)
    assert found.p_value == 1.0


@pytest.mark.parametrize(("changed", "beyond"), [(5, False), (6, True)])
def test_six_cases_fixed_and_none_broken_is_beyond_noise(changed, beyond):
    before = record(**{f"c{n}": (False, "error") for n in range(changed)})
    after = record(**{f"c{n}": (True, "answered") for n in range(changed)})

    assert compare(before, after).beyond_noise is beyond


def test_a_run_does_not_differ_from_itself():
    found = compare(BEFORE, BEFORE)

    assert (found.fixed, found.broken, found.other, found.edited) == ((), (), (), ())
    assert found.as_json()["beyond_noise"] is False


def test_each_suite_is_compared_with_itself():
    before = record(
        a=(False, "answered", "q", "answers"),
        b=(True, "answered", "q", "answers"),
        c=(True, "answered", "q", "misuse"),
    )
    after = record(
        a=(True, "answered", "q", "answers"),
        b=(True, "answered", "q", "answers"),
        c=(True, "answered", "q", "misuse"),
    )

    answers, misuse = compare(before, after).suites

    assert (answers.name, answers.cases, answers.change) == ("answers", 2, 0.5)
    assert answers.interval[0] <= 0.5 <= answers.interval[1]
    assert (misuse.name, misuse.change, misuse.interval) == ("misuse", 0.0, (0.0, 0.0))


def test_the_interval_leaves_zero_out_where_much_was_fixed():
    before = record(**{f"c{n}": (n > 10, "answered") for n in range(40)})
    after = record(**{f"c{n}": (True, "answered") for n in range(40)})

    low, high = compare(before, after).overall.interval

    assert 0.1 < low < 11 / 40 < high < 0.5


def test_the_printed_json_keeps_its_fields_and_has_the_difference():
    printed = compare(BEFORE, AFTER).as_json()

    assert (printed["compared"], printed["passed"]) == (4, {"before": 2, "after": 2})
    assert set(printed["difference"]) == {"cases", "before", "after", "change", "interval"}
    assert compare(record(), record()).as_json()["difference"]["interval"] == [0.0, 0.0]
