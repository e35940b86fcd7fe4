"""The list of verified answers as it is served."""

import json
import re

import lxml.html
import pytest

from tests.api.faq_doubles import HOSTILE, KnowingAssistant


@pytest.fixture
def assistant():
    return KnowingAssistant()


def page(client, path, **headers):
    response = client.get(path, headers=headers)
    assert response.headers["content-type"] == "text/html; charset=utf-8"
    return response, lxml.html.fromstring(response.content)


def text(element):
    return " ".join(element.text_content().split())


def test_all_answers_are_listed_by_topic_with_deep_links(client):
    response, html = page(client, "/faq?lang=en")

    assert response.status_code == 200
    assert [e.get("id") for e in html.cssselect("details")] == ["pay", "gap-parking"]
    assert [text(e) for e in html.cssselect(".topic h2")] == ["Pay and benefits", "Getting there"]
    assert "Two ranges." in text(html.get_element_by_id("pay"))
    links = [a.get("href") for a in html.cssselect("details .entry-links a")]
    assert links == ["/faq/pay?lang=en", "/faq/gap-parking?lang=en"]


def test_a_known_gap_is_marked_as_one(client):
    _, html = page(client, "/faq?lang=en")

    assert [text(e) for e in html.cssselect("#gap-parking .gap")] == ["Not in the sources"]
    assert html.cssselect("#pay .gap") == []


def test_a_question_is_headed_by_a_wording_that_is_a_sentence(client):
    _, html = page(client, "/faq/gap-parking?lang=en")

    assert text(html.cssselect("h1")[0]).startswith("Is there parking?")


def test_one_answer_shows_its_versions_and_its_quotations_with_dates_and_languages(client):
    _, html = page(client, "/faq/pay?lang=en")

    versions = [text(e) for e in html.cssselect(".versions > li")]
    assert versions == ["$150k Axios, 15 December 2025 [2]", "$130k Mac4Ever, December 2025 [1]"]
    source = html.get_element_by_id("pay-1")
    assert "Mac4Ever, December 2025 Quotation in French" in text(source)
    assert source.cssselect("blockquote")[0].get("lang") == "fr"
    assert source.cssselect("a")[0].get("href") == "https://m.example/2"
    assert [a.get("href") for a in html.cssselect(".sentence .cite")] == ["#pay-1", "#pay-2"]
    assert "As of 15 December 2025" in text(html)


def test_every_link_inside_a_page_leads_somewhere(client):
    for path in ("/faq?lang=en", "/faq?lang=en&open=1", "/faq?lang=fr&q=salaire", "/faq/pay"):
        _, html = page(client, path)
        inner = [a.get("href")[1:] for a in html.cssselect("a") if a.get("href")[0] == "#"]
        assert {*inner} <= {e.get("id") for e in html.cssselect("[id]")}, path
        for address in [a.get("href") for a in html.cssselect("a.cite") if a.get("href")[0] == "/"]:
            _, target = page(client, address)
            assert target.get_element_by_id(address.partition("#")[2]) is not None


@pytest.mark.parametrize(
    ("language", "question", "date"),
    [
        ("fr", "Quel salaire ?", "15 décembre 2025"),
        ("es", "¿Qué sueldo?", "15 de diciembre de 2025"),
    ],
)
def test_each_language_has_its_own_page_and_names_the_others(client, language, question, date):
    response, html = page(client, f"/faq/pay?lang={language}")

    assert html.get("lang") == response.headers["content-language"] == language
    assert text(html.cssselect("h1")[0]) == question
    assert date in text(html)
    alternates = {e.get("hreflang"): e.get("href") for e in html.cssselect("link[hreflang]")}
    assert alternates == {
        **{code: f"http://testserver/faq/pay?lang={code}" for code in ("en", "fr", "es")},
        "x-default": "http://testserver/faq/pay",
    }


def test_the_browsers_language_is_served_where_none_is_asked_for(client):
    response, html = page(client, "/faq", **{"accept-language": "fr-CA,fr;q=0.9"})

    assert html.get("lang") == "fr"
    assert "Accept-Language" in response.headers["vary"]


def test_search_finds_by_words_of_any_language_and_opens_the_first(client):
    _, html = page(client, "/faq?lang=en&q=sueldos")

    assert [e.get("id") for e in html.cssselect("details")] == ["pay"]
    assert [e.get("id") for e in html.cssselect("details[open]")] == ["pay"]
    assert html.get_element_by_id("q").value == "sueldos"
    assert "Answers found for “sueldos”: 1" in text(html)


def test_search_without_a_result_says_so_and_leads_to_the_chat(client):
    _, html = page(client, "/faq?lang=en&q=%3Cb%3Ezebra")

    assert "Nothing was found for “<b>zebra”" in text(html)
    assert html.cssselect("details, main b") == []
    ask = html.cssselect(".outcome a")[0].get("href")
    _, chat = page(client, ask)
    assert chat.get_element_by_id("message").value == "<b>zebra"


def test_a_topic_is_listed_alone_and_all_answers_can_be_opened(client):
    _, html = page(client, "/faq?lang=en&topic=pay&open=1")

    assert [e.get("id") for e in html.cssselect("details[open]")] == ["pay"]
    assert html.get_element_by_id("pay-1") is not None
    language = {e.get("hreflang"): e.get("href") for e in html.cssselect("nav.languages a")}
    assert language["fr"] == "/faq?topic=pay&lang=fr"


def test_a_topic_without_answers_is_missing(client):
    response, html = page(client, "/faq?lang=en&topic=gone")

    assert response.status_code == 404
    assert html.cssselect("main a")[0].get("href") == "/faq?lang=en"


def test_search_engines_get_a_faq_page_that_cannot_break_out(client):
    response, html = page(client, "/faq?lang=en")
    data = json.loads(html.cssselect("script[type='application/ld+json']")[0].text)

    assert (data["@context"], data["@type"]) == ("https://schema.org", "FAQPage")
    assert [entry["@type"] for entry in data["mainEntity"]] == ["Question", "Question"]
    assert data["mainEntity"][0]["acceptedAnswer"]["text"] == "Two ranges."
    assert data["mainEntity"][1]["acceptedAnswer"]["text"].endswith(HOSTILE)
    assert HOSTILE not in response.text
    assert len(re.findall("<script", response.text)) == 2


def test_an_answer_that_is_withdrawn_or_unknown_is_said_to_be_missing(client):
    response, html = page(client, "/faq/gone?lang=es")

    assert response.status_code == 404
    assert "No se encuentra esta respuesta" in text(html)
    assert html.cssselect("main a")[0].get("href") == "/faq?lang=es"
