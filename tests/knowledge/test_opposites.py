import pytest

from knowledge.errors import InvalidKnowledge
from knowledge.opposites import Opposites
from tests.knowledge.test_project import HOME

OPPOSITES = Opposites.load(HOME / "opposites.yaml")


@pytest.mark.parametrize(
    ("text", "scale", "pole"),
    [
        ("junior managers", "seniority", 0),
        ("des cadres expérimentés", "seniority", 1),
        ("a degree is required", "duty", 0),
        ("a degree is not required", "duty", 1),
        ("no se exige título", "duty", 1),
        ("il n'est pas nécessaire de voter", "duty", 1),
        ("foreigners may not apply", "permission", 1),
        ("an unpaid internship", "reward", 1),
        ("not only required", "duty", 0),
        ("it requires no degree", "duty", 1),
        ("on doit pas voter", "duty", 1),
        ("it is required, not offered", "duty", 0),
        ("it requires a degree and no fee", "duty", 0),
    ],
)
def test_where_a_statement_stands(text, scale, pole):
    (value,) = [v for v in OPPOSITES.stands(text) if v.unit == scale]
    assert value.low == pole


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ("the first year", "la deuxième année", True),
        ("the minimum pay", "le salaire maximum", True),
        ("people applied", "people were hired", True),
        ("nurses", "nurses, of whom some", True),
        ("the first year", "la première année", False),
        ("the pay", "le salaire maximum", False),
    ],
)
def test_qualifications_set_statements_apart(one, other, expected):
    assert OPPOSITES.apart(one, other) is expected


def test_who_reports_is_blanked_out_in_place():
    text = "Pay is 5, according to the Herald."
    plain = OPPOSITES.without_reporting(text)
    assert len(plain) == len(text)
    assert plain.split() == ["Pay", "is", "5,", "."]


@pytest.mark.parametrize("text", ["scales: [", "scales: [1]", "- 1", "scales: 2026-13-45"])
def test_a_broken_file_is_named(tmp_path, text):
    path = tmp_path / "opposites.yaml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(InvalidKnowledge, match=r"opposites\.yaml"):
        Opposites.load(path)
