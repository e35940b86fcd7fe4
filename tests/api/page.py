"""Use the chat page as a visitor does."""

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect


def ask(page, question):
    """Type a question, press Enter, and wait for the end of its turn; its article."""
    page.get_by_label("Your question").fill(question)
    page.keyboard.press("Enter")
    return last_turn(page)


def last_turn(page):
    turn = page.locator("article").last
    expect(turn).to_have_attribute("aria-busy", "false", timeout=30_000)
    return turn


def conversation_id(page):
    """The id of the conversation that the tab keeps."""
    return page.evaluate("JSON.parse(sessionStorage.getItem('techforce.conversation'))")


def violations(page):
    """What axe finds, and where."""
    found = Axe().run(page).response["violations"]
    return [(v["id"], [node["target"] for node in v["nodes"]]) for v in found]
