"""The start page, the figures and the search in Debian's Chromium."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from knowledge.database import open_database
from tests.api.console.asked import a_week
from tests.api.console.visitor import PASSWORD
from tests.api.service import serving

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("chromium")]
PAGES = ("", "/insight?days=7", "/insight?days=90&language=es", "/search", "/search?q=pay")


@pytest.fixture
def console_page(page, app, accounts, database_url):
    """A signed-in reader's browser; it must stay free of errors."""
    engine = open_database(database_url)
    a_week(engine)
    engine.dispose()
    page.complaints = []
    page.on("pageerror", lambda error: page.complaints.append(str(error)))
    page.on("console", lambda m: m.type == "error" and page.complaints.append(m.text))
    with serving(app) as server:
        page.base = f"{server}/console"
        page.goto(page.base)
        page.get_by_label("Email address").fill("reader@example.gov")
        page.get_by_label("Password").fill(PASSWORD)
        page.keyboard.press("Enter")
        expect(page.get_by_role("heading", level=1)).to_have_text("Today")
        yield page
    assert page.complaints == []


@pytest.mark.parametrize(("width", "scheme"), [(320, "dark"), (768, "light"), (1280, "light")])
def test_every_page_fits_its_width_and_pleases_axe(console_page, width, scheme):
    page = console_page
    page.set_viewport_size({"width": width, "height": 900})
    page.emulate_media(color_scheme=scheme)
    for path in PAGES:
        page.goto(page.base + path)
        page.eval_on_selector_all("main details", "all => all.forEach((one) => (one.open = true))")
        check(page, path, width)
    page.get_by_role("button", name="Ask as a visitor").click()
    expect(page.get_by_role("heading", name="A visitor would be told")).to_be_visible()
    check(page, "asked", width)


def check(page, name, width):
    found = Axe().run(page).response["violations"]
    assert [(v["id"], [n["target"] for n in v["nodes"]]) for v in found] == [], name
    assert page.evaluate("document.documentElement.scrollWidth") <= width, name


def test_one_searches_moves_copies_and_opens_without_a_mouse(console_page):
    page = console_page
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.goto(f"{page.base}/search")
    page.get_by_role("heading", level=1).click()
    page.keyboard.press("/")
    page.keyboard.type("pay")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="What is the pay?")).to_be_visible()

    page.keyboard.press("/")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("c")
    expect(page.get_by_role("status")).to_have_text("Copied with what it cites.")
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied.startswith("Two ranges. [1] [2]") and "“Pay is about $150,000" in copied
    types = page.evaluate("navigator.clipboard.read().then((items) => [...items[0].types])")
    assert sorted(types) == ["text/html", "text/plain"]

    page.keyboard.press("ArrowRight")
    expect(page.locator("article:focus")).to_contain_text("Tech Force opens")
    page.keyboard.press("ArrowUp")
    expect(page.get_by_label("Question or words")).to_be_focused()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.wait_for_url("**/pay*")
    page.complaints[:] = [c for c in page.complaints if "404" not in c]


def test_the_keys_can_be_switched_off(console_page):
    page = console_page
    page.goto(f"{page.base}/search?q=pay")
    page.get_by_label("use them").uncheck()
    page.reload()
    page.get_by_role("heading", level=1).click()
    page.keyboard.press("/")

    expect(page.get_by_label("use them")).not_to_be_checked()
    expect(page.get_by_label("Question or words")).not_to_be_focused()
