"""All of accounts, put together around one database."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache

from sqlalchemy import Engine

from api.accounts.audit import Audit, now_utc
from api.accounts.keys import Keys
from api.accounts.links import Links
from api.accounts.password_sign_in import PasswordSignIn
from api.accounts.passwords import Passwords
from api.accounts.provider_sign_in import ProviderSignIn
from api.accounts.sessions import Lifetime, Sessions
from api.accounts.tries import Tries
from api.accounts.users import Users
from api.settings import ApiSettings


@dataclass(frozen=True, slots=True)
class Accounts:
    """The parts that accounts are managed with; cheap to make, safe for threads."""

    audit: Audit
    users: Users
    sessions: Sessions
    keys: Keys
    passwords: PasswordSignIn
    links: Links
    provider: ProviderSignIn


def open_accounts(
    engine: Engine, settings: ApiSettings, now: Callable[[], datetime] = now_utc
) -> Accounts:
    """The accounts of a database."""
    audit = Audit(engine, now)
    users = Users(engine, audit, now)
    lifetime = Lifetime(
        timedelta(minutes=settings.session_idle_minutes), timedelta(hours=settings.session_hours)
    )
    sessions = Sessions(engine, audit, lifetime, now)
    tries = Tries(engine, settings.sign_in_limit, now)
    passwords = PasswordSignIn(engine, audit, users, sessions, _passwords(), tries)
    return Accounts(
        audit=audit,
        users=users,
        sessions=sessions,
        keys=Keys(engine, audit, now),
        passwords=passwords,
        links=Links(engine, audit, users, sessions, passwords, now),
        provider=ProviderSignIn(engine, audit, users, sessions),
    )


@cache
def _passwords() -> Passwords:
    """One for the process, so that hashes at the same time are limited over all requests."""
    return Passwords()
