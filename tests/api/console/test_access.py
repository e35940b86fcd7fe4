"""Every route of the console against everybody who may come: nobody by accident."""

import re

import pytest
from fastapi.routing import iter_route_contexts
from fastapi.testclient import TestClient

from api.accounts.access import Needs
from api.accounts.users import Change
from api.accounts.values import Role
from api.admin.route import AdminRoute
from api.app import create_app
from api.console.frame import PageRoute
from api.settings import ApiSettings
from tests.api.console.visitor import ORIGIN
from tests.api.doubles import ScriptedAssistant, opener

# Whoever adds to this list says that anybody on the internet may send the request.
OPEN = {
    ("GET", "/console/sign-in"), ("POST", "/console/sign-in"),
    ("GET", "/console/first/{token}"), ("POST", "/console/first/{token}"),
    ("GET", "/console/password/{token}"), ("POST", "/console/password/{token}"),
    ("GET", "/console/oidc"), ("GET", "/console/oidc/back"),
}  # fmt: skip
ADMINS_ONLY = re.compile(r"/(?:console|v1/admin)/(?:users|keys|audit)(?:/|$)")
NOBODY = {"anonymous", "disabled", "revoked key"}


def routes():
    """Method, path, the route and the roles that it asks for, of all that the console has."""
    app = create_app(ApiSettings(rate_limit="off"), opener(ScriptedAssistant(), "sqlite://"))
    for context in iter_route_contexts(app.routes):
        path = getattr(context, "path", None) or ""
        if path == "/console" or path.startswith(("/console/", "/v1/admin")):
            asked = {need.role for need in needs(context.dependant)}
            for method in sorted(context.methods):
                yield method, path, context.original_route, asked


def needs(dependant):
    if isinstance(dependant.call, Needs):
        yield dependant.call
    for child in dependant.dependencies:
        yield from needs(child)


ROUTES = list(routes())
NAMES = [f"{method} {path}" for method, path, _, _ in ROUTES]


@pytest.mark.parametrize(("method", "path", "route", "asked"), ROUTES, ids=NAMES)
def test_a_route_names_one_role_or_is_known_to_be_open(method, path, route, asked):
    assert len(asked) == (0 if (method, path) in OPEN else 1)
    assert isinstance(route, PageRoute if path.startswith("/console") else AdminRoute)
    if ADMINS_ONLY.match(path):
        assert asked == {Role.ADMIN}


def test_the_list_of_open_routes_has_no_more_than_there_is():
    assert {(method, path) for method, path, _, _ in ROUTES} >= OPEN
    assert len(ROUTES) > 25


@pytest.fixture
def actors(console, visitor, accounts):
    """How each kind of person or program sends a request."""
    senders = {"anonymous": by_browser(visitor())}
    for role in Role:
        senders[role.value] = by_browser(visitor(role.value))
        _, secret = accounts.keys.create("test", role.value, role)
        senders[f"{role.value} key"] = by_key(console, secret)
    key, secret = accounts.keys.create("test", "old", Role.ADMIN)
    accounts.keys.revoke("test", key.id)
    senders["revoked key"] = by_key(console, secret)
    gone = accounts.users.create("test", "gone@example.gov", "Gone", Role.ADMIN)
    token = accounts.links.invite("test", gone.id)
    left = visitor()
    assert left.post(f"/console/password/{token}", password="lanterns on water").status_code == 303
    accounts.users.change("test", gone.id, Change(disabled=True))
    return {**senders, "disabled": by_browser(left)}


def by_browser(person):
    token = re.search(r'"csrf_token" value="(\w+)"', person.get("/console/sign-in").text)
    if token is None:  # signed in: sent on to the console
        token = re.search(r'"csrf_token" value="(\w+)"', person.get("/console/account").text)
    headers = {"Origin": ORIGIN, "Sec-Fetch-Site": "same-origin", "X-CSRF-Token": token[1]}
    return lambda method, path: person.client.request(
        method, path, headers=headers, follow_redirects=False
    )


def by_key(app, secret):
    client = TestClient(app, base_url=ORIGIN)
    headers = {"Authorization": f"Bearer {secret}"}
    return lambda method, path: client.request(
        method, path, headers=headers, follow_redirects=False
    )


def test_everybody_gets_what_their_role_allows_and_nothing_else(actors, accounts):
    wrong = []
    for method, template, _, asked in ROUTES:
        if not asked or template == "/console/sign-out":
            continue
        path = re.sub(r"\{\w+\}", "none-such", template)
        for name, send in actors.items():
            response = send(method, path)
            expected = outcome(name, method, path, *asked)
            if told(response) != expected:
                wrong.append((name, method, path, response.status_code, expected))

    assert wrong == []
    assert len(actors) == 9


def outcome(name, method, path, needed):
    """What is to happen to whom; a key is nothing to a page, which wants a form of its own."""
    role, _, is_key = name.partition(" ")
    if is_key and path.startswith("/console"):
        return "sign in" if method == "GET" else "refused"
    if name in NOBODY:
        return "sign in"
    return "let in" if Role(role).covers(needed) else "refused"


def told(response):
    """What happened: a page sends nobody in particular to sign in, the JSON API says so."""
    if response.status_code == 401 or (
        response.status_code == 303 and response.headers["location"].startswith("/console/sign-in")
    ):
        return "sign in"
    return "refused" if response.status_code == 403 else "let in"


def test_signing_out_needs_a_session(actors, visitor):
    assert told(actors["anonymous"]("POST", "/console/sign-out")) == "sign in"
    reader = visitor("reader")
    kept = dict(reader.client.cookies)

    assert reader.post("/console/sign-out", page="/console/account").status_code == 303
    reader.client.cookies.update(kept)  # as who has stolen the cookie
    assert told(reader.get("/console/account")) == "sign in"


def test_a_refusal_is_a_page_in_the_console_and_a_problem_in_the_json_api(actors):
    page, json = (
        actors["reader"]("GET", "/console/users"),
        actors["reader"]("GET", "/v1/admin/users"),
    )

    assert page.headers["content-type"].startswith("text/html")
    assert "This needs the role admin; yours is reader." in page.text
    assert json.headers["content-type"] == "application/problem+json"
    assert json.json()["detail"] == "This needs the role admin; yours is reader."
    nobody = actors["anonymous"]("GET", "/v1/admin/users")
    assert (nobody.status_code, nobody.headers["www-authenticate"]) == (401, "Bearer")
