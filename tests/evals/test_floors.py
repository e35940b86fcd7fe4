"""What a Run must reach, and what is said about a wrong file."""

import pytest

from evals.case_file import read_suites
from evals.cases import PARITY
from evals.errors import InvalidCases
from evals.floors import Limit, SuiteFloors, read_floors
from evals.measures import measure


def test_a_limit_is_kept_at_its_bounds_and_by_what_is_undefined():
    limit = Limit(least=0.5, most=0.9)

    assert [limit.allows(v) for v in (0.49, 0.5, 0.9, 0.91, None)] == [
        False, True, True, False, True,
    ]  # fmt: skip
    assert str(limit) == "at least 0.5 and at most 0.9"
    assert str(Limit(most=0.01)) == "at most 0.01"


def test_slices_without_a_floor_have_none():
    assert SuiteFloors(topic=0.8).of("topic") == 0.8
    assert SuiteFloors(topic=0.8).of("language") is None
    assert SuiteFloors().of("trap") is None


def test_the_floors_of_the_project_are_those_of_its_suites_and_measures():
    floors = read_floors()

    assert floors.suites.keys() <= {suite.name for suite in read_suites()} | {PARITY}
    assert floors.measures.keys() <= {figure.name for figure in measure([], {})}
    assert floors.of("a suite without its own") == floors.default


@pytest.mark.parametrize("text", ["overall: 95", "suites: {answers: 0.9}", "other: 1", "[", ""])
def test_a_wrong_floors_file_is_refused(tmp_path, text):
    path = tmp_path / "floors.yaml"
    path.write_text(text, encoding="utf-8")

    with pytest.raises(InvalidCases, match=r"floors\.yaml: not a file of floors"):
        read_floors(path)
