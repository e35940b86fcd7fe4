"""The console in Debian's Chromium, served by a real server."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from tests.api.console.visitor import PASSWORD
from tests.api.service import serving

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("chromium")]
PAGES = ("users", "keys", "audit", "account")
PLACES = ["Inbox", "Questions", "Answers", "Documents", "Insight", "Search", "Evaluation"]


@pytest.fixture
def server(app, accounts):
    with serving(app) as url:
        yield url


def sign_in(page, server, who, password=PASSWORD):
    page.goto(f"{server}/console")
    page.get_by_label("Email address").fill(f"{who}@example.gov")
    page.get_by_label("Password").fill(password)
    page.keyboard.press("Enter")


def note(complaints, line):
    # Chromium reports every response from 400 on as an error; those are part of the test.
    if line.type in ("error", "warning") and "Failed to load resource" not in line.text:
        complaints.append(line.text)


def violations(page):
    found = Axe().run(page).response["violations"]
    return [(v["id"], [node["target"] for node in v["nodes"]]) for v in found]


def test_an_admin_signs_in_manages_and_signs_out(page, server, browser):
    sign_in(page, server, "admin", "wrong")
    expect(page.get_by_role("alert")).to_contain_text("not right")
    expect(page.get_by_label("Email address")).to_have_value("admin@example.gov")
    sign_in(page, server, "admin")
    expect(page.get_by_role("navigation", name="Console").get_by_role("link")).to_have_text(
        [*PLACES, "Audit", "Users", "Keys"]
    )

    page.get_by_role("link", name="Users").click()
    page.get_by_label("Email address").fill("ana@example.gov")
    page.get_by_label("Name").fill("Ana")
    page.get_by_label("editor").check()
    page.get_by_role("button", name="Make the user").click()
    link = page.get_by_label("Link to choose a password").input_value()
    ana = browser.new_context().new_page()
    ana.goto(link)
    ana.get_by_label("New password").fill("lanterns on the water")
    ana.get_by_role("button", name="Set the password").click()
    expect(ana.get_by_role("status")).to_contain_text("Your password is set.")
    expect(ana.get_by_role("navigation", name="Console").get_by_role("link")).to_have_text(PLACES)

    page.get_by_role("link", name="Users").click()
    page.get_by_role("link", name="Ana").click()
    page.get_by_text("Disable", exact=False).first.click()
    page.get_by_role("button", name="Disable the user").click()
    expect(page.get_by_role("status")).to_contain_text("Ana is changed.")
    ana.reload()
    expect(ana.get_by_role("heading", level=1)).to_have_text("Sign in")
    ana.context.close()

    page.get_by_role("button", name="Sign out").click()
    expect(page.get_by_role("status")).to_contain_text("You have signed out.")
    page.goto(f"{server}/console/users")
    expect(page.get_by_role("heading", level=1)).to_have_text("Sign in")


@pytest.mark.parametrize(
    ("width", "scheme"), [(320, "light"), (320, "dark"), (768, "light"), (1280, "dark")]
)
def test_every_page_fits_its_width_and_pleases_axe(page, server, accounts, width, scheme):
    page.set_viewport_size({"width": width, "height": 900})
    page.emulate_media(color_scheme=scheme)
    complaints = []
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("console", lambda line: note(complaints, line))

    def check(name):
        found = violations(page)
        wide = page.evaluate("document.documentElement.scrollWidth")
        complaints.extend((name, what) for what in [*found, *([wide] if wide > width else [])])

    page.goto(f"{server}/console/sign-in")
    check("sign-in")
    sign_in(page, server, "admin")
    expect(page.get_by_role("navigation", name="Console")).to_be_visible()
    page.goto(f"{server}/console/keys")
    page.get_by_label("What it is for").fill("nightly report to the directorate")
    page.get_by_role("button", name="Make the key").click()
    check("a new key")
    for name in PAGES:
        page.goto(f"{server}/console/{name}")
        check(name)
    page.goto(f"{server}/console/users/{accounts.users.all()[0].id}")
    page.get_by_label("Name").fill("")
    page.get_by_text("Disable", exact=False).first.click()
    check("a user")
    page.get_by_role("button", name="Save").click()
    expect(page.locator(".wrong")).to_be_visible()
    check("a form that is refused")

    assert complaints == []


@pytest.mark.parametrize(
    ("grants", "told"), [(True, "Copied."), (False, "Copy the selected text yourself.")]
)
def test_whether_a_key_was_copied_is_announced(page, server, grants, told):
    failures = []
    page.on("pageerror", lambda error: failures.append(str(error)))
    if grants:
        page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    else:
        page.add_init_script("navigator.clipboard.writeText = () => Promise.reject(Error('no'))")
    sign_in(page, server, "admin")
    expect(page.get_by_role("navigation", name="Console")).to_be_visible()
    page.goto(f"{server}/console/keys")
    page.get_by_label("What it is for").fill("nightly report")
    page.get_by_role("button", name="Make the key").click()
    page.get_by_role("button", name="Copy", exact=True).click()

    expect(page.locator(".copied").get_by_role("status")).to_contain_text(told)
    assert failures == []
