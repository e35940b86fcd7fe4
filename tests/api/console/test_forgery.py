"""What another site makes a signed-in browser send changes nothing."""

import re

import pytest

from api.accounts.cookies import GUEST, SESSION
from api.accounts.secret import form_token
from tests.api.console.visitor import ORIGIN, words

ELSEWHERE = "https://evil.example"


@pytest.fixture
def admin(visitor):
    return visitor("admin")


@pytest.fixture
def fields(admin):
    token = re.search(r'"csrf_token" value="(\w+)"', admin.get("/console/keys").text)[1]
    return {"name": "report", "role": "reader", "csrf_token": token}


def test_a_form_of_ours_is_taken(admin, fields, accounts):
    assert admin.send("/console/keys", fields).status_code == 201
    assert [key.name for key in accounts.keys.all()] == ["report"]


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": ELSEWHERE, "Sec-Fetch-Site": "cross-site"},
        {"Origin": ELSEWHERE, "Sec-Fetch-Site": "same-origin"},
        {"Origin": ORIGIN, "Sec-Fetch-Site": "cross-site"},
        {"Origin": ORIGIN, "Sec-Fetch-Site": "same-site"},
        {"Origin": "null"},
        {"Origin": ORIGIN.replace("https", "http")},
        {"Origin": f"{ORIGIN}.evil.example"},
    ],
)
def test_a_form_from_elsewhere_is_refused_even_with_the_right_token(
    admin, fields, headers, accounts
):
    response = admin.client.post("/console/keys", data=fields, headers=headers)

    assert response.status_code == 403 and "does not come from a current page" in response.text
    assert accounts.keys.all() == []


def test_a_request_that_does_not_say_where_it_comes_from_is_refused(admin, fields, accounts):
    assert admin.client.post("/console/keys", data=fields).status_code == 403
    assert accounts.keys.all() == []


@pytest.mark.parametrize("headers", [{"Origin": ORIGIN}, {"Sec-Fetch-Site": "same-origin"}])
def test_one_of_the_two_headers_is_enough(admin, fields, headers):
    assert admin.client.post("/console/keys", data=fields, headers=headers).status_code == 201


def test_a_token_that_is_missing_wrong_or_anothers_is_refused(admin, fields, visitor, accounts):
    page = visitor("reader").get("/console/account").text
    others = re.search(r'"csrf_token" value="(\w+)"', page)[1]
    for token in ("", "x", others, form_token("")):
        assert admin.send("/console/keys", fields | {"csrf_token": token}).status_code == 403
    assert accounts.keys.all() == []


def test_a_token_does_not_outlive_its_session(admin, fields):
    admin.post("/console/sign-out", page="/console/account")
    admin.sign_in("admin@example.gov")

    assert admin.send("/console/keys", fields).status_code == 403


def test_nobody_is_signed_in_by_another_site(visitor):
    victim = visitor()
    form = {"email": "reader@example.gov", "password": "gentle otter reads maps"}
    assert victim.send("/console/sign-in", form).status_code == 403
    victim.get("/console/sign-in")
    assert victim.send("/console/sign-in", form).status_code == 403

    assert f"__Host-{SESSION}" not in victim.client.cookies


def test_a_script_of_ours_sends_the_token_as_a_header(admin, fields, accounts):
    headers = {"Origin": ORIGIN, "X-CSRF-Token": fields["csrf_token"]}
    body = {"name": "report", "role": "reader"}
    refused = admin.client.post("/v1/admin/keys", json=body, headers={"Origin": ORIGIN})
    taken = admin.client.post("/v1/admin/keys", json=body, headers=headers)

    assert (refused.status_code, taken.status_code) == (403, 201)
    assert len(accounts.keys.all()) == 1


def test_a_key_needs_no_token_and_does_not_lend_its_request_the_session(admin, accounts):
    _, secret = accounts.keys.create("test", "report", accounts.users.all()[0].role)
    with_key = {"Authorization": f"Bearer {secret}"}
    wrong = {"Authorization": "Bearer tfk_wrong"}
    body = {"name": "another", "role": "reader"}

    assert admin.client.post("/v1/admin/keys", json=body, headers=with_key).status_code == 201
    assert admin.client.post("/v1/admin/keys", json=body, headers=wrong).status_code == 401


def test_over_https_cookies_are_for_this_host_alone_and_no_script_reads_them(visitor):
    somebody = visitor()
    guest = somebody.get("/console/sign-in").headers["set-cookie"]
    response = somebody.post(
        "/console/sign-in", email="reader@example.gov", password="gentle otter reads maps"
    )
    session = response.headers.get_list("set-cookie")[0]

    assert guest.startswith(f"__Host-{GUEST}=") and "SameSite=strict" in guest
    assert session.startswith(f"__Host-{SESSION}=") and "SameSite=lax" in session
    for cookie in (guest, session):
        assert {"HttpOnly", "Secure", "Path=/"} <= set(cookie.split("; "))
        assert "Domain" not in cookie


def test_over_plain_http_cookies_work_without_the_prefix(visitor):
    somebody = visitor(base_url="http://127.0.0.1:8000")
    cookie = somebody.get("/console/sign-in").headers["set-cookie"]

    assert cookie.startswith(f"{GUEST}=") and "Secure" not in cookie


def test_every_page_is_kept_by_nobody_and_framed_by_nobody(admin):
    for path in ("/console/sign-in", "/console/keys", "/console/none-such", "/console/users/x"):
        headers = admin.get(path).headers
        assert headers["cache-control"] == "no-store"
        policy = headers["content-security-policy"]
        assert "frame-ancestors 'none'" in policy and "unsafe" not in policy


def test_what_was_typed_shows_as_text(admin):
    shown = admin.post("/console/keys", name='<script>alert("x")</script>' * 9, role="reader")

    assert shown.status_code == 400
    assert "<script>alert" not in shown.text and "Enter a name" in words(shown)
