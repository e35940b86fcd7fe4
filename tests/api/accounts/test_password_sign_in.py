"""Sign in with a password: who may, how often, and what is told to who may not."""

import pytest
from argon2 import PasswordHasher
from sqlalchemy import text

from api.accounts.errors import TooManyTries, WeakPassword, WrongSignIn
from api.accounts.passwords import Passwords
from api.accounts.users import Change
from api.accounts.values import Role
from tests.api.accounts.conftest import PASSWORD

HERE, THERE = "192.0.2.1", "198.51.100.7"


def test_signing_in_is_noted_with_its_time(accounts, maria, clock):
    clock.move(days=3)
    accounts.passwords.sign_in("Maria@example.gov ", PASSWORD, HERE)

    assert accounts.users.get(maria.id).signed_in_at == clock.now
    entry = accounts.audit.page(1)[0]
    assert (entry.who, entry.action, entry.details) == (
        "maria@example.gov", "session.begun", {"how": "password"}
    )  # fmt: skip


def test_an_unknown_user_a_wrong_password_and_a_disabled_account_are_told_alike(accounts, maria):
    luis = accounts.passwords.create("t", "luis@example.gov", "Luis", Role.READER, PASSWORD)
    accounts.users.create("t", "new@example.gov", "No password yet", Role.READER)
    accounts.users.change("t", luis.id, Change(disabled=True))
    told = set()
    for email, password in (
        ("nobody@example.gov", PASSWORD), ("maria@example.gov", "wrong"), (luis.email, PASSWORD),
        ("new@example.gov", ""), ("\x00", "\x00"),
    ):  # fmt: skip
        with pytest.raises(WrongSignIn) as caught:
            accounts.passwords.sign_in(email, password, HERE)
        told.add(str(caught.value))

    assert len(told) == 1


def test_an_unknown_user_takes_as_much_work_as_a_wrong_password(accounts, maria, monkeypatch):
    verified = []
    verify = PasswordHasher.verify

    def count(self, password_hash, password):
        verified.append(password)
        return verify(self, password_hash, password)

    monkeypatch.setattr(PasswordHasher, "verify", count)
    for email in ("nobody@example.gov", "maria@example.gov"):
        with pytest.raises(WrongSignIn):
            accounts.passwords.sign_in(email, "wrong", HERE)

    assert verified == ["wrong", "wrong"]


def test_after_three_wrong_passwords_the_right_one_is_not_looked_at(accounts, maria):
    for _ in range(3):
        with pytest.raises(WrongSignIn):
            accounts.passwords.sign_in(maria.email, "wrong", HERE)
    with pytest.raises(TooManyTries) as caught:
        accounts.passwords.sign_in(maria.email, PASSWORD, HERE)

    assert 1 <= caught.value.seconds <= 60
    assert accounts.passwords.sign_in(maria.email, PASSWORD, THERE)


def test_good_sign_ins_are_not_held_against_anybody(accounts, maria):
    for _ in range(5):
        assert accounts.passwords.sign_in(maria.email, PASSWORD, HERE)


def test_a_hash_of_weaker_parameters_is_renewed_at_sign_in(accounts, maria, engine):
    weak = PasswordHasher(time_cost=1, memory_cost=1024, parallelism=1).hash(PASSWORD)
    with engine.begin() as connection:
        connection.execute(text("UPDATE user_account SET password_hash = :weak"), {"weak": weak})
    accounts.passwords.sign_in(maria.email, PASSWORD, HERE)

    with engine.connect() as connection:
        kept = connection.scalar(text("SELECT password_hash FROM user_account"))
    assert not Passwords().outdated(kept)
    assert accounts.passwords.sign_in(maria.email, PASSWORD, HERE)


def test_a_changed_password_ends_the_other_sessions(accounts, maria):
    mine, other = (accounts.passwords.sign_in(maria.email, PASSWORD, HERE) for _ in range(2))

    accounts.passwords.change(maria, PASSWORD, "lanterns over the harbour", HERE, mine)

    assert accounts.sessions.user(mine)
    assert accounts.sessions.user(other) is None
    with pytest.raises(WrongSignIn):
        accounts.passwords.sign_in(maria.email, PASSWORD, HERE)
    assert accounts.passwords.sign_in(maria.email, "lanterns over the harbour", HERE)


def test_a_password_is_not_changed_without_the_current_one_or_to_a_weak_one(accounts, maria):
    token = accounts.passwords.sign_in(maria.email, PASSWORD, HERE)
    with pytest.raises(WrongSignIn):
        accounts.passwords.change(maria, "wrong", "lanterns over the harbour", HERE, token)
    with pytest.raises(WeakPassword):
        accounts.passwords.change(maria, PASSWORD, "password1234", HERE, token)

    assert accounts.passwords.sign_in(maria.email, PASSWORD, HERE)


def test_new_passwords_that_are_weak_lock_nobody_out(accounts, maria):
    token = accounts.passwords.sign_in(maria.email, PASSWORD, HERE)
    for _ in range(5):
        with pytest.raises(WeakPassword):
            accounts.passwords.change(maria, PASSWORD, "password1234", HERE, token)

    accounts.passwords.change(maria, PASSWORD, "lanterns over the harbour", HERE, token)
    assert accounts.passwords.sign_in(maria.email, "lanterns over the harbour", HERE)


def test_nobody_waits_for_the_database_while_a_password_is_hashed(
    accounts, maria, engine, monkeypatch
):
    links = accounts.links.invite("test", maria.id)
    written, whole = [], PasswordHasher.hash

    def hash_slowly(self, password):
        with engine.connect() as other:
            if engine.dialect.name == "sqlite":
                other.execute(text("PRAGMA busy_timeout = 0"))
            else:
                other.execute(text("SET lock_timeout = 1"))
            other.execute(text("UPDATE user_account SET name = name"))
            other.execute(text("DELETE FROM one_time_link WHERE user_id = 'nobody'"))
            other.rollback()
        written.append(password)
        return whole(self, password)

    token = accounts.passwords.sign_in(maria.email, PASSWORD, HERE)
    monkeypatch.setattr(PasswordHasher, "hash", hash_slowly)
    accounts.links.choose_password(links, "otters under the harbour")
    token = accounts.passwords.sign_in(maria.email, "otters under the harbour", HERE)
    accounts.passwords.change(
        maria, "otters under the harbour", "lanterns over the harbour", HERE, token
    )
    accounts.passwords.create("t", "luis@example.gov", "Luis", Role.READER, PASSWORD)

    assert len(written) == 3
