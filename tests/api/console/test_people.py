"""Admins manage users and keys; everybody their own account; the audit tells all of it."""

import re

import pytest
from structlog.testing import capture_logs

from api.accounts.users import Users
from tests.api.console.visitor import PASSWORD, words


@pytest.fixture
def admin(visitor):
    return visitor("admin")


def link_in(page):
    return re.search(r'value="https://ask\.example(/console/password/[\w-]+)"', page.text)[1]


def user_path(admin, name):
    return re.search(rf'href="(/console/users/\w+)">{name}<', admin.get("/console/users").text)[1]


def test_a_new_user_gets_a_link_and_with_it_a_password(admin, visitor):
    page = admin.post("/console/users", email="ana@example.gov", name="Ana", role="editor")
    assert page.status_code == 201 and "ana@example.gov has an account" in words(page)
    ana = visitor()
    assert ana.post(link_in(page), password="lanterns on the water").status_code == 303

    assert "ana@example.gov, with the role editor" in ana.text("/console/account")
    assert link_in(page) not in admin.get("/console/users").text


def test_a_form_that_is_refused_keeps_what_was_typed(admin):
    page = admin.post("/console/users", email="reader@example.gov", name="Ana", role="editor")

    assert page.status_code == 400
    assert 'value="reader@example.gov"' in page.text and 'value="Ana"' in page.text
    assert re.search(r'value="editor" checked', page.text)
    assert "exists already" in words(page)
    assert "<title>Error: Users" in page.text


def test_a_role_takes_effect_at_the_next_request(admin, visitor):
    reader = visitor("reader")
    assert reader.get("/console/keys").status_code == 403
    path = user_path(admin, "The reader")
    assert admin.post(path, name="The reader", role="admin").status_code == 303

    assert reader.get("/console/keys").status_code == 200


def test_a_disabled_user_is_out_at_once_and_may_come_back(admin, visitor):
    reader, path = visitor("reader"), user_path(admin, "The reader")
    admin.post(f"{path}/disable", page=path)
    assert reader.get("/console/account").status_code == 303
    refused = reader.post("/console/sign-in", email="reader@example.gov", password=PASSWORD)
    assert "not right" in words(refused)

    admin.post(f"{path}/enable", page=path)
    assert reader.sign_in("reader@example.gov").get("/console/account").status_code == 200


def test_the_last_admin_cannot_lock_everybody_out(admin):
    path = user_path(admin, "The admin")
    for page in (
        admin.post(f"{path}/disable", page=path), admin.post(path, name="The admin", role="reader")
    ):  # fmt: skip
        assert page.status_code == 400 and "Nobody else is an admin" in words(page)
    assert admin.get("/console/users").status_code == 200


def test_a_new_link_is_shown_for_a_lost_password(admin, visitor):
    path = user_path(admin, "The reader")
    page = admin.post(f"{path}/link", page=path)
    reader = visitor()
    assert reader.post(link_in(page), password="lanterns on the water").status_code == 303

    assert reader.get("/console/account").status_code == 200


def test_a_user_that_does_not_exist_is_a_page_that_says_so(admin):
    assert admin.get("/console/users/none-such").status_code == 404
    page = admin.post("/console/users/none-such", page="/console/users", name="x", role="reader")
    assert page.status_code == 404 and "No user has that id." in words(page)


def test_a_role_that_does_not_exist_is_refused(admin):
    page = admin.post("/console/keys", name="report", role="owner")

    assert page.status_code == 422 and page.headers["content-type"].startswith("text/html")


def test_a_key_is_shown_once_works_and_is_revoked(admin):
    page = admin.post("/console/keys", name="nightly report", role="reader")
    secret = re.search(r'value="(tfk_[\w-]+)"', page.text)[1]
    headers = {"Authorization": f"Bearer {secret}"}
    assert admin.client.get("/v1/admin/me", headers=headers).json()["role"] == "reader"
    listed = admin.get("/console/keys").text
    assert secret not in listed and secret[:12] in listed

    path = re.search(r'action="(/console/keys/\w+/revoke)"', listed)[1]
    assert admin.post(path, page="/console/keys").headers["location"] == "/console/keys"
    assert "The key “nightly report” is revoked." in admin.text("/console/keys")
    assert admin.client.get("/v1/admin/me", headers=headers).status_code == 401


def test_one_changes_ones_own_name_and_password(visitor):
    reader = visitor("reader")
    own = "/console/account"
    reader.post(own, name="Luis Vega")
    assert "Your name is changed." in reader.text(own)
    wrong = reader.post(
        f"{own}/password", page=own, current="wrong", password="lanterns on the water"
    )
    assert wrong.status_code == 400 and "not your current password" in words(wrong)
    reader.post(f"{own}/password", page=own, current=PASSWORD, password="lanterns on the water")

    assert "Your password is changed." in reader.text(own)
    assert visitor().sign_in("reader@example.gov", "lanterns on the water")


def test_the_audit_tells_who_did_what_and_is_searched(admin):
    admin.post("/console/keys", name="report", role="reader")
    everything = admin.text("/console/audit")
    assert "key.created" in everything and "session.begun" in everything
    found = admin.text("/console/audit?who=admin%40example.gov&action=key.created")

    assert "(report)" in found and "role reader" in found
    assert "nobody here" not in found
    assert "Nothing was found." in admin.text("/console/audit?who=stranger")


def test_the_audit_is_paged(admin, accounts):
    for number in range(120):
        accounts.audit.record("test", "thing.done", f"thing number {number}.")
    seen, path = [], "/console/audit?action=thing.done"
    while path:
        page = admin.get(path)
        seen += re.findall(r"thing number (\d+)\.", page.text)
        older = re.search(r'class="button" href="([^"]+)"', page.text)
        path = older and older[1].replace("&amp;", "&")

    assert seen == [str(number) for number in range(119, -1, -1)]


@pytest.mark.parametrize("query", ["before=0", "before=x", "before=99999999999999999999"])
def test_an_audit_page_that_cannot_be_is_refused(admin, query):
    assert admin.get(f"/console/audit?{query}").status_code == 422


def test_what_fails_on_our_side_is_told_on_a_page(admin, monkeypatch):
    monkeypatch.setattr(Users, "all", lambda _: 1 / 0)

    with capture_logs() as logs:
        response = admin.get("/console/users")
    assert response.status_code == 500
    assert response.headers["content-type"].startswith("text/html")
    assert "Something failed on our side" in words(response)
    assert [line["event"] for line in logs if line["log_level"] == "error"] == ["page failed"]
