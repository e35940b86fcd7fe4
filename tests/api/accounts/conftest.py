"""Accounts on both kinds of database, with a clock that stands still."""

from datetime import UTC, datetime, timedelta

import pytest

from api.accounts.accounts import open_accounts
from api.accounts.values import Role
from api.settings import ApiSettings

PASSWORD = "gentle otter reads maps"


class Clock:
    """The time of day, until it is moved on."""

    def __init__(self):
        self.now = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)

    def __call__(self):
        return self.now

    def move(self, **more):
        """Let time pass."""
        self.now += timedelta(**more)


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request, tmp_path):
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'techforce.db'}"
    return request.getfixturevalue("postgres_url")


@pytest.fixture
def accounts(engine, clock):
    settings = ApiSettings(session_idle_minutes=30, session_hours=8, sign_in_rate="3/minute")
    return open_accounts(engine, settings, clock)


@pytest.fixture
def maria(accounts):
    """An admin with a password."""
    return accounts.passwords.create("test", "maria@example.gov", "Maria", Role.ADMIN, PASSWORD)
