"""The loop as one: what is asked in vain is written, published, served, tested, and goes stale."""

import re
import time
from contextlib import contextmanager
from datetime import UTC, datetime
from shutil import copytree

import pytest
from playwright.sync_api import expect

from api.app import create_app
from api.parts import Parts
from api.settings import ApiSettings
from assistant.build import open_live
from assistant.transcript import Transcript
from evals.drive import InProcess
from evals.judge import Judge
from evals.published import published_suite
from evals.run import run_suites
from knowledge.catalogue import Catalogue
from knowledge.database import open_database
from knowledge.programme import read_names
from knowledge.versions import Versions
from tests.api.conftest import (
    base_url,
    browser_context_args,
    browser_type_launch_args,
    chromium,
)
from tests.api.console.visitor import PASSWORD, people
from tests.api.page import ask
from tests.api.service import serving

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.usefixtures("chromium")]
__all__ = ["base_url", "browser_context_args", "browser_type_launch_args", "chromium"]

PATIENCE_S = 60
IN_FRENCH = "La Tech Force fournit-elle un ordinateur portable aux participants ?"
IN_OTHER_WORDS = "Est-ce qu'on me donne un ordinateur portable à la Tech Force ?"
IN_ENGLISH = "Will I get a laptop from the Tech Force?"
WORDINGS = {
    "en": "Do fellows get a laptop?\nWhich laptop does the Tech Force give?\n"
    "Is a work computer provided?\nDo I need my own computer?",
    "fr": "Reçoit-on un ordinateur portable ?\nQuel ordinateur portable donne la Tech Force ?\n"
    "Un ordinateur de travail est-il fourni ?\nFaut-il avoir son propre ordinateur ?",
    "es": "¿Dan un ordenador portátil?\n¿Qué portátil da la Tech Force?\n"
    "¿Se proporciona un ordenador de trabajo?\n¿Necesito mi propio ordenador?",
}
TOLD = {
    "en": "The sources tell of the work, and not of laptops.",
    "fr": "Les sources parlent du travail, et non des ordinateurs portables.",
    "es": "Las fuentes hablan del trabajo, y no de los ordenadores portátiles.",
}


@pytest.fixture
def knowledge(real_knowledge, tmp_path):
    copytree(real_knowledge.data_dir, tmp_path / "data")
    return real_knowledge.model_copy(update={"data_dir": tmp_path / "data"})


@pytest.fixture
def engine(knowledge):
    engine = open_database(knowledge.database)
    Transcript(engine).expire(datetime.now(UTC))  # what other tests asked
    yield engine
    engine.dispose()


@pytest.fixture
def server(knowledge, engine):
    @contextmanager
    def open_parts():
        with open_live(knowledge=knowledge) as live:
            yield Parts(live, Transcript(engine), engine)

    _, accounts_engine = people(knowledge.database)
    accounts_engine.dispose()
    with serving(create_app(ApiSettings(rate_limit="off"), open_parts)) as url:
        yield url


