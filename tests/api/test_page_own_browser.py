"""What a visitor does with answers and conversations, and whether everybody can."""

import pytest
from playwright.sync_api import expect

from tests.api.page import ask, conversation_id, last_turn, violations

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("chromium")]


def test_a_new_conversation_forgets_the_old_one(chat, assistant):
    ask(chat, "how much?")
    chat.get_by_role("button", name="New conversation").click()

    expect(chat.locator("article")).to_have_count(0)
    expect(chat.locator("#greeting")).to_be_visible()
    ask(chat, "again")
    assert assistant.heard[-1][1].turns == ()


def test_a_conversation_is_deleted_after_a_question(chat):
    ask(chat, "how much?")
    path = f"{chat.server}/v1/conversations/{conversation_id(chat)}"
    opener = chat.get_by_role("button", name="Delete this conversation")

    opener.click()
    expect(chat.get_by_role("button", name="Keep it")).to_be_focused()
    assert violations(chat) == []
    chat.keyboard.press("Escape")
    expect(chat.get_by_role("dialog")).to_have_count(0)
    expect(opener).to_be_focused()
    assert chat.request.get(path).status == 200

    opener.click()
    chat.get_by_role("button", name="Delete it").click()
    expect(chat.locator("article")).to_have_count(0)
    expect(chat.get_by_role("status")).to_have_text("The conversation was deleted.")
    assert chat.request.get(path).status == 404


def test_whether_an_answer_helped_is_stored_with_a_comment(chat):
    turn = ask(chat, "how much?")
    path = f"{chat.server}/v1/conversations/{conversation_id(chat)}"
    turn.get_by_role("button", name="No", exact=True).click()
    expect(turn.get_by_role("button", name="No", exact=True)).to_have_attribute(
        "aria-pressed", "true"
    )
    turn.get_by_label("Is there more you would like to say?").fill("Which one is right?")
    turn.get_by_role("button", name="Send comment").click()
    expect(turn).to_contain_text("Your comment is stored")

    stored = chat.request.get(path).json()["turns"][0]
    assert (stored["rating"], stored["comment"]) == ("down", "Which one is right?")
    chat.reload()
    pressed = last_turn(chat).get_by_role("button", pressed=True)
    expect(pressed).to_have_text("No")


def test_an_answer_is_copied_with_its_citations(chat):
    chat.context.grant_permissions(["clipboard-read", "clipboard-write"])
    ask(chat, "how much?").get_by_role("button", name="Copy with citations").click()

    expect(chat.get_by_role("status")).to_have_text("Copied, with citations.")
    copied = chat.evaluate("navigator.clipboard.readText()")
    assert "Axios names $150,000 to $200,000. [1]" in copied
    assert "[1] Axios, 15 December 2025: “Pay is about $150,000 to $200,000.”" in copied
    assert "https://m.example/2" in copied
    assert copied.endswith("As of 15 December 2025")


def test_every_state_fits_its_width_and_pleases_axe(chat):
    assert violations(chat) == []
    for question in ("how much?", "noted", "weather", "football", "which", "down", "crash"):
        ask(chat, question)
    for opener in chat.locator("article").first.locator(".cite").all():
        opener.click()
    chat.get_by_role("button", name="Yes", exact=True).first.click()
    expect(chat.get_by_label("Is there more you would like to say?")).to_be_visible()

    for width in (1280, 768, 320):
        chat.set_viewport_size({"width": width, "height": 800})
        assert chat.evaluate("document.documentElement.scrollWidth") <= width
    assert violations(chat) == []
    chat.emulate_media(color_scheme="dark")
    assert violations(chat) == []
    chat.emulate_media(color_scheme="light", forced_colors="active")
    assert violations(chat) == []


def test_all_can_be_done_by_keyboard(chat):
    chat.keyboard.press("Tab")
    expect(chat.get_by_role("link", name="Skip to the question box")).to_be_focused()
    chat.keyboard.press("Enter")
    chat.keyboard.type("how much?")
    chat.keyboard.press("Enter")
    turn = last_turn(chat)

    reached = set()
    for _ in range(60):
        chat.keyboard.press("Shift+Tab")
        reached.add(chat.evaluate("document.activeElement.textContent.trim()"))
    assert {"[1]", "[2]", "Yes", "No", "Copy with citations"} <= reached
    assert "How long does it last?" in reached
    chat.keyboard.press("Shift+Tab")
    assert chat.evaluate("getComputedStyle(document.activeElement).outlineStyle") != "none"
    expect(turn).to_be_visible()
