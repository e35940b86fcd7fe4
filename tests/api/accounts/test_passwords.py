"""Passwords that are easily guessed are refused; hashes are of today's strength."""

import pytest
from argon2 import PasswordHasher, extract_parameters
from argon2.low_level import Type

from api.accounts.errors import WeakPassword
from api.accounts.passwords import Passwords, check_new_password


@pytest.mark.parametrize(
    "password",
    [
        "short", "eleven char", "password1234", "P@ssw0rd!2026", "passwordpassword",
        "123456789012", "098765432109", "qwertyuiop[]", "abcdefghijkl", "aaaaaaaaaaaa",
        "abcabcabcabc", "Summer2026!!!", "iloveyou2026", "maria.lopez99",
        "Lopez-1234567", "x" * 257,
    ],
)  # fmt: skip
def test_a_password_that_is_easily_guessed_is_refused(password):
    with pytest.raises(WeakPassword):
        check_new_password(password, "maria.lopez@example.gov", "Maria Lopez")


@pytest.mark.parametrize(
    "password",
    [
        "gentle otter reads maps", "ünïcödé pässwörd ok", "k3vq-82mz-11xp", "x7" * 3 + "correct!",
        "maria wanders by the old mill", "密码密码太长了但是可以用吗",
    ],
)  # fmt: skip
def test_any_other_password_will_do_whatever_its_characters(password):
    check_new_password(password, "maria.lopez@example.gov", "Maria Lopez")


def test_the_hash_has_the_least_strength_that_owasp_takes():
    found = extract_parameters(Passwords().hash("gentle otter reads maps"))

    assert (found.type, found.memory_cost, found.time_cost) == (Type.ID, 19456, 2)


def test_only_the_password_fits_its_hash():
    passwords = Passwords()
    kept = passwords.hash("gentle otter reads maps")

    assert passwords.fits(kept, "gentle otter reads maps")
    assert not passwords.fits(kept, "gentle otter reads maps ")
    assert not passwords.fits(None, "a password that nobody has")
    assert not passwords.fits("no hash", "gentle otter reads maps")


def test_a_hash_of_other_parameters_is_outdated():
    weak = PasswordHasher(time_cost=1, memory_cost=1024, parallelism=1).hash("x")

    assert Passwords().outdated(weak)
    assert not Passwords().outdated(Passwords().hash("x"))
