"""How often somebody may try to sign in."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from math import ceil

from limits import RateLimitItem
from sqlalchemy import Engine, delete, select, update
from sqlalchemy.orm import Session

from api.accounts.audit import now_utc
from api.accounts.errors import TooManyTries
from api.accounts.secret import hash_of
from api.accounts.tables import TryRow, transaction

_LONGEST = 254  # characters of an email address: what is sent may be far longer


class Tries:
    """Counts attempts to sign in: per address and account, and more generously per address alone
    and per account alone, so that neither many accounts can be tried from one place nor one account
    from many, and a stranger does not soon lock out an account's owner.

    Counted in the database, so that every process of the service counts the same ones. Of accounts
    and addresses only hashes are kept, until `expire` or the next attempt finds that they count no
    more; who reads the database can still try whether a known address is among them.
    """

    def __init__(
        self,
        engine: Engine,
        limit: RateLimitItem | None,
        now: Callable[[], datetime] = now_utc,
    ) -> None:
        """Without a limit nothing is counted."""
        self._engine, self._limit, self._now = engine, limit, now

    def count(self, email: str, address: str) -> None:
        """Count one attempt; raises TooManyTries where it is one too many."""
        if self._limit is None:
            return
        now = self._now()
        row = TryRow(at=now, **_keys(email, address))
        with transaction(self._engine) as session:
            self._delete_expired(session, now)
            session.add(row)
        # Only now are all that come at this moment, wherever they are taken, seen by one another.
        with transaction(self._engine) as session:
            if wait := _wait(session, row, self._limit):
                session.execute(delete(TryRow).where(TryRow.id == row.id))
        if wait:
            raise TooManyTries(wait)

    def expire(self) -> None:
        """Delete the attempts that count no more."""
        with transaction(self._engine) as session:
            self._delete_expired(session, self._now())

    def forget(self, session: Session, email: str, address: str) -> None:
        """The attempts of this account from this address came to a good end; inside a transaction
        of the caller."""
        of_pair = update(TryRow).where(TryRow.pair == _keys(email, address)["pair"])
        session.execute(of_pair.values(pair=None))

    def _delete_expired(self, session: Session, now: datetime) -> None:
        lasts = self._limit.get_expiry() if self._limit else 0
        session.execute(delete(TryRow).where(TryRow.at <= now - timedelta(seconds=lasts)))


def _wait(session: Session, tried: TryRow, limit: RateLimitItem) -> int:
    """Seconds until this attempt would not be one too many, 0 where it is not."""
    before: list[datetime] = []
    for name, times in (("pair", 1), ("address", 5), ("account", 10)):
        same = select(TryRow.at).where(getattr(TryRow, name) == getattr(tried, name))
        newest = same.order_by(TryRow.at.desc(), TryRow.id.desc())
        before += session.scalars(newest.offset(times * limit.amount).limit(1))
    if not before:
        return 0
    over = max(before) + timedelta(seconds=limit.get_expiry())
    seconds: float = (over - tried.at).total_seconds()
    return max(1, ceil(seconds))


def _keys(email: str, address: str) -> dict[str, str]:
    email = email[:_LONGEST]
    return {
        "pair": hash_of(f"{address} {email}"),
        "address": hash_of(address),
        "account": hash_of(email),
    }
