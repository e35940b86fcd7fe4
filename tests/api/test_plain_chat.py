"""The chat without scripts: forms in, pages out."""

import lxml.html
import pytest

from api.workers import Busy, Workers


def ask(client, message, carried=None, lang="en", **fields):
    """Send the form; the response and its page."""
    response = client.post(
        f"/ask?lang={lang}", data={"message": message, **fields, **(carried or {})}
    )
    return response, lxml.html.fromstring(response.content)


def carried(html):
    """The hidden fields under the conversation."""
    return {e.get("name"): e.value for e in html.cssselect("#ask input[type=hidden]")}


def text(element):
    return " ".join(element.text_content().split())


def test_a_question_is_answered_on_the_page_with_its_quotations(client):
    response, html = ask(client, "how much?")

    assert response.status_code == 200
    assert response.headers["cache-control"] == "no-store"
    turn = html.cssselect("article")[0]
    assert "Axios names $150,000 to $200,000." in text(turn)
    assert [text(v) for v in turn.cssselect(".value")] == [
        "$150,000 to $200,000", "$130,000 to $195,000"
    ]  # fmt: skip
    for link in turn.cssselect(".cite"):
        source = html.get_element_by_id(link.get("href")[1:])
        assert text(link) in text(source)
    assert "As of 15 December 2025" in text(turn)
    assert [text(b) for b in html.cssselect(".suggestions button")] == ["How long does it last?"]


def test_a_conversation_is_continued_by_the_hidden_id(client, assistant):
    _, first = ask(client, "how much?")
    _, second = ask(client, "and how long?", carried(first))

    assert len(second.cssselect("article")) == 2
    assert len(assistant.heard[1][1].turns) == 1
    assert carried(second) == {"conversation_id": carried(first)["conversation_id"], "turns": "2"}


def test_a_form_that_is_sent_twice_is_answered_once(client, assistant):
    _, first = ask(client, "how much?")
    ask(client, "and how long?", carried(first))
    _, again = ask(client, "and how long?", carried(first))

    assert len(again.cssselect("article")) == 2
    assert len(assistant.heard) == 2


def test_a_form_that_is_sent_twice_is_known_though_its_question_is_stored_redacted(
    client, assistant, monkeypatch
):
    events = assistant.events
    monkeypatch.setattr(
        assistant,
        "events",
        lambda question, *rest: events(question.replace("ana@example.org", "[email]"), *rest),
    )
    first = "how much? My address is ana@example.org"
    _, begun = ask(client, "how long?")
    ask(client, first, carried(begun))
    _, again = ask(client, first, carried(begun))

    assert len(again.cssselect("article")) == 2
    assert [question for question, *_ in assistant.heard][1:] == ["how much? My address is [email]"]


def test_the_language_of_page_and_answer_are_chosen_apart(client, assistant):
    _, html = ask(client, "how much?", lang="fr", language="es")

    assert html.get("lang") == "fr"
    assert html.cssselect(".sentence span")[0].get("lang") == "es"
    assert html.cssselect("#language option[selected]")[0].get("value") == "es"
    assert assistant.heard[0][2] == "es"


@pytest.mark.parametrize(
    ("question", "status", "says"),
    [
        ("weather", "unanswered", "techforce.gov"),
        ("football", "declined", "Choose a question below"),
        ("which", "clarification", "Choose one"),
        ("down", "failed", "Try again"),
    ],
)
def test_other_outcomes_say_what_to_do(client, question, status, says):
    _, html = ask(client, question)

    assert says in text(html.cssselect(f".outcome.{status}")[0])
    assert html.cssselect(".as-of, .sources") == []


@pytest.mark.parametrize(
    ("question", "status", "says"),
    [
        ("x" * 1001, 422, "too long"),
        ("?!", 422, "There are no words in your question"),
        ("crash", 500, "Something failed on our side"),
    ],
)
def test_what_is_wrong_is_said_on_the_page_and_the_question_is_kept(client, question, status, says):
    _, first = ask(client, "how much?")
    response, html = ask(client, question, carried(first))

    assert response.status_code == status
    assert says in text(html.cssselect("[role=alert]")[0])
    assert html.get_element_by_id("message").value == question
    assert carried(html) == carried(first)


def test_a_question_that_finds_no_place_is_kept_with_its_conversation(client, monkeypatch):
    _, first = ask(client, "how much?")

    async def full(*_):
        raise Busy

    with monkeypatch.context() as patched:
        patched.setattr(Workers, "run", full)
        response, html = ask(client, "and how long?", carried(first))
    assert response.status_code == 503
    assert "Many people are asking right now" in text(html.cssselect("[role=alert]")[0])
    assert html.get_element_by_id("message").value == "and how long?"
    assert carried(html) == carried(first)

    _, again = ask(client, "and how long?", carried(html))
    assert len(again.cssselect("article.answered")) == 2


def test_a_conversation_that_is_gone_gives_way_to_a_new_one(client):
    gone = {"conversation_id": "gone", "turns": "3"}
    response, html = ask(client, "how much?", gone)

    assert response.status_code == 404
    assert "deleted or has expired" in text(html)
    _, html = ask(client, html.get_element_by_id("message").value, carried(html))
    assert len(html.cssselect("article.answered")) == 1


def test_a_conversation_is_deleted_once_its_visitor_is_sure(client):
    _, html = ask(client, "how much?")
    conversation = carried(html)
    path = f"/v1/conversations/{conversation['conversation_id']}"
    asked = client.post("/ask/delete?lang=en", data=conversation)
    assert "Delete this conversation?" in asked.text
    assert client.get(path).status_code == 200

    done = client.post("/ask/delete?lang=en", data={**conversation, "sure": "yes"})
    assert "The conversation was deleted." in done.text
    assert client.get(path).status_code == 404
    again = client.post("/ask/delete?lang=en", data={**conversation, "sure": "yes"})
    assert again.status_code == 200


def test_markup_in_a_question_stays_text(client):
    _, html = ask(client, "<img src=x onerror=alert(1)> how much?")

    assert html.cssselect("article img") == []
    assert "<img src=x onerror=alert(1)> how much?" in text(html.cssselect("h2")[-1])
