"""Sign in with the organisation: the whole flow against a provider on this machine."""

from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
from joserfc.jwk import RSAKey

from api.accounts.values import Role
from api.settings import ApiSettings
from tests.api.console.provider import CLIENT, SECRET, identity_provider
from tests.api.console.visitor import ORIGIN, words


@pytest.fixture
def provider():
    with identity_provider() as provider:
        yield provider


@pytest.fixture
def settings(provider):
    return ApiSettings(
        rate_limit="off",
        oidc_issuer=provider.issuer,
        oidc_client_id=CLIENT,
        oidc_client_secret=SECRET,
        oidc_default_role="reader",
    )


def leave(somebody, next_path=""):
    """Go to the provider and sign in there; the address that it sends the browser back to."""
    left = somebody.get(f"/console/oidc?next={next_path}")
    assert left.status_code == 303, left.text
    return httpx.get(left.headers["location"]).headers["location"]


def come(somebody, next_path=""):
    return somebody.get(leave(somebody, next_path))


def test_a_person_signs_in_and_goes_on_to_the_page_asked_for(visitor, provider):
    somebody = visitor()
    assert "Sign in with your organisation" in somebody.text("/console/sign-in")
    back = come(somebody, "/console/account")

    assert (back.status_code, back.headers["location"]) == (303, "/console/account")
    assert "luis@example.gov, with the role reader" in somebody.text("/console/account")
    assert provider.seen["code_challenge_method"] == "S256"
    assert provider.seen["redirect_uri"] == f"{ORIGIN}/console/oidc/back"
    assert set(provider.seen["scope"].split()) == {"openid", "email", "profile"}


def test_the_provider_is_asked_once_what_it_is_however_often_a_sign_in_is_begun(visitor, provider):
    for _ in range(3):
        assert visitor().get("/console/oidc").status_code == 303

    assert provider.asked_of_itself == 1


def test_coming_again_is_the_same_user(visitor, accounts):
    for _ in range(2):
        assert come(visitor()).status_code == 303

    assert sum(user.email == "luis@example.gov" for user in accounts.users.all()) == 1
    begun = accounts.audit.page(1, action="session.begun")[0]
    assert begun.details == {"how": "identity provider"}


def refused(response, told):
    assert response.status_code == 403, response.text
    assert told in words(response)
    cookies = response.headers.get_list("set-cookie")
    assert not any("techforce_session" in cookie for cookie in cookies)


def test_an_answer_to_another_browser_is_refused(visitor):
    first, second = visitor(), visitor()
    answer = leave(first)
    leave(second)

    refused(second.get(answer), "another browser")
    refused(visitor().get(answer), "took too long")


def test_an_answer_works_once(visitor):
    somebody = visitor()
    answer = leave(somebody)
    assert somebody.get(answer).status_code == 303
    cookieless = somebody.get(answer)

    refused(cookieless, "took too long")


@pytest.mark.parametrize(
    "claims",
    [
        {"aud": "another service"}, {"iss": "https://evil.example"}, {"exp": 1},
        {"nonce": "another"}, {"sub": None}, {"azp": "another service"},
    ],
)  # fmt: skip
def test_a_token_for_somebody_else_or_of_another_time_is_refused(visitor, provider, claims):
    provider.claims |= claims
    provider.claims = {name: value for name, value in provider.claims.items() if value is not None}

    refused(come(visitor()), "could not sign you in")


def test_a_token_that_the_provider_did_not_sign_is_refused(visitor, provider):
    provider.signed_with = RSAKey.generate_key(2048, {"kid": "one"})

    refused(come(visitor()), "could not sign you in")


def test_a_token_signed_with_the_clients_secret_is_refused(visitor, provider):
    provider.sign_with_shared_secret()

    refused(come(visitor()), "could not sign you in")


def test_a_provider_that_calls_itself_otherwise_is_not_trusted(visitor, provider):
    somebody = visitor()
    provider.told_issuer = "https://evil.example"
    response = somebody.get("/console/oidc")

    assert response.status_code == 502 and "could not sign you in" in words(response)


def test_an_answer_of_another_issuer_is_refused(visitor, provider):
    somebody = visitor()
    answer = leave(somebody).replace("iss=http%3A", "iss=https%3A")

    refused(somebody.get(answer), "could not sign you in")


def test_who_is_refused_there_is_told_here(visitor, provider):
    provider.refuses = True

    refused(come(visitor()), "did not let you in")


def test_a_provider_that_is_down_is_told(visitor, provider):
    provider.issuer = "http://127.0.0.1:9"  # its metadata now names addresses where nobody is
    somebody = visitor()
    provider.told_issuer = somebody.client.app.state.settings.oidc_issuer
    left = somebody.get("/console/oidc")
    state = parse_qs(urlsplit(left.headers["location"]).query)["state"][0]

    refused(somebody.get(f"/console/oidc/back?code=x&state={state}"), "could not sign you in")


def test_an_account_with_a_password_is_not_opened_by_its_address(visitor, provider):
    provider.claims["email"] = "admin@example.gov"

    refused(come(visitor()), "not tied to this identity")


class TestRolesOfTheProvider:
    @pytest.fixture
    def settings(self, settings):
        return settings.model_copy(update={"oidc_role_claim": "roles", "oidc_default_role": "none"})

    @pytest.mark.parametrize(
        ("claim", "role"),
        [("editor", Role.EDITOR), (["reader", "admin", "boss"], Role.ADMIN)],
    )
    def test_the_highest_role_that_it_names_counts(self, visitor, provider, accounts, claim, role):
        provider.claims["roles"] = claim
        come(visitor())

        assert accounts.users.by_email("luis@example.gov").role is role

    @pytest.mark.parametrize("claim", [None, [], "boss", 7, {"admin": True}])
    def test_without_a_role_nobody_comes_in(self, visitor, provider, claim):
        provider.claims["roles"] = claim

        refused(come(visitor()), "no role here" if claim != {"admin": True} else "")
