"""The chat page in Debian's Chromium, served by a real server."""

import pytest
from playwright.sync_api import expect

from tests.api.doubles import REPLACED
from tests.api.page import ask, last_turn

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("chromium")]


def test_an_answer_shows_its_sentences_conflicts_and_date(chat):
    turn = ask(chat, "how much?")

    expect(turn.get_by_role("heading")).to_contain_text("how much?")
    expect(turn.locator(".sentence")).to_have_count(2)
    expect(turn.locator(".understood")).to_contain_text("How much does the Tech Force pay a year?")
    expect(turn.locator(".versions > li")).to_have_count(2)
    expect(turn.locator(".versions > li").nth(1)).to_contain_text("$130,000 to $195,000")
    expect(turn.locator(".versions > li").nth(1)).to_contain_text("Mac4Ever, December 2025")
    expect(turn.locator(".as-of")).to_contain_text("As of 15 December 2025")
    expect(chat.get_by_label("Your question")).to_be_focused()


def test_a_citation_opens_to_its_quotation_by_keyboard(chat):
    turn = ask(chat, "how much?")
    button = turn.get_by_role("button", name="Source [2]: Mac4Ever").first

    expect(button).to_have_attribute("aria-expanded", "false")
    button.focus()
    chat.keyboard.press("Enter")

    quotation = turn.locator(f"#{button.get_attribute('aria-controls')}")
    expect(button).to_have_attribute("aria-expanded", "true")
    expect(quotation).to_be_visible()
    expect(quotation).to_contain_text("Quotation in French")
    expect(quotation.locator("blockquote")).to_have_attribute("lang", "fr")
    expect(quotation).to_contain_text("Mac4Ever, December 2025")
    expect(quotation.locator("mark")).to_have_text("Le salaire va de 130 000 à 195 000 dollars.")
    expect(quotation.get_by_role("link")).to_have_attribute("href", "https://m.example/2")
    chat.keyboard.press("Enter")
    expect(quotation).to_be_hidden()


def test_a_quotation_is_highlighted_in_its_passage(chat):
    turn = ask(chat, "how much?")
    turn.get_by_role("button", name="Source [1]: Axios").first.click()

    opened = turn.locator(".quotation:visible")
    expect(opened).to_contain_text("Axios, 15 December 2025")
    expect(opened.locator(".foreign")).to_have_count(0)
    expect(opened.locator("blockquote")).to_have_text("Axios: Pay is about $150,000 to $200,000.")
    expect(opened.locator("mark")).to_have_text("Pay is about $150,000 to $200,000.")


def test_notes_stand_apart_below_the_sentences_and_after_a_reload(chat):
    note = ask(chat, "noted").get_by_role("note")

    expect(note).to_have_text(REPLACED)
    expect(note).to_have_attribute("lang", "en")
    expect(last_turn(chat).locator(".sentence")).to_have_count(2)
    chat.reload()
    expect(last_turn(chat).get_by_role("note")).to_have_text(REPLACED)
    expect(ask(chat, "how much?").get_by_role("note")).to_have_count(0)


@pytest.mark.parametrize(
    ("question", "status", "says"),
    [
        ("weather", "unanswered", "techforce.gov"),
        ("football", "declined", "Choose a question below"),
        ("which", "clarification", "Choose one"),
        ("down", "failed", "Try again"),
    ],
)
def test_other_outcomes_look_different_and_say_what_to_do(chat, question, status, says):
    turn = ask(chat, question)

    expect(turn.locator(f".outcome.{status}")).to_contain_text(says)
    expect(turn.locator(".as-of")).to_have_count(0)


def test_a_suggestion_and_a_topic_are_asked_by_a_press(chat):
    chat.get_by_role("button", name="How much does the Tech Force pay?").click()
    turn = last_turn(chat)
    turn.get_by_role("button", name="How long does it last?").click()

    expect(chat.locator("article")).to_have_count(2)
    expect(last_turn(chat).get_by_role("heading")).to_contain_text("How long does it last?")
    expect(chat.locator("#greeting")).to_be_hidden()


def test_the_stages_are_shown_and_one_announcement_is_made(chat, assistant):
    chat.evaluate(
        """() => { window.said = [];
        new MutationObserver(() => window.said.push(announcer.textContent))
          .observe(announcer, {childList: true, characterData: true, subtree: true}); }"""
    )
    chat.get_by_label("Your question").fill("slow pay")
    chat.get_by_role("button", name="Ask", exact=True).click()

    turn = chat.locator("article").last
    expect(turn).to_have_attribute("aria-busy", "true")
    expect(turn.locator(".stage")).to_contain_text("Searching the sources")
    assistant.release.set()
    expect(turn).to_have_attribute("aria-busy", "false")
    expect(turn.locator(".stage")).to_have_count(0)
    said = [text for text in chat.evaluate("window.said") if text]
    assert said == ["Answer: Two ranges are reported. Axios names $150,000 to $200,000."]


def test_a_second_question_waits_for_the_first(chat, assistant):
    chat.get_by_label("Your question").fill("slow pay")
    chat.keyboard.press("Enter")
    expect(chat.locator("article")).to_have_count(1)
    chat.get_by_label("Your question").fill("another")
    chat.keyboard.press("Enter")

    expect(chat.locator("article")).to_have_count(1)
    expect(chat.get_by_label("Your question")).to_have_value("another")
    assistant.release.set()
    last_turn(chat)


def test_a_conversation_goes_on_after_a_reload_and_in_another_page_language(chat, assistant):
    ask(chat, "how much?")
    chat.reload()

    expect(last_turn(chat).locator(".sentence")).to_have_count(2)
    chat.get_by_role("link", name="Français").click()
    expect(chat.locator("html")).to_have_attribute("lang", "fr")
    expect(last_turn(chat).locator(".as-of")).to_contain_text("15 décembre 2025")
    expect(last_turn(chat).locator(".sentence span").first).to_have_attribute("lang", "en")
    chat.get_by_label("Votre question").fill("et après ?")
    chat.keyboard.press("Enter")
    expect(chat.locator("article")).to_have_count(2)
    last_turn(chat)
    assert len(assistant.heard[-1][1].turns) == 1


def test_the_language_of_the_answer_can_be_chosen(chat, assistant):
    chat.get_by_label("Answer in").select_option("es")
    turn = ask(chat, "how much?")

    assert assistant.heard[-1][2] == "es"
    expect(turn.locator(".sentence span").first).to_have_attribute("lang", "es")


def test_markup_in_a_question_stays_text(chat):
    turn = ask(chat, "<img src=x onerror=alert(1)><b>bold</b>")

    expect(turn.get_by_role("heading")).to_contain_text("<img src=x onerror=alert(1)><b>bold</b>")
    expect(turn.locator("img, b")).to_have_count(0)


def test_shift_and_enter_make_a_new_line(chat):
    box = chat.get_by_label("Your question")
    box.fill("one")
    box.press("Shift+Enter")
    box.type("two")

    expect(box).to_have_value("one\ntwo")
    expect(chat.locator("article")).to_have_count(0)


def test_the_page_is_served_in_the_browsers_language(browser, server):
    for locale, heading in (("fr-CA", "Vos questions"), ("es-MX", "Pregunte"), ("de-DE", "Ask")):
        context = browser.new_context(locale=locale)
        page = context.new_page()
        page.goto(server)
        expect(page.get_by_role("heading", level=1)).to_contain_text(heading)
        context.close()
