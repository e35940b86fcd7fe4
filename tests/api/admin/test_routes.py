"""The JSON API of the console, as a program with a key uses it."""

import pytest

from api.accounts.values import Role
from tests.api.console.visitor import ORIGIN
from tests.api.service import problem


@pytest.fixture
def admin(as_role):
    return as_role(Role.ADMIN)


def test_a_program_learns_who_it_is(admin):
    me = admin.get("/v1/admin/me").json()

    assert me["role"] == "admin" and me["who"].endswith("(script)")


def test_users_are_made_changed_and_listed(admin, accounts):
    body = {"email": "Ana@example.gov", "name": "Ana", "role": "editor"}
    made = admin.post("/v1/admin/users", json=body)
    assert made.status_code == 201
    user = made.json()
    assert user["link"].startswith(f"{ORIGIN}/console/password/")
    assert accounts.links.holder(user["link"].rpartition("/")[2]).email == "ana@example.gov"

    changed = admin.patch(f"/v1/admin/users/{user['id']}", json={"disabled": True}).json()

    assert changed["disabled_at"] and changed["name"] == "Ana" and "link" not in changed
    assert changed in admin.get("/v1/admin/users").json()["users"]


def test_keys_are_made_listed_and_revoked(admin):
    body = {"name": "report", "role": "reader"}
    made = admin.post("/v1/admin/keys", json=body).json()
    listed = admin.get("/v1/admin/keys").json()["keys"]
    assert made.pop("secret").startswith(made["prefix"])
    assert made in listed

    assert admin.delete(f"/v1/admin/keys/{made['id']}").json()["revoked_at"]
    problem(admin.delete(f"/v1/admin/keys/{made['id']}"), 404, "not-found")


def test_the_audit_is_read_in_pages(admin, accounts):
    for number in range(7):
        accounts.audit.record("test", "thing.done", f"thing {number}")
    first = admin.get("/v1/admin/audit?action=thing.done&limit=5").json()
    rest = admin.get(f"/v1/admin/audit?action=thing.done&limit=5&before={first['next']}").json()

    told = [entry["subject"] for entry in first["entries"] + rest["entries"]]
    assert told == [f"thing {number}" for number in range(6, -1, -1)]
    assert rest["next"] is None


@pytest.mark.parametrize(
    ("body", "status", "slug"),
    [
        ({"email": "reader@example.gov", "name": "x", "role": "reader"}, 409, "conflict"),
        ({"email": "nonsense", "name": "x", "role": "reader"}, 400, "refused"),
        ({"email": "a@example.gov", "name": "x", "role": "owner"}, 422, "invalid-request"),
        (
            {"email": "a@x.org", "name": "x", "role": "reader", "more": 1},
            422,
            "invalid-request",
        ),
    ],
)
def test_a_user_that_cannot_be_made_is_told(admin, body, status, slug):
    problem(admin.post("/v1/admin/users", json=body), status, slug)


def test_the_last_admin_stays(admin, accounts):
    last = accounts.users.by_email("admin@example.gov")

    problem(admin.patch(f"/v1/admin/users/{last.id}", json={"role": "reader"}), 409, "conflict")


def test_a_missing_or_wrong_key_is_told(admin):
    for sent in ("Bearer tfk_wrong", "Basic eDp5", ""):
        response = admin.get("/v1/admin/me", headers={"Authorization": sent})
        problem(response, 401, "sign-in-needed")
