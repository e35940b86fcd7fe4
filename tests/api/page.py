"""Use the chat page as a visitor does."""

from playwright.sync_api import expect


def ask(page, question):
    """Type a question, press Enter, and wait for the end of its turn; its article."""
    page.get_by_label("Your question").fill(question)
    page.keyboard.press("Enter")
    return last_turn(page)


def last_turn(page):
    turn = page.locator("article").last
    expect(turn).to_have_attribute("aria-busy", "false")
    return turn
