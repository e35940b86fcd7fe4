from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

import knowledge
from assistant.answer import Answer, Citation, Origin, Sentence, Status
from assistant.notes import spoken_date, validity_notes
from assistant.texts import load_texts
from knowledge.document import LANGUAGES, Precision, Source
from knowledge.programme import read_programme

TODAY = date(2026, 6, 1)
OLD = Source("old", "Pay in {date}", "P", "https://x.org", date(2025, 12, 1), "en")
NEW = replace(OLD, id="new", title="Pay now", publisher="Q", published=date(2026, 5, 16))
RUN_OUT = replace(OLD, valid_until=date(2026, 5, 1))


@pytest.fixture(scope="module")
def texts():
    home = Path(knowledge.__file__).parent
    return load_texts(home, read_programme(home))


def citing(*sources):
    citations = tuple(Citation(n, s, f"p{n}", "q") for n, s in enumerate(sources, 1))
    labels = tuple(c.label for c in citations)
    return Answer(
        status=Status.ANSWERED,
        language="en",
        question="q",
        standalone_question="q",
        text="t",
        generator="quotes",
        sentences=(Sentence("t", labels, Origin.QUOTED),),
        citations=citations,
    )


def known(*sources):
    return {source.id: source for source in sources}


@pytest.mark.parametrize(
    ("language", "note"),
    [
        ("en", "Source [1] [3], “Pay in {date}” (P, 1 December 2025), has been replaced by "
         "“Pay now” (Q, 16 May 2026)."),
        ("fr", "La source [1] [3], « Pay in {date} » (P, 1er décembre 2025), a été remplacée par "
         "« Pay now » (Q, 16 mai 2026)."),
        ("es", "La fuente [1] [3], «Pay in {date}» (P, 1 de diciembre de 2025), ha sido sustituida "
         "por «Pay now» (Q, 16 de mayo de 2026)."),
    ],
)  # fmt: skip
def test_a_replaced_source_is_told_once_with_all_its_labels(texts, language, note):
    sources = known(replace(OLD, superseded_by="new"), NEW)
    answer = citing(OLD, NEW, OLD)

    assert validity_notes(answer, sources, TODAY, texts[language]) == (note,)


def test_the_last_of_several_replacements_is_named(texts):
    middle = replace(NEW, id="middle", title="Middle", superseded_by="new")
    sources = known(replace(OLD, superseded_by="middle"), middle, NEW)

    (note,) = validity_notes(citing(OLD), sources, TODAY, texts["en"])

    assert "“Pay now”" in note and "Middle" not in note


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_expired_source_is_told_with_its_last_day(texts, language):
    answer = citing(RUN_OUT)

    (note,) = validity_notes(answer, known(RUN_OUT), TODAY, texts[language])

    assert note.endswith(f"{spoken_date(date(2026, 5, 1), Precision.DAY, texts[language])}.")
    assert validity_notes(answer, known(RUN_OUT), date(2026, 5, 1), texts[language]) == ()


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_replacement_that_is_not_known_is_not_named(texts, language):
    (note,) = validity_notes(
        citing(replace(OLD, superseded_by="lost", published=None)), {}, TODAY, texts[language]
    )

    assert "(P)" in note and "lost" not in note and "{labels}" not in note


def test_live_sources_and_canned_replies_have_no_notes(texts):
    canned = replace(citing(NEW), status=Status.FAILED, sentences=(), citations=())

    assert validity_notes(citing(NEW), known(NEW, RUN_OUT), TODAY, texts["en"]) == ()
    assert validity_notes(canned, known(RUN_OUT), TODAY, texts["en"]) == ()


@pytest.mark.parametrize(
    ("language", "precision", "spoken"),
    [
        ("en", Precision.MONTH, "August 2026"),
        ("fr", Precision.MONTH, "août 2026"),
        ("es", Precision.MONTH, "agosto de 2026"),
        ("fr", Precision.DAY, "1er août 2026"),
        ("es", Precision.YEAR, "2026"),
    ],
)
def test_a_date_is_spoken_as_exactly_as_it_is_known(texts, language, precision, spoken):
    assert spoken_date(date(2026, 8, 1), precision, texts[language]) == spoken
