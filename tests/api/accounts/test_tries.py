"""Attempts to sign in are limited by account and by address."""

import pytest
from limits import parse

from api.accounts.errors import TooManyTries
from api.accounts.tries import Tries


def count(tries, email, address, times):
    """How many attempts of so many are let through."""
    through = 0
    for _ in range(times):
        try:
            tries.count(email, address)
            through += 1
        except TooManyTries:
            pass
    return through


def test_one_account_can_be_tried_so_often_from_one_address():
    tries = Tries(parse("3/minute"))

    assert count(tries, "maria", "a", 10) == 3
    assert count(tries, "maria", "b", 10) == 3


def test_many_accounts_cannot_be_tried_from_one_address():
    tries = Tries(parse("3/minute"))

    assert sum(count(tries, f"user {n}", "a", 1) for n in range(40)) == 15


def test_one_account_cannot_be_tried_from_many_addresses():
    tries = Tries(parse("3/minute"))

    assert sum(count(tries, "maria", f"address {n}", 1) for n in range(80)) == 30


def test_what_is_longer_than_any_address_counts_as_one_and_takes_no_more_room():
    tries = Tries(parse("3/minute"))

    assert sum(count(tries, f"{'x' * 60_000} {n}", "a", 1) for n in range(10)) == 3


def test_a_good_end_forgets_the_tries_before_it():
    tries = Tries(parse("3/minute"))
    count(tries, "maria", "a", 3)
    tries.forget("maria", "a")

    assert count(tries, "maria", "a", 10) == 3


def test_without_a_limit_nothing_is_counted():
    assert count(Tries(None), "maria", "a", 500) == 500


def test_the_message_says_how_long_to_wait():
    tries = Tries(parse("1/15minutes"))
    tries.count("maria", "a")
    with pytest.raises(TooManyTries, match="Try again in 15 minutes") as caught:
        tries.count("maria", "a")

    assert 890 <= caught.value.seconds <= 900
