"""Who comes from an identity provider, and whom an address alone does not open an account to."""

from dataclasses import replace

import pytest

from api.accounts.errors import InvalidEmail, LastAdmin, ProviderFailed
from api.accounts.provider_sign_in import Vouched
from api.accounts.users import Change
from api.accounts.values import Role

LUIS = Vouched(
    issuer="https://id.example.gov",
    subject="42",
    email="luis@example.gov",
    email_verified=True,
    name="Luis Vega",
    role=Role.EDITOR,
    role_decides=False,
)


def come(accounts, vouched):
    return accounts.sessions.user(accounts.provider.sign_in(vouched))


def test_a_new_person_becomes_a_user_and_is_known_again_by_subject(accounts):
    first = come(accounts, LUIS)
    again = come(accounts, replace(LUIS, email="luis.vega@example.gov"))

    assert (first.email, first.role, first.has_password) == ("luis@example.gov", Role.EDITOR, False)
    assert again.id == first.id and len(accounts.users.all()) == 1


def test_a_person_without_a_role_does_not_come_in(accounts):
    with pytest.raises(ProviderFailed, match="no role"):
        come(accounts, replace(LUIS, role=None))
    assert accounts.users.all() == []


def test_an_account_with_a_password_is_not_given_to_who_has_its_address(accounts, maria):
    with pytest.raises(ProviderFailed, match="not tied"):
        come(accounts, replace(LUIS, email=maria.email, role=Role.ADMIN))
    assert not accounts.users.get(maria.id).has_provider


def test_an_invited_user_is_tied_to_who_has_the_verified_address(accounts):
    invited = accounts.users.create("test", "luis@example.gov", "Luis", Role.READER)
    with pytest.raises(ProviderFailed):
        come(accounts, replace(LUIS, email_verified=False))
    came = come(accounts, LUIS)

    assert (came.id, came.role) == (invited.id, Role.READER)
    with pytest.raises(ProviderFailed):
        come(accounts, replace(LUIS, subject="another"))


def test_another_issuer_with_the_same_subject_is_another_person(accounts):
    come(accounts, LUIS)
    other = replace(LUIS, issuer="https://id.example.org", email="eve@example.org")

    assert come(accounts, other).email == "eve@example.org"


def test_where_the_provider_manages_roles_each_sign_in_takes_the_role_from_it(accounts):
    managed = replace(LUIS, role_decides=True)
    come(accounts, managed)
    assert come(accounts, replace(managed, role=Role.READER)).role is Role.READER
    assert accounts.audit.page(2)[1].details == {"role": ["editor", "reader"]}

    with pytest.raises(ProviderFailed, match="no role"):
        come(accounts, replace(managed, role=None))


def test_where_it_does_not_the_role_that_an_admin_set_stays(accounts):
    user = come(accounts, LUIS)
    accounts.users.change("maria@example.gov", user.id, Change(role=Role.ADMIN))

    assert come(accounts, LUIS).role is Role.ADMIN


def test_a_disabled_user_does_not_come_in(accounts, maria):
    user = come(accounts, LUIS)
    accounts.users.change("maria@example.gov", user.id, Change(disabled=True))
    with pytest.raises(ProviderFailed, match="disabled"):
        come(accounts, LUIS)


def test_a_person_without_an_address_is_told(accounts):
    with pytest.raises(InvalidEmail):
        come(accounts, replace(LUIS, email=""))


def test_the_provider_cannot_take_the_last_admin_away(accounts):
    managed = replace(LUIS, role=Role.ADMIN, role_decides=True)
    admin = come(accounts, managed)
    with pytest.raises(LastAdmin):
        come(accounts, replace(managed, role=Role.READER))
    assert accounts.users.get(admin.id).role is Role.ADMIN

    accounts.users.create("test", "maria@example.gov", "Maria", Role.ADMIN)
    assert come(accounts, replace(managed, role=Role.READER)).role is Role.READER
