"""What the chat page does when something goes wrong."""

import re

import pytest
from playwright.sync_api import expect

from api.app import create_app
from api.settings import ApiSettings
from tests.api.cut import CuttingProxy
from tests.api.doubles import opener
from tests.api.page import ask, conversation_id, last_turn
from tests.api.service import serving

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("chromium")]


def test_an_error_can_be_retried(chat, assistant):
    turn = ask(chat, "crash")
    expect(turn.locator(".outcome.failed")).to_contain_text("Something failed on our side")

    turn.get_by_role("button", name="Try again").click()
    last_turn(chat)
    expect(chat.locator("article")).to_have_count(1)
    assert [question for question, *_ in assistant.heard] == ["crash", "crash"]


def test_a_question_that_is_too_long_comes_back_to_be_shortened(chat):
    turn = ask(chat, "x" * 1001)

    expect(turn.locator(".outcome.failed")).to_contain_text("too long")
    expect(chat.get_by_label("Your question")).to_have_value("x" * 1001)
    expect(turn.get_by_role("button", name="Try again")).to_have_count(0)


def test_a_conversation_that_is_gone_gives_way_to_a_new_one(chat):
    ask(chat, "how much?")
    chat.request.delete(f"{chat.server}/v1/conversations/{conversation_id(chat)}")

    turn = ask(chat, "more")
    expect(turn).to_contain_text("deleted or has expired")
    turn.get_by_role("button", name="Try again").click()
    expect(last_turn(chat).locator(".sentence")).to_have_count(2)


def test_a_lost_connection_shows_the_stored_answer_once(chat, assistant):
    ask(chat, "how much?")

    def lose(route):
        route.fetch()
        route.abort("connectionreset")

    chat.route("**/v1/chat", lose)
    turn = ask(chat, "how long?")

    expect(turn.locator(".sentence")).to_have_count(2)
    assert [question for question, *_ in assistant.heard] == ["how much?", "how long?"]


def test_a_lost_connection_without_an_answer_can_be_retried(chat, assistant):
    chat.route("**/v1/chat", lambda route: route.abort("connectionreset"), times=1)
    turn = ask(chat, "how long?")

    expect(turn.locator(".outcome.failed")).to_contain_text("The connection was lost")
    turn.get_by_role("button", name="Try again").click()
    expect(last_turn(chat).locator(".sentence")).to_have_count(2)


def test_a_turn_that_is_cut_on_the_wire_is_taken_up_and_shown_once(page, server, assistant):
    with CuttingProxy(server) as proxy:
        page.goto(proxy.url)
        proxy.cut_at = b"event: searching"
        page.get_by_label("Your question").fill("slow pay")
        page.keyboard.press("Enter")
        stage = page.locator(".stage")
        expect(stage).to_contain_text("The connection was lost. Looking for your answer")

        assistant.release.set()
        expect(last_turn(page).locator(".sentence")).to_have_count(2)
        expect(page.locator("article")).to_have_count(1)
        assert proxy.cuts == 1
        assert [question for question, *_ in assistant.heard] == ["slow pay"]
        page.goto("about:blank")


def test_an_answer_that_is_cut_in_half_is_shown_whole_and_once(page, server, assistant):
    with CuttingProxy(server) as proxy:
        page.goto(proxy.url)
        proxy.cut_at = b"event: sentence"
        turn = ask(page, "how much?")

        expect(turn.locator(".sentence")).to_have_count(2)
        expect(turn.locator(".versions")).to_have_count(1)
        assert proxy.cuts == 1
        assert len(assistant.heard) == 1
        page.goto("about:blank")


def test_a_new_conversation_does_not_wait_for_the_turn_that_was_left(chat, assistant):
    chat.get_by_label("Your question").fill("slow pay")
    chat.keyboard.press("Enter")
    expect(chat.locator(".stage")).to_contain_text("Searching the sources")
    chat.get_by_role("button", name="New conversation").click()
    turn = ask(chat, "how much?")

    expect(turn.locator(".sentence")).to_have_count(2)
    expect(chat.locator("article")).to_have_count(1)
    assistant.release.set()
    assert [question for question, *_ in assistant.heard] == ["slow pay", "how much?"]


def test_a_reload_while_an_answer_is_due_waits_for_it(chat, assistant):
    chat.get_by_label("Your question").fill("slow pay")
    chat.keyboard.press("Enter")
    expect(chat.locator(".stage")).to_contain_text("Searching the sources")

    chat.reload()
    expect(chat.locator("article")).to_have_attribute("aria-busy", "true")
    assistant.release.set()
    expect(last_turn(chat).locator(".sentence")).to_have_count(2)
    expect(chat.locator("article")).to_have_count(1)
    assert len(assistant.heard) == 1


def test_a_question_whose_conversation_is_gone_comes_back_after_a_reload(chat, assistant):
    ask(chat, "how much?")
    chat.evaluate(
        """sessionStorage.setItem("techforce.conversation", '"gone"');
        const pending = { question: "and how long?", turns: 1 };
        sessionStorage.setItem("techforce.pending", JSON.stringify(pending));"""
    )
    chat.reload()

    expect(chat.get_by_label("Your question")).to_have_value("and how long?")
    expect(chat.locator("article")).to_have_count(0)
    assert conversation_id(chat) is None


def test_a_question_that_is_asked_offline_is_answered_once_online(chat, assistant):
    chat.context.set_offline(True)
    chat.get_by_label("Your question").fill("how much?")
    chat.keyboard.press("Enter")
    expect(chat.locator(".stage")).to_contain_text("You are offline")

    chat.context.set_offline(False)
    expect(last_turn(chat).locator(".sentence")).to_have_count(2)
    expect(chat.locator("article")).to_have_count(1)
    assert len(assistant.heard) == 1


def test_a_new_conversation_is_not_reached_by_an_answer_to_the_old_one(chat, assistant):
    chat.get_by_label("Your question").fill("slow pay")
    chat.keyboard.press("Enter")
    expect(chat.locator(".stage")).to_contain_text("Searching the sources")
    chat.get_by_role("button", name="New conversation").click()
    assistant.release.set()

    expect(chat.get_by_role("button", name="Ask", exact=True)).to_have_attribute(
        "aria-disabled", "false"
    )
    expect(chat.locator("article")).to_have_count(0)
    assert conversation_id(chat) is None


def test_the_page_works_through_a_real_limit(page, assistant, database_url):
    settings = ApiSettings(rate_limit="1/minute")
    with serving(create_app(settings, opener(assistant, database_url))) as url:
        page.goto(url)
        ask(page, "how much?")
        turn = ask(page, "how long?")
        expect(turn.locator(".outcome.failed")).to_contain_text(re.compile(r"Wait \d\d seconds"))
        page.goto("about:blank")
