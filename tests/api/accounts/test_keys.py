"""Keys of programs."""

import pytest

from api.accounts.errors import InvalidName, UnknownKey
from api.accounts.values import Identity, Role


def test_a_key_is_who_it_was_made_as(accounts, clock):
    key, secret = accounts.keys.create("maria@example.gov", "nightly report", Role.EDITOR)

    assert secret.startswith(key.prefix) and secret.startswith("tfk_") and len(secret) > 40
    assert accounts.keys.identity(secret) == Identity(
        f"key {key.prefix}… (nightly report)", Role.EDITOR
    )
    assert accounts.keys.all()[0].used_at == clock.now


def test_a_revoked_key_is_nobody(accounts):
    key, secret = accounts.keys.create("maria@example.gov", "report", Role.READER)
    accounts.keys.revoke("luis@example.gov", key.id)

    assert accounts.keys.identity(secret) is None
    assert [entry.action for entry in accounts.audit.page(2)] == ["key.revoked", "key.created"]
    with pytest.raises(UnknownKey):
        accounts.keys.revoke("luis@example.gov", key.id)


@pytest.mark.parametrize("secret", ["", "tfk_", "tfk_x", "Bearer", "\x00"])
def test_what_is_no_key_is_nobody(accounts, secret):
    accounts.keys.create("maria@example.gov", "report", Role.READER)

    assert accounts.keys.identity(secret) is None


def test_a_key_needs_a_name(accounts):
    with pytest.raises(InvalidName):
        accounts.keys.create("maria@example.gov", "  ", Role.READER)
    assert accounts.keys.all() == []
