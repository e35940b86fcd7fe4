"""The list of verified answers, and the chat without scripts, in a browser."""

import pytest
from playwright.sync_api import expect

from tests.api.faq_doubles import KnowingAssistant
from tests.api.page import violations

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("chromium")]


@pytest.fixture
def assistant():
    return KnowingAssistant()


@pytest.fixture
def plain(browser, server):
    """A page without scripts."""
    context = browser.new_context(java_script_enabled=False, locale="en-US")
    page = context.new_page()
    page.goto(server)
    yield page
    context.close()


def test_every_faq_page_fits_its_width_and_pleases_axe(chat):
    paths = ("/faq?lang=en&open=1", "/faq?lang=en&q=zebra", "/faq/pay?lang=fr", "/faq/gone")
    for path in paths:
        chat.goto(chat.server + path)
        for width in (1280, 768, 320):
            chat.set_viewport_size({"width": width, "height": 800})
            assert chat.evaluate("document.documentElement.scrollWidth") <= width
        assert violations(chat) == []
    chat.emulate_media(color_scheme="dark")
    chat.goto(chat.server + paths[0])
    assert violations(chat) == []


def test_an_answer_that_is_linked_to_is_open(chat):
    chat.goto(f"{chat.server}/faq?lang=en#gap-parking")

    expect(chat.locator("#gap-parking")).to_have_attribute("open", "")
    expect(chat.locator("#pay[open]")).to_have_count(0)


def test_answers_are_searched_and_opened_by_keyboard(chat):
    chat.goto(f"{chat.server}/faq?lang=en")
    chat.get_by_label("Search the answers").fill("parking")
    chat.keyboard.press("Enter")

    expect(chat.locator("details")).to_have_count(1)
    chat.get_by_role("link", name="All questions and answers").click()
    chat.locator("#pay summary").focus()
    chat.keyboard.press("Enter")
    expect(chat.locator("#pay .sentence")).to_be_visible()


def test_on_paper_all_answers_are_open_and_controls_are_left_out(chat):
    chat.goto(f"{chat.server}/faq?lang=en")
    chat.evaluate("window.dispatchEvent(new Event('beforeprint'))")
    chat.emulate_media(media="print")

    expect(chat.locator(".sentence:visible")).to_have_count(2)
    expect(chat.get_by_role("search")).to_be_hidden()
    expect(chat.locator("nav:visible")).to_have_count(0)


def test_the_chat_works_without_scripts(plain, assistant):
    plain.get_by_label("Your question").fill("how much?")
    plain.get_by_role("button", name="Ask", exact=True).click()

    expect(plain.locator("article .sentence")).to_have_count(2)
    plain.get_by_role("link", name="Source [1]: Axios").first.click()
    expect(plain.locator(".sources li:target")).to_contain_text("Axios, 15 December 2025")
    plain.get_by_role("button", name="How long does it last?").click()
    expect(plain.locator("article")).to_have_count(2)
    assert len(assistant.heard[1][1].turns) == 1

    plain.get_by_role("button", name="Delete this conversation").click()
    plain.get_by_role("button", name="Delete it").click()
    expect(plain.get_by_text("The conversation was deleted.")).to_be_visible()


def test_a_topic_is_asked_and_answers_are_read_without_scripts(plain):
    plain.get_by_role("button", name="How much does the Tech Force pay?").click()
    expect(plain.locator("article .sentence")).to_have_count(2)

    plain.get_by_role("link", name="Questions and answers").click()
    plain.locator("#pay summary").click()
    expect(plain.locator("#pay .sentence")).to_be_visible()
    plain.get_by_role("link", name="Español").click()
    expect(plain.locator("html")).to_have_attribute("lang", "es")
