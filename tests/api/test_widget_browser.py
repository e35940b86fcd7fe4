"""The chat on a page of another site, with a strict policy and hostile styles."""

import pytest
from playwright.sync_api import expect

from api.settings import ApiSettings
from tests.api.other_site import other_site
from tests.api.page import violations

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("chromium")]


@pytest.fixture
def site():
    with other_site() as site:
        yield site


@pytest.fixture
def settings(site):
    return ApiSettings(rate_limit="off", widget_origins=site.url)


@pytest.fixture
def host(page, site, server):
    """The other site's page; it must stay free of errors and of requests to third parties."""
    complaints = []
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("console", lambda line: line.type == "error" and complaints.append(line.text))
    page.on(
        "request",
        lambda r: r.url.startswith((site.url, server)) or complaints.append(r.url),
    )
    site.script = f"{server}/widget.js"
    page.goto(site.url)
    yield page
    assert [c for c in complaints if "favicon" not in c] == []


def opened(page):
    """Open the widget and ask in it."""
    page.get_by_role("button", name="Ask about").click()
    box = page.get_by_label("Your question")
    expect(box).to_be_focused()
    box.fill("how much?")
    page.keyboard.press("Enter")
    turn = page.locator("article").last
    expect(turn).to_have_attribute("aria-busy", "false")
    return turn


def test_one_script_puts_the_whole_chat_on_another_site(host):
    turn = opened(host)

    expect(turn.locator(".sentence")).to_have_count(2)
    expect(turn.locator(".versions > li")).to_have_count(2)
    turn.get_by_role("button", name="Source [1]: Axios").first.click()
    expect(turn.locator("blockquote:visible")).to_contain_text("Axios: Pay is about $150,000")
    turn.get_by_role("button", name="Yes", exact=True).click()
    expect(turn).to_contain_text("Your feedback is stored")
    assert violations(host) == []


def test_styles_of_the_page_do_not_reach_the_chat(host):
    turn = opened(host)

    sentence = turn.locator(".sentence").first
    said = sentence.evaluate(
        "e => { const s = getComputedStyle(e); return [s.color, s.fontSize, s.letterSpacing]; }"
    )
    assert said == ["rgb(27, 27, 27)", "16px", "normal"]
    panel = host.get_by_role("dialog")
    box = panel.bounding_box()
    window = host.viewport_size
    assert box["x"] + box["width"] <= window["width"]
    assert box["y"] + box["height"] <= window["height"]
    assert "cursive" not in sentence.evaluate("e => getComputedStyle(e).fontFamily")


def test_the_chat_is_closed_by_keyboard_and_goes_on_after_a_reload(host):
    opened(host)
    host.keyboard.press("Escape")

    opener = host.get_by_role("button", name="Ask about")
    expect(opener).to_be_focused()
    expect(host.get_by_role("dialog")).to_have_count(0)
    host.keyboard.press("Enter")
    expect(host.locator("article")).to_have_count(1)
    host.reload()
    expect(host.get_by_role("dialog")).to_be_visible()
    expect(host.locator("article .sentence")).to_have_count(2)


def test_a_conversation_is_deleted_from_the_other_site(host):
    opened(host)
    host.get_by_role("button", name="Delete this conversation").click()
    expect(host.get_by_role("button", name="Keep it")).to_be_focused()
    host.get_by_role("button", name="Delete it").click()

    expect(host.locator("article")).to_have_count(0)


def test_the_widget_speaks_the_language_of_the_page_and_fits_a_small_screen(host, site):
    host.set_viewport_size({"width": 320, "height": 256})  # as 1280 by 1024 at 400 %
    host.goto(f"{site.url}/fr")
    host.get_by_role("button", name="Vos questions").click()

    panel = host.get_by_role("dialog")
    expect(panel).to_have_js_property("scrollWidth", 320)
    expect(host.get_by_label("Votre question")).to_be_focused()
    host.keyboard.type("how much?")
    host.keyboard.press("Enter")
    expect(host.locator("article .sentence")).to_have_count(2)
    assert violations(host) == []


def test_keys_pressed_in_the_chat_are_no_shortcuts_of_the_page(host):
    host.evaluate("document.addEventListener('keydown', () => { window.heard = true; })")
    opened(host)

    assert host.evaluate("window.heard") is None


def test_a_site_that_is_not_named_shows_nothing(page, server):
    with other_site() as stranger:
        stranger.script = f"{server}/widget.js"
        with page.expect_console_message(lambda m: "cannot be shown" in m.text):
            page.goto(stranger.url)
        assert page.locator("#techforce-assistant").count() == 0
        page.goto("about:blank")
