"""An Answer as one text: what stands below it, in the words of its language."""

from dataclasses import replace

import pytest

from api.footnotes import marks, read_footnotes
from assistant.answer import Citation
from assistant.texts import load_texts
from knowledge.document import LANGUAGES, Precision
from knowledge.programme import read_programme
from tests.api.doubles import AXIOS, MAC, NOTED, PAY, REPLACED, SILENT
from tests.knowledge.test_project import HOME


@pytest.fixture(scope="module")
def footnotes():
    return read_footnotes(load_texts(HOME, read_programme(HOME)))


@pytest.mark.parametrize(
    ("language", "as_of", "cited"),
    [
        ("en", "As of 15 December 2025,", "Axios, 15 December 2025: “Pay"),
        ("fr", "À la date du 15 décembre 2025,", "Axios, 15 décembre 2025, en anglais : « Pay"),
        ("es", "A fecha de 15 de diciembre de 2025,", "Axios, 15 de diciembre de 2025, en inglés"),
    ],
)  # fmt: skip
def test_dates_and_languages_are_told_in_the_language_of_the_answer(
    footnotes, language, as_of, cited
):
    content = footnotes[language].content(replace(PAY, language=language))

    assert as_of in content
    assert f"\n- [1] Tech Force opens, {cited}" in content


def test_every_language_has_the_same_words_with_the_same_slots(footnotes):
    def slots(text):
        return {part.partition("}")[0] for part in text.split("{")[1:]}

    told = [{k: slots(v) for k, v in footnotes[lang].words.items()} for lang in LANGUAGES]
    assert told[0] == told[1] == told[2]


@pytest.mark.parametrize(
    ("source", "told"),
    [
        (replace(AXIOS, date_precision=Precision.YEAR), "Axios, 2025: “"),
        (replace(AXIOS, published=None), "Axios: “"),
        (replace(AXIOS, language="de"), "Axios, 15 December 2025, in de: “"),
    ],
)
def test_a_date_is_told_as_exactly_as_it_is_known(footnotes, source, told):
    cited = (Citation(1, source, "p1", "Pay is {high}."), PAY.citations[1])
    content = footnotes["en"].content(replace(PAY, citations=cited))

    assert f"- [1] Tech Force opens, {told}Pay is {{high}}.” https://a.example/1\n" in content


def test_a_source_without_an_address_or_a_date_leaves_no_gap(footnotes):
    source = replace(MAC, url="", published=None)
    cited = (Citation(1, source, "p1", "Oui."),)
    answer = replace(PAY, conflicts=(), sentences=PAY.sentences[1:], citations=cited)
    content = footnotes["en"].content(answer)

    assert content.endswith(
        "\n\nSources:\n- [1] La Tech Force recrute, Mac4Ever, in French: “Oui.”"
    )
    assert "As of" not in content


def test_notes_stand_between_the_sentences_and_the_rest(footnotes):
    body, note, *_ = footnotes["en"].content(NOTED).split("\n\n")

    assert (body, note) == (PAY.text, REPLACED)


def test_a_reply_without_sentences_is_its_text_and_what_to_ask(footnotes):
    assert footnotes["en"].content(SILENT) == (
        "The sources do not say. See techforce.gov.\n\nYou could ask:\n- How long does it last?"
    )
    assert marks(SILENT) == ()


def test_only_footnotes_are_marks(footnotes):
    sentence = replace(PAY.sentences[0], text="Form [7] names [x] two ranges.")
    answer = replace(PAY, sentences=(sentence, PAY.sentences[1]))
    content = footnotes["en"].content(answer)

    assert [content[m.start : m.end] for m in marks(answer)] == ["[1]", "[2]", "[1]"]
    assert [m.label for m in marks(answer)] == [1, 2, 1]
