"""A form that is sent after its session has ended is not lost."""

import re

import lxml.html
import pytest
from playwright.sync_api import expect

from tests.api.console.test_console_browser import sign_in, violations
from tests.api.console.visitor import words
from tests.api.service import serving

ESSAY = '\n "The term" is <two years>,\nas its sources say.\n' + "More of it. " * 20


def again(somebody, response):
    """Send the form of a page as the page shows it."""
    (form,) = lxml.html.fromstring(response.text).cssselect("main form")
    # A parser of HTML leaves out one line break at the beginning of a text, as browsers do.
    fields = {
        e.name: e.text.removeprefix("\n") if e.tag == "textarea" else e.value
        for e in form.cssselect("input, textarea")
    }
    return somebody.send(form.action, fields), fields


@pytest.fixture
def admin(visitor):
    return visitor("admin")


@pytest.fixture
def fields(admin):
    token = re.search(r'"csrf_token" value="(\w+)"', admin.get("/console/keys").text)[1]
    return {"name": "report", "role": "reader", "note": ESSAY, "csrf_token": token}


def end_session(accounts, admin):
    accounts.sessions.end(admin.client.cookies["__Host-techforce_session"], "test")


def test_what_was_typed_is_sent_after_signing_in_again(admin, fields, accounts):
    end_session(accounts, admin)
    kept = admin.send("/console/keys", fields)
    assert kept.status_code == 401 and "Your session has ended" in words(kept)
    still, _ = again(admin, kept)
    assert still.status_code == 401
    admin.sign_in("admin@example.gov")
    outdated, sent = again(admin, still)
    assert outdated.status_code == 403 and "You have signed in since" in words(outdated)
    assert (sent["name"], sent["note"]) == ("report", ESSAY)
    assert accounts.keys.all() == []
    done, sent = again(admin, outdated)

    assert done.status_code == 201 and sent["note"] == ESSAY
    assert [key.name for key in accounts.keys.all()] == ["report"]


def test_a_password_is_not_shown_again_and_what_has_no_fields_goes_to_the_sign_in(
    admin, fields, accounts
):
    end_session(accounts, admin)
    token = fields["csrf_token"]
    for path, typed in (
        ("/console/account/password", {"current": "old one", "password": "new one"}),
        ("/console/sign-out", {}),
    ):
        response = admin.send(path, {**typed, "csrf_token": token})
        assert response.status_code == 303
        assert response.headers["location"].startswith("/console/sign-in")


def test_a_script_is_told_that_nothing_was_saved(admin, fields, accounts):
    end_session(accounts, admin)
    headers = {"Origin": "https://ask.example", "X-CSRF-Token": fields["csrf_token"]}
    response = admin.client.post("/console/keys", data=fields, headers=headers)

    assert response.status_code == 401 and "<textarea" not in response.text


def test_a_form_of_another_site_is_never_offered_for_sending(admin, fields):
    response = admin.send("/console/keys", fields, Origin="https://evil.example")

    assert response.status_code == 403 and "Send again" not in response.text


@pytest.mark.browser
@pytest.mark.usefixtures("chromium")
def test_a_browser_sends_it_after_signing_in_in_another_tab(app, accounts, page):
    with serving(app) as server:
        sign_in(page, server, "admin")
        expect(page.get_by_role("navigation", name="Console")).to_be_visible()
        page.goto(f"{server}/console/keys")
        page.get_by_label("What it is for").fill("the nightly report")
        cookie = page.context.cookies()[0]
        accounts.sessions.end(cookie["value"], "test")
        page.get_by_role("button", name="Make the key").click()
        expect(page.get_by_role("heading", level=1)).to_have_text("Your session has ended")
        assert violations(page) == []
        with page.context.expect_page() as opened:
            page.get_by_role("link", name="Sign in again").click()
        sign_in(opened.value, server, "admin")
        expect(opened.value.get_by_role("navigation", name="Console")).to_be_visible()
        page.get_by_role("button", name="Send again").click()
        page.get_by_role("button", name="Send again").click()

        expect(page.get_by_role("heading", name="Keys", level=1)).to_be_visible()
        assert [key.name for key in accounts.keys.all()] == ["the nightly report"]
