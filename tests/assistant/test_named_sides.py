"""Questions that name two things side by side."""

import pytest

from assistant.named_sides import NamedSides
from knowledge.names import Names

NAMES = Names(
    groups=(
        ("department of parks", "parks", "parques"),
        ("lake office", "lo"),
        ("forest", "foret"),
    ),
    always=(),
)
SIDES = NamedSides(NAMES)


@pytest.mark.parametrize(
    ("question", "sides"),
    [
        (
            "Parks versus the LO: what would I do in each?",
            ("Parks: what would I do in each?", "LO: what would I do in each?"),
        ),
        (
            "entre un poste à la Forêt et un poste au LO, quoi de différent ?",
            (
                "entre un poste à la Forêt, quoi de différent ?",
                "entre un poste à la LO, quoi de différent ?",
            ),
        ),
        (
            "¿El Department of Parks o la Lake Office?",
            ("¿El Department of Parks?", "¿El Lake Office?"),
        ),
    ],
)
def test_a_question_is_asked_about_each_of_two_names(question, sides):
    assert list(SIDES(question)) == [sides]


@pytest.mark.parametrize(
    "question",
    [
        "What would I do at Parks?",
        "Parks, LO or Forest?",
        "Is the Department of Parks the same as Parks?",
        "Does Parks pay more because of a memo that someone wrote at the LO?",
        "Does Parks LO exist?",
        "do parks and forests have a lo",
    ],
)
def test_fewer_or_more_names_or_names_apart_are_one_question(question):
    assert list(SIDES(question)) == []
