"""Sessions of signed-in browsers: begun, found, and ended by time, sign-out or an admin."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, Engine, delete, or_, select, update
from sqlalchemy.orm import Session

from api.accounts.audit import Audit, now_utc
from api.accounts.secret import hash_of, new_secret
from api.accounts.tables import SessionRow, UserRow, transaction
from api.accounts.users import to_user
from api.accounts.values import User

_NOTED_EVERY = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Lifetime:
    """When a session ends by itself: after so long without a request, and in any case."""

    idle: timedelta
    longest: timedelta


class Sessions:
    """Only the hash of a session's token is kept. Safe for threads."""

    def __init__(
        self,
        engine: Engine,
        audit: Audit,
        lifetime: Lifetime,
        now: Callable[[], datetime] = now_utc,
    ) -> None:
        self._engine, self._audit, self._lifetime, self._now = engine, audit, lifetime, now

    def begin(self, session: Session, row: UserRow, how: str) -> str:
        """Sign a user in, inside a transaction of the caller; the token of the new session."""
        token, now = new_secret(), self._now()
        session.execute(delete(SessionRow).where(self._over(now)))
        session.add(
            SessionRow(token_hash=hash_of(token), user_id=row.id, created_at=now, seen_at=now)
        )
        row.signed_in_at = now
        self._audit.add(session, row.email, "session.begun", row.email, how=how)
        return token

    def user(self, token: str) -> User | None:
        """Whose session it is, None where it has ended; puts off the end by idleness."""
        now = self._now()
        found = (
            select(SessionRow, UserRow)
            .join(UserRow, UserRow.id == SessionRow.user_id)
            .where(SessionRow.token_hash == hash_of(token))
            .where(UserRow.disabled_at.is_(None), ~self._over(now))
        )
        with transaction(self._engine) as session:
            pair = session.execute(found).one_or_none()
            if pair is None:
                return None
            row, owner = pair
            if now - row.seen_at >= min(_NOTED_EVERY, self._lifetime.idle / 4):
                _set(session, row.token_hash, seen_at=now)
            return to_user(owner)

    def end(self, token: str, who: str) -> None:
        """Sign out; nothing where the session has ended already."""
        with transaction(self._engine) as session:
            row = session.get(SessionRow, hash_of(token))
            if row:
                session.delete(row)
                self._audit.add(session, who, "session.ended", who)

    def tell(self, token: str, message: str) -> None:
        """Leave a message for the next page of this session."""
        with transaction(self._engine) as session:
            _set(session, hash_of(token), told=message)

    def told(self, token: str) -> str | None:
        """Take the message that was left."""
        with transaction(self._engine) as session:
            of_session = SessionRow.token_hash == hash_of(token)
            message = session.scalar(select(SessionRow.told).where(of_session))
            if message is not None:
                _set(session, hash_of(token), told=None)
            return message

    def _over(self, now: datetime) -> ColumnElement[bool]:
        return or_(
            SessionRow.seen_at <= now - self._lifetime.idle,
            SessionRow.created_at <= now - self._lifetime.longest,
        )


def _set(session: Session, token_hash: str, **values: object) -> None:
    """Change a session, unless it has ended in this very moment."""
    session.execute(update(SessionRow).where(SessionRow.token_hash == token_hash).values(**values))
