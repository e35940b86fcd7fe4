"""The search of the console: verified answers and passages, to be copied with what they cite."""

import re
from dataclasses import replace
from html import unescape

import pytest
from sqlalchemy import text

from api.console.cited import copy_of
from api.wire import to_unstored
from assistant.answer import Origin, Sentence
from tests.api.console.visitor import words
from tests.api.doubles import PAY


@pytest.fixture
def reader(visitor):
    return visitor("reader")


def test_answers_and_passages_stand_beside_each_other(reader):
    page = reader.get("/console/search?q=pay&language=fr")

    assert ">Quel salaire ?</a></h3>" in page.text
    assert "Deux fourchettes." in page.text
    assert "Pay is about $150,000 to $200,000." in words(page)
    assert '<option value="fr" selected>' in page.text


def test_what_is_found_leads_to_the_page_of_its_document(reader):
    page = reader.get("/console/search?q=pay").text
    links = set(re.findall(r'href="(/console/documents/[^"]+)"', page))

    assert {link.rpartition("/")[2] for link in links} == {"axios", "mac4ever"}
    for link in links:  # the scripted assistant knows of documents that are in no catalogue
        assert "No document has that id" in reader.text(link)


def test_before_anything_is_typed_nothing_is_searched(reader):
    assert "Type what somebody asked" in reader.text("/console/search?q=%20")


def test_an_answer_is_copied_with_its_quotations(reader):
    page = unescape(reader.get("/console/search?q=pay&language=fr").text)

    assert "Deux fourchettes. [1] [2]" in page
    assert "[1] Axios, 15 décembre 2025: Tech Force opens\n“Pay is about" in page
    assert "[2] Mac4Ever, décembre 2025: La Tech Force recrute" in page
    assert "https://m.example/2" in page


def test_what_is_copied_as_html_is_escaped(app):
    odd = replace(PAY, sentences=(Sentence("<b>R&D</b>", (1, 2), Origin.VERIFIED),), conflicts=())
    copy = copy_of(to_unstored(odd), app.state.page_texts["en"])

    assert "&lt;b&gt;R&amp;D&lt;/b&gt; <sup>[1]</sup> <sup>[2]</sup>" in copy.html
    assert '<a href="https://a.example/1">Axios, 15 December 2025: Tech Force opens' in copy.html
    assert copy.text.startswith("<b>R&D</b> [1] [2]\n\nAs of 15 December 2025\n\n[1] Axios")


def test_asking_as_a_visitor_shows_the_whole_answer_and_stores_nothing(reader, engine):
    page = reader.post("/console/search", q="what about the pay?", language="es")

    assert "A visitor would be told answered" in words(page)
    assert "Axios names $150,000 to $200,000. [1]" in words(page)
    assert "Not stored." in words(page)
    with engine.connect() as connection:
        for table in ("turn", "conversation"):
            assert connection.execute(text(f"SELECT count(*) FROM {table}")).scalar_one() == 0


def test_a_question_without_words_is_told_beside_what_was_typed(reader):
    page = reader.post("/console/search", q="???")

    assert page.status_code == 400 and "the message holds no words" in words(page)
    assert 'value="???"' in page.text


def test_what_was_typed_shows_as_text(reader):
    page = reader.get("/console/search?q=%3Cscript%3Ealert(1)%3C/script%3E")

    assert "<script>alert" not in page.text


def test_the_same_is_found_as_json(reader):
    found = reader.get("/v1/admin/search?q=pay&language=es&limit=1").json()

    assert [answer["id"] for answer in found["answers"]] == ["pay"]
    assert found["answers"][0]["sentences"][0]["text"] == "Dos rangos."
    assert [hit["passage_id"] for hit in found["hits"]] == ["p1"]
    assert reader.get("/v1/admin/search").status_code == 422
    assert reader.get("/v1/admin/search?q=pay&limit=51").status_code == 422
