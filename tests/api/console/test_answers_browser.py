"""The editor of verified answers in Debian's Chromium."""

import re

import pytest
from playwright.sync_api import expect

from api.app import create_app
from api.settings import ApiSettings
from assistant.transcript import Transcript
from knowledge.database import open_database
from tests.api.console.answers_doubles import QUOTE, answers_opener, asked
from tests.api.console.test_answers import TEXTS
from tests.api.console.test_console_browser import sign_in, violations
from tests.api.service import serving

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("chromium")]
TYPED = {name: TEXTS[name] for name in TEXTS if name.startswith(("questions", "answer"))}


@pytest.fixture
def app(database_url):
    return create_app(ApiSettings(rate_limit="off"), answers_opener(database_url))


@pytest.fixture
def server(app, accounts):
    with serving(app) as url:
        yield url


@pytest.fixture
def editor(page, server):
    """Signed in, with the draft of `parking` open; pages must stay free of errors."""
    complaints = []
    page.on("pageerror", lambda error: complaints.append(str(error)))
    enter(page, server, "editor")
    page.goto(f"{server}/console/answers/new")
    page.get_by_label("Name of the answer").fill("parking")
    page.get_by_label("Topic").select_option("pay")
    page.get_by_role("button", name="Begin").click()
    page.wait_for_url("**/edit")
    page.server = server
    yield page
    assert complaints == []


def enter(page, server, who):
    sign_in(page, server, who)
    page.wait_for_url(lambda url: "sign-in" not in url)


def type_all(editor):
    for name, text in TYPED.items():
        editor.locator(f"#{name}").fill(text)
    expect(editor.locator('[data-slot="state"]')).to_contain_text("Saved at")


def select(editor, start, end):
    """Select a part of the first sentence of the sources."""
    editor.evaluate(
        """([start, end]) => {
          const text = document.querySelector(".excerpt .text label").lastChild;
          const range = document.createRange();
          range.setStart(text, start);
          range.setEnd(text, end);
          getSelection().removeAllRanges();
          getSelection().addRange(range);
        }""",
        [start, end],
    )


def open_source(editor):
    editor.goto(f"{editor.url.partition('?')[0]}?source=s1")


def test_what_one_selects_is_quoted_in_the_sentence_one_was_writing(editor):
    open_source(editor)
    editor.locator("#answer_en").fill("Pay is good.\nIt is 150,000 dollars.")
    expect(editor.locator('[data-slot="state"]')).to_contain_text("Saved at")
    select(editor, 0, len("Pay is 150,000"))
    editor.get_by_role("button", name="Quote the selection").click()
    expect(editor.locator('[name="cite_quote"]')).to_have_value("Pay is 150,000")
    expect(editor.locator("#answer_en")).to_have_value(
        "Pay is good.\nIt is 150,000 dollars. [fortune]"
    )


def test_what_one_types_is_saved_and_checked_without_a_click(editor):
    editor.locator("#answer_en").fill("It is 300,000 dollars at Google.")
    wrong = editor.locator('[data-slot="answer-en"] mark')
    expect(wrong).to_have_text(["300,000", "Google"])
    editor.reload()
    expect(editor.locator("#answer_en")).to_have_value("It is 300,000 dollars at Google.")


def test_what_one_types_after_the_session_has_ended_is_saved_after_signing_in_again(
    editor, accounts
):
    state = editor.locator('[data-slot="state"]')
    (session,) = (c for c in editor.context.cookies() if c["name"].endswith("session"))
    accounts.sessions.end(session["value"], "test")
    editor.locator("#answer_en").fill("It is 300,000 dollars.")
    expect(state).to_contain_text("your session has ended. Your text is still here")
    with editor.context.expect_page() as opened:
        state.get_by_role("link", name="Sign in again").click()
    enter(opened.value, editor.server, "editor")
    opened.value.close()
    editor.evaluate("dispatchEvent(new Event('focus'))")
    expect(state).to_contain_text("Saved at")
    editor.get_by_role("button", name="Save", exact=True).click()
    expect(editor.locator("h1")).to_have_text("Write the answer")
    expect(editor.locator("#answer_en")).to_have_value("It is 300,000 dollars.")