@pytest.fixture
def editor(browser, server):
    """A page of the console on which an editor has signed in."""
    page = browser.new_context().new_page()
    page.goto(f"{server}/console/sign-in")
    page.get_by_label("Email address").fill("editor@example.gov")
    page.get_by_label("Password").fill(PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url(lambda url: "sign-in" not in url)
    yield page
    page.context.close()


def open_until(page, url, text):
    """Open a page again and again until it tells of something."""
    deadline = time.monotonic() + PATIENCE_S
    page.goto(url)
    while text not in page.locator("main").inner_text():
        assert time.monotonic() < deadline, page.locator("main").inner_text()
        page.goto(url)


def write(editor):
    """Fill in the editor, quoting a sentence that is ticked; the id of its Source."""
    editor.get_by_label("Words to look for").fill("fellows work at federal agencies")
    editor.get_by_role("button", name="Search", exact=True).click()
    editor.locator(".excerpt input").first.check()
    editor.get_by_role("button", name="Quote what is ticked").first.click()
    key = editor.locator('[name="cite_key"]').first.input_value()
    for code, told in TOLD.items():
        editor.locator(f"#answer_{code}").fill(f"{told} [{key}]")
        editor.locator(f"#questions_{code}").fill(WORDINGS[code])
    editor.locator("#tests_en").fill(IN_ENGLISH)
    expect(editor.locator('[data-slot="summary"]')).to_contain_text("Nothing is wrong")
    expect(editor.locator('[data-slot="state"]')).to_contain_text("Saved at")
    return editor.locator('[name="cite_source"]').first.input_value()


def test_the_whole_loop(page, server, editor, engine, knowledge):
    for one in (page, editor):
        one.set_default_timeout(PATIENCE_S * 1000)
    expect.set_options(timeout=PATIENCE_S * 1000)

    # An applicant asks in French what is unknown.
    page.goto(server)
    expect(ask(page, IN_FRENCH).locator(".outcome.unanswered")).to_be_visible()

    # The inbox shows it; an editor begins the answer from there.
    open_until(editor, f"{server}/console/inbox", "ordinateur portable")
    editor.get_by_role("link", name=re.compile("ordinateur portable")).first.click()
    editor.get_by_role("link", name="Write the answer").click()
    expect(editor.get_by_text(IN_FRENCH).first).to_be_visible()
    editor.get_by_label("Name of the answer").fill("laptops")
    editor.get_by_label("Topic").select_option("roles")
    editor.get_by_role("button", name="Begin").click()
    expect(editor.locator("#tests_fr")).to_have_value(IN_FRENCH)

    # They write, preview, look at what would change, and publish.
    source_id = write(editor)
    editor.get_by_label("Question", exact=True).fill(IN_ENGLISH)
    editor.get_by_role("button", name="Ask", exact=True).click()
    expect(editor.locator("#try .reply")).to_contain_text(TOLD["en"])
    editor.get_by_role("button", name="Check and publish").click()
    editor.get_by_role("link", name="Ask all test questions").click()
    expect(editor.locator("#tests")).to_contain_text("2 of 2 test questions get this answer")
    editor.wait_for_load_state("load")
    editor.get_by_role("link", name="Ask them").click()
    expect(editor.locator("#impact")).to_contain_text(
        "1 of the last 1 questions looked at, 1 would"
    )
    editor.get_by_role("button", name="Publish", exact=True).click()
    expect(editor.get_by_role("status")).to_contain_text("Published")

    # Applicants get it in other words and in English, cited and dated.
    for question, told in ((IN_OTHER_WORDS, TOLD["fr"]), (IN_ENGLISH, TOLD["en"])):
        turn = ask(page, question)
        expect(turn.locator(".sentence")).to_contain_text(told)
        expect(turn.locator(".cite")).to_have_count(1)
        expect(turn.locator(".as-of")).to_be_visible()
    open_until(editor, f"{server}/console/inbox?state=done", "ordinateur portable")

    # The regression suite has the new cases, and they pass.
    suite = published_suite(Versions(engine).latest().values())
    assert {case.turns for case in suite.cases} == {(IN_FRENCH,), (IN_ENGLISH,)}
    catalogue = Catalogue(engine)
    judge = Judge(read_names(knowledge.knowledge_dir), catalogue.documents())
    with open_live(knowledge=knowledge) as live:
        run = run_suites([suite], [], InProcess(live.assistant), judge, {})
    assert [(r.case.id, r.why_not) for r in run.results if not r.passed] == []

    # The Source is removed, as an ingestion does: the answer is stale, and served no more.
    catalogue.remove([source_id])
    catalogue.finish()
    stale = f"{server}/console/answers?state=stale&q=laptops"
    open_until(editor, stale, "A source that it quotes was removed")
    deadline = time.monotonic() + PATIENCE_S
    while ask(page, IN_ENGLISH).locator(".sentence").count():
        assert time.monotonic() < deadline
        page.wait_for_timeout(1000)  # as often as the server looks
    open_until(editor, f"{server}/console/inbox?kind=stale_answer", "laptop")
