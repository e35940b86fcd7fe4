"""Sign in and out through the pages, and the one-time links."""

import re

import pytest
from structlog.testing import capture_logs

from api.accounts.cookies import SESSION
from tests.api.console.visitor import PASSWORD, words

COOKIE = f"__Host-{SESSION}"


def test_who_is_not_signed_in_comes_back_to_the_page_asked_for(visitor):
    somebody = visitor()
    asked = somebody.get("/console/audit?action=key.created&before=9")
    sign_in = asked.headers["location"]
    assert sign_in.startswith("/console/sign-in?next=")
    page = somebody.get(sign_in)
    assert 'value="/console/audit?action=key.created&amp;before=9"' in page.text

    response = somebody.post(
        "/console/sign-in",
        page=sign_in,
        email="admin@example.gov",
        password=PASSWORD,
        next="/console/audit?action=key.created&before=9",
    )

    assert response.headers["location"] == "/console/audit?action=key.created&before=9"


@pytest.mark.parametrize(
    "path",
    [
        "https://evil.example/console", "//evil.example", "/\\evil.example",
        "/console//evil.example", "/consolex", "/", "javascript:alert(1)", "/console/\r\nX: y",
        "/console@evil.example",
    ],
)  # fmt: skip
def test_sign_in_leads_nowhere_else(visitor, path):
    response = visitor().post(
        "/console/sign-in", email="reader@example.gov", password=PASSWORD, next=path
    )

    assert response.headers["location"] == "/console"


def test_the_same_is_told_of_an_unknown_user_and_a_wrong_password(visitor):
    pages = [
        visitor().post("/console/sign-in", email=email, password="wrong")
        for email in ("reader@example.gov", "stranger@example.gov")
    ]

    assert {page.status_code for page in pages} == {400}
    assert words(pages[0]) == words(pages[1])
    assert "The email address or the password is not right." in words(pages[0])
    assert 'value="reader@example.gov"' in pages[0].text


def test_too_many_attempts_are_told_when_to_come_back(visitor):
    somebody = visitor()
    for _ in range(3):
        somebody.post("/console/sign-in", email="reader@example.gov", password="wrong")
    page = somebody.post("/console/sign-in", email="reader@example.gov", password=PASSWORD)

    assert page.status_code == 429 and 1 <= int(page.headers["retry-after"]) <= 60
    assert "Too many attempts to sign in. Try again in 1 minute." in words(page)


def test_signing_in_gives_a_new_session_and_ends_the_one_before(visitor):
    somebody = visitor()
    somebody.client.cookies.set(COOKIE, "planted", domain="ask.example")
    assert somebody.get("/console/account").status_code == 303
    somebody.sign_in("reader@example.gov")
    first = somebody.client.cookies[COOKIE]
    assert first != "planted"
    thief = visitor()
    thief.client.cookies.set(COOKIE, first, domain="ask.example")
    assert thief.get("/console/account").status_code == 200

    token = somebody.get("/console/account").text.split('csrf_token" value="')[1].split('"')[0]
    again = {"email": "editor@example.gov", "password": PASSWORD, "csrf_token": token}
    assert somebody.send("/console/sign-in", again).status_code == 303

    assert somebody.client.cookies[COOKIE] != first
    assert thief.get("/console/account").status_code == 303
    assert "editor@example.gov" in somebody.text("/console/account")


def test_signing_out_is_told_and_ends_the_session(visitor):
    somebody = visitor("reader")
    left = somebody.post("/console/sign-out", page="/console/account")

    assert "You have signed out." in somebody.text(left.headers["location"])
    assert somebody.get("/console/account").headers["location"].startswith("/console/sign-in")


def test_who_is_signed_in_need_not_do_so_again(visitor):
    assert visitor("reader").get("/console/sign-in").headers["location"] == "/console"


def test_the_console_opens_at_the_first_place_for_the_role(visitor):
    assert visitor("admin").get("/console").status_code == 200
    assert "Users" in visitor("admin").text("/console/account")
    assert "Users" not in visitor("editor").text("/console/account")


def test_an_invited_user_chooses_a_password_and_is_signed_in(visitor, accounts):
    ana = accounts.users.create("test", "ana@example.gov", "Ana", accounts.users.all()[0].role)
    path = f"/console/password/{accounts.links.invite('test', ana.id)}"
    somebody = visitor()
    weak = somebody.post(path, password="password1234")
    assert weak.status_code == 400 and "first that are guessed" in words(weak)
    assert somebody.post(path, password="lanterns on the water").status_code == 303

    assert "Your password is set." in somebody.text("/console/account")
    assert "Your password is set." not in somebody.text("/console/account")
    over = visitor().get(path)
    assert over.status_code == 404 and "was used" in words(over)


def test_a_link_that_does_not_exist_is_a_page_that_says_so(visitor):
    for path in ("/console/first/nonsense", "/console/password/nonsense"):
        page = visitor().get(path)
        assert page.status_code == 404 and "This link was used" in words(page)


def test_without_a_provider_there_is_no_way_to_one(visitor):
    assert "organisation" not in visitor().text("/console/sign-in")
    assert visitor().get("/console/oidc").status_code == 404


def test_attempts_are_counted_by_outcome_and_failed_ones_logged_without_who_and_where(visitor):
    somebody = visitor()
    with capture_logs() as logged:
        for _ in range(3):
            somebody.post("/console/sign-in", email="reader@example.gov", password="wrong")
        somebody.post("/console/sign-in", email="reader@example.gov", password=PASSWORD)
    visitor("editor")

    told = [entry for entry in logged if entry["event"] == "sign-in failed"]
    assert [entry["outcome"] for entry in told] == ["wrong", "wrong", "wrong", "limited"]
    assert "reader@" not in str(told) and "testclient" not in str(told)
    counts = re.findall(r'sign_ins_total\{outcome="(\w+)"\} (\d)', somebody.get("/metrics").text)
    assert dict(counts) == {"wrong": "3", "limited": "1", "ok": "1"}
