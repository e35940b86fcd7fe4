"""What browsers load: small, and from nowhere else."""

import json
import re
from pathlib import Path

import pytest

import api
from api.page import page_texts
from api.rendering import TEMPLATES, date_text
from knowledge.document import LANGUAGES, Precision
from knowledge.programme import read_programme
from tests.api.doubles import AXIOS

FILES = sorted((Path(api.__file__).parent / "static").iterdir())
TEXTS = {code: json.loads((TEMPLATES / "texts" / f"{code}.json").read_text()) for code in LANGUAGES}


def shape(texts):
    """Names and slots of texts, without their words."""
    if isinstance(texts, str):
        return sorted(re.findall(r"\{\w+\}", texts))
    return {name: shape(text) for name, text in texts.items()}


def test_all_that_a_visitor_may_load_is_small():
    theirs = [path for path in FILES if not path.name.startswith("console")]
    assert sum(path.stat().st_size for path in theirs) < 100_000


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_no_static_file_is_long_or_loads_from_elsewhere(path):
    text = path.read_text(encoding="utf-8")

    assert len(text.splitlines()) <= 250
    assert re.findall(r"(?:url\(|import |from |src=)\s*[\"']?(?:https?:)?//", text) == []


@pytest.mark.parametrize("language", ["fr", "es"])
def test_every_language_has_the_same_texts_with_the_same_slots(language):
    unslotted = {"day", "month"}  # dates have an order of their own
    ours, english = TEXTS[language], TEXTS["en"]
    assert shape({**ours, "date": {}}) == shape({**english, "date": {}})
    for name in unslotted:
        assert set(shape(ours["date"][name])) == set(shape(english["date"][name]))
    assert len(ours["date"]["months"].split()) == 12


def test_the_notice_says_how_long_conversations_are_kept():
    programme = read_programme(TEMPLATES)  # a folder without one: a neutral name
    for language in LANGUAGES:
        kept = page_texts(programme, 30)[language]["privacy"]
        assert " 30 " in kept
        assert kept.startswith(page_texts(programme)[language]["privacy"])


def test_a_date_is_written_as_far_as_it_is_known():
    day = AXIOS.published.replace(day=1)
    told = {code: date_text(day, Precision.DAY, TEXTS[code]) for code in LANGUAGES}

    assert told["en"] == "1 December 2025"
    assert (told["fr"], told["es"]) == ("1er décembre 2025", "1 de diciembre de 2025")
    assert date_text(day, Precision.MONTH, TEXTS["fr"]) == "décembre 2025"
    assert date_text(day, Precision.YEAR, TEXTS["es"]) == "2025"
    assert date_text(None, Precision.DAY, TEXTS["en"]) == "no date"
