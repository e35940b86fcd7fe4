"""The inbox and a turn in Debian's Chromium."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from tests.api.console.test_console_browser import note, sign_in
from tests.api.service import serving

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("chromium")]
UNDERSTOOD = "How much does the Tech Force pay a year?"


@pytest.fixture
def server(app, accounts):
    with serving(app) as url:
        yield url


@pytest.mark.parametrize(("width", "scheme"), [(320, "dark"), (768, "light"), (1280, "light")])
def test_an_editor_goes_from_the_inbox_to_why_and_settles_the_item(page, server, width, scheme):
    page.set_viewport_size({"width": width, "height": 900})
    page.emulate_media(color_scheme=scheme)
    complaints = []
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("console", lambda line: note(complaints, line))

    def check():
        found = Axe().run(page).response["violations"]
        wide = page.evaluate("document.documentElement.scrollWidth")
        complaints.extend((page.url, v["id"], [n["target"] for n in v["nodes"]]) for v in found)
        complaints.extend([(page.url, wide)] if wide > width else [])

    for question in ("the weather?", "the weather today?"):
        page.request.post(f"{server}/v1/chat", data={"message": question})
    sign_in(page, server, "editor")
    expect(page.get_by_role("button", name="Sign out")).to_be_visible()
    page.goto(f"{server}/console/inbox")
    check()
    page.get_by_role("link", name=UNDERSTOOD).click()
    expect(page.get_by_role("heading", level=1)).to_have_text(UNDERSTOOD)
    expect(page.get_by_text("2 times: in English")).to_be_visible()
    expect(page.get_by_role("link", name="Write the answer")).to_be_visible()
    check()
    page.get_by_role("link", name="Why this answer").first.click()
    page.get_by_role("button", name="Run again").click()
    expect(page.get_by_role("status")).to_contain_text("The same is answered today.")
    check()
    page.get_by_role("main").get_by_role("link", name="Questions").click()
    check()
    page.get_by_label("Status").select_option("answered")
    page.get_by_role("button", name="Show").click()
    expect(page.get_by_text("Nothing was found.")).to_be_visible()

    page.goto(f"{server}/console/inbox")
    page.get_by_role("checkbox", name=UNDERSTOOD).check()
    page.get_by_role("button", name="Dismiss").click()
    expect(page.get_by_role("alert")).to_have_text("Say why it is dismissed.")
    expect(page.get_by_role("checkbox", name=UNDERSTOOD)).to_be_checked()
    check()
    page.get_by_label("Reason to dismiss").fill("not our subject")
    page.get_by_role("button", name="Dismiss").click()
    expect(page.get_by_role("status")).to_have_text("1 item is dismissed.")

    assert complaints == []