def test_who_types_into_a_draft_that_another_saved_is_told_and_keeps_the_text(editor, browser):
    other = browser.new_context().new_page()
    enter(other, editor.server, "admin")
    other.goto(editor.url)
    other.locator("#note").fill("theirs")
    expect(other.locator('[data-slot="state"]')).to_contain_text("Saved at")
    other.context.close()
    editor.locator("#note").fill("mine")
    expect(editor.locator('[data-slot="state"]')).to_contain_text("admin@example.gov has saved")
    editor.get_by_role("button", name="Compare and save").click()
    expect(editor.get_by_role("alert")).to_contain_text("yours is not saved yet")
    expect(editor.locator("#note")).to_have_value("mine")
    editor.get_by_role("button", name="Save", exact=True).click()
    expect(editor.locator("h1")).to_have_text("Write the answer")
    expect(editor.get_by_role("alert")).to_have_count(0)
    editor.reload()
    expect(editor.locator("#note")).to_have_value("mine")


def test_a_quotation_goes_to_the_sentence_that_was_written_and_not_to_one_that_tab_passed(editor):
    open_source(editor)
    editor.locator("#answer_en").fill("It is said.")
    editor.keyboard.press("Tab")
    editor.locator("#questions_en").press("Tab")
    editor.locator("#tests_en").press("Tab")
    expect(editor.locator("#answer_fr")).to_be_focused()
    editor.locator('[name="pick"]').first.press("Space")
    editor.get_by_role("button", name="Quote what is ticked").first.press("Enter")
    editor.wait_for_url("**#in-en")

    expect(editor.locator("#answer_en")).to_have_value(re.compile(r"It is said\. \[\w+\]"))


def test_every_page_fits_its_width_and_pleases_axe(editor, database_url):
    engine = open_database(database_url)
    asked(Transcript(engine), "where is the parking", times=3)
    engine.dispose()
    open_source(editor)
    select(editor, 0, len(QUOTE))
    editor.get_by_role("button", name="Quote the selection").click()
    editor.wait_for_url("**#quotations")
    type_all(editor)
    here = f"{editor.server}/console/answers"
    paths = ("", "/new", "/pay", "/parking", "/parking/edit?source=s1&ask=parking&tests=1&saved=1",
             "/parking/publish?tests=1", "/parking/impact")  # fmt: skip
    found = []
    for width, scheme in ((1280, "light"), (768, "dark"), (320, "light")):
        editor.set_viewport_size({"width": width, "height": 900})
        editor.emulate_media(color_scheme=scheme)
        for path in paths:
            editor.goto(here + path)
            wide = editor.evaluate("document.documentElement.scrollWidth")
            found += [(path, width, what) for what in violations(editor)]
            found += [(path, width, wide)] if wide > width else []
    assert found == []


def test_questions_are_looked_at_before_publishing(editor, database_url):
    engine = open_database(database_url)
    asked(Transcript(engine), "where is the parking", times=3)
    engine.dispose()
    open_source(editor)
    select(editor, 0, len(QUOTE))
    editor.get_by_role("button", name="Quote the selection").click()
    editor.wait_for_url("**#quotations")
    type_all(editor)
    editor.get_by_role("button", name="Check and publish").click()
    editor.wait_for_load_state("load")
    editor.get_by_role("link", name="Ask them").click()
    expect(editor.locator("#impact")).to_contain_text(
        "1 of the last 1 questions looked at, 1 would"
    )
    editor.get_by_role("button", name="Publish", exact=True).click()
    expect(editor.get_by_role("status")).to_contain_text("Published")
