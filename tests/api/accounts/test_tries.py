"""Attempts to sign in are limited by account and by address, wherever they are taken."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from limits import parse
from sqlalchemy import select, text

from api.accounts.errors import TooManyTries
from api.accounts.tables import TryRow, transaction
from api.accounts.tries import Tries


@pytest.fixture
def tries(engine, clock):
    return Tries(engine, parse("3/minute"), clock)


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


def test_one_account_can_be_tried_so_often_from_one_address(tries):
    assert count(tries, "maria", "a", 10) == 3
    assert count(tries, "maria", "b", 10) == 3


def test_many_accounts_cannot_be_tried_from_one_address(tries):
    assert sum(count(tries, f"user {n}", "a", 1) for n in range(40)) == 15


def test_one_account_cannot_be_tried_from_many_addresses(tries):
    assert sum(count(tries, "maria", f"address {n}", 1) for n in range(40)) == 30


def test_what_is_longer_than_any_address_counts_as_one(tries):
    assert sum(count(tries, f"{'x' * 60_000} {n}", "a", 1) for n in range(10)) == 3


def test_every_process_counts_the_same_attempts(engine, clock):
    processes = [Tries(engine, parse("3/minute"), clock) for _ in range(3)]

    assert sum(count(one, "maria", "a", 2) for one in processes) == 3


def test_attempts_at_the_same_moment_are_never_more_than_may_be(engine, clock):
    with ThreadPoolExecutor(4) as pool:
        tries = [Tries(engine, parse("3/minute"), clock) for _ in range(4)]
        through = sum(pool.map(lambda one: count(one, "maria", "a", 3), tries))

    assert 1 <= through <= 3


def test_attempts_count_again_one_by_one_as_time_goes_on(tries, clock):
    for _ in range(3):
        tries.count("maria", "a")
        clock.move(seconds=15)
    with pytest.raises(TooManyTries) as caught:
        tries.count("maria", "a")
    assert caught.value.seconds == 15
    clock.move(seconds=16)

    assert count(tries, "maria", "a", 5) == 1


def test_a_good_end_forgets_the_tries_before_it_but_not_those_at_its_address(tries, engine):
    count(tries, "maria", "a", 3)
    with transaction(engine) as session:
        tries.forget(session, "maria", "a")

    assert count(tries, "maria", "a", 10) == 3
    assert sum(count(tries, f"user {n}", "a", 1) for n in range(40)) == 15 - 6


def test_what_does_not_count_any_more_is_not_kept_and_names_nobody(tries, engine, clock):
    tries.count("maria@example.gov", "192.0.2.1")
    with engine.connect() as connection:
        row = " ".join(map(str, connection.execute(text("SELECT * FROM sign_in_try")).one()))
    assert "maria" not in row and "192.0.2.1" not in row
    clock.move(minutes=2)
    tries.count("luis@example.gov", "192.0.2.2")

    with transaction(engine) as session:
        (left,) = session.scalars(select(TryRow.at))
    assert left == clock.now


def test_what_does_not_count_any_more_can_be_deleted_without_another_attempt(tries, engine, clock):
    tries.count("maria", "a")
    clock.move(seconds=50)
    tries.count("luis", "a")
    clock.move(seconds=20)
    tries.expire()

    with transaction(engine) as session:
        (left,) = session.scalars(select(TryRow.at))
    assert clock.now - left == timedelta(seconds=20)
    Tries(engine, None, clock).expire()
    with transaction(engine) as session:
        assert session.scalars(select(TryRow.at)).all() == []


def test_without_a_limit_nothing_is_counted(engine, clock):
    assert count(Tries(engine, None, clock), "maria", "a", 40) == 40


def test_the_message_says_how_long_to_wait(engine, clock):
    tries = Tries(engine, parse("1/15minutes"), clock)
    tries.count("maria", "a")
    clock.move(seconds=20)
    with pytest.raises(TooManyTries, match="Try again in 15 minutes") as caught:
        tries.count("maria", "a")

    assert caught.value.seconds == 880
