"""One-time links: for the first admin, and for users to choose a password."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Engine, delete, or_, select
from sqlalchemy.orm import Session

from api.accounts.audit import Audit, now_utc
from api.accounts.errors import UnknownLink
from api.accounts.password_sign_in import PasswordSignIn
from api.accounts.secret import hash_of, new_secret
from api.accounts.sessions import Sessions
from api.accounts.tables import LinkRow, UserRow, transaction
from api.accounts.users import Users, end_sessions, row_of, to_user
from api.accounts.values import Role, User

_LASTS = timedelta(hours=24)
_OVER = "This link was used, was replaced or has expired. Ask an admin for a new one."


@dataclass(frozen=True, slots=True)
class Links:
    """Makes and takes links; each works once, for 24 hours, and only its hash is kept."""

    engine: Engine
    audit: Audit
    users: Users
    sessions: Sessions
    passwords: PasswordSignIn
    now: Callable[[], datetime] = now_utc

    def first(self) -> str | None:
        """The token of a link that makes the first admin, in place of earlier ones; None where
        there are users already."""
        if self.users.any():
            return None
        with transaction(self.engine) as session:
            return self._new(session, None)

    def invite(self, by: str, user_id: str) -> str:
        """The token of a link with which a user chooses a password, in place of earlier ones;
        raises UnknownUser."""
        with transaction(self.engine) as session:
            row = row_of(session, user_id)
            self.audit.add(session, by, "user.link_made", row.email)
            return self._new(session, row.id)

    def holder(self, token: str) -> User | None:
        """Whose link it is, None for that of the first admin; raises UnknownLink."""
        with transaction(self.engine) as session:
            link = self._link(session, token)
            return to_user(row_of(session, link.user_id)) if link.user_id else None

    def make_first(self, token: str, email: str, name: str, password: str) -> str:
        """Make the first admin and sign in; the token of the session.

        Raises UnknownLink, InvalidEmail, InvalidName or WeakPassword; the link then still works.
        """
        if self.holder(token) is not None:
            raise UnknownLink(_OVER)
        hashed = self.passwords.new_hash(password, email, name)
        with transaction(self.engine) as session:
            if self._use(session, token) is not None or self._occupied(session):
                raise UnknownLink(_OVER)
            row = self.users.add(session, "one-time link", email, name, Role.ADMIN)
            self.passwords.set(session, row, row.email, hashed)
            return self.sessions.begin(session, row, "one-time link")

    def choose_password(self, token: str, password: str) -> str:
        """Set the password of the link's user, end their other sessions and sign in; the token
        of the session. Raises UnknownLink or WeakPassword; the link then still works."""
        user = self.holder(token)
        if user is None:
            raise UnknownLink(_OVER)
        hashed = self.passwords.new_hash(password, user.email, user.name)
        with transaction(self.engine) as session:
            user_id = self._use(session, token)
            row = row_of(session, user_id) if user_id else None
            if row is None or row.disabled_at:
                raise UnknownLink(_OVER)
            self.passwords.set(session, row, row.email, hashed)
            end_sessions(session, row.id)
            return self.sessions.begin(session, row, "one-time link")

    def _new(self, session: Session, user_id: str | None) -> str:
        """A new link; the user's earlier ones, and those that have expired, are over."""
        over = or_(LinkRow.user_id.is_not_distinct_from(user_id), LinkRow.expires_at <= self.now())
        session.execute(delete(LinkRow).where(over))
        token, expires = new_secret(), self.now() + _LASTS
        session.add(LinkRow(token_hash=hash_of(token), user_id=user_id, expires_at=expires))
        return token

    def _link(self, session: Session, token: str) -> LinkRow:
        link = session.get(LinkRow, hash_of(token))
        if link is None or link.expires_at <= self.now():
            raise UnknownLink(_OVER)
        if link.user_id is None and self._occupied(session):
            raise UnknownLink(_OVER)
        return link

    def _use(self, session: Session, token: str) -> str | None:
        """Take a link away, whoever else tries at the same moment; the id of its user."""
        valid = (LinkRow.token_hash == hash_of(token)) & (LinkRow.expires_at > self.now())
        taken = session.execute(delete(LinkRow).where(valid).returning(LinkRow.user_id)).all()
        if not taken:
            raise UnknownLink(_OVER)
        user_id: str | None = taken[0][0]
        return user_id

    def _occupied(self, session: Session) -> bool:
        return session.scalar(select(UserRow.id).limit(1)) is not None
