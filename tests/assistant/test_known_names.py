"""Whom the Sources know."""

from dataclasses import replace

import pytest

from assistant.known_names import KnownNames
from assistant.mentions import Mentions
from knowledge.names import Names
from knowledge.verified import VerifiedSentence
from tests.api.doubles import VERIFIED

TOLD = {"en": (VerifiedSentence("It is run by Ann Lee Quill and the Lake Office.", ()),)}
KNOWN = KnownNames(
    Mentions(["it", "is", "run", "by", "and", "the", "director"]),
    Names((("parks", "department of parks"),), ("zoonet",)),
    [replace(VERIFIED, answer=TOLD)],
)


@pytest.mark.parametrize(
    "name",
    ["Ann Lee Quill", "Quill", "director Quill", "LAKE OFFICE", "Department of Parks", "Zoonet"],
)
def test_whom_answers_name_is_known_by_any_part_and_with_a_title(name):
    assert name in KNOWN


@pytest.mark.parametrize("name", ["Ann Quill", "Forest Office", "Herald Quill", "Director"])
def test_others_are_not(name):
    assert name not in KNOWN
