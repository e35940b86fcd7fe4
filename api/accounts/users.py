"""Users: made, changed and listed; every change is in the audit."""

from __future__ import annotations

import re
import secrets
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Engine, delete, func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from api.accounts.audit import Audit, now_utc
from api.accounts.errors import EmailTaken, InvalidEmail, InvalidName, LastAdmin, UnknownUser
from api.accounts.tables import SessionRow, UserRow, transaction
from api.accounts.values import Role, User
from knowledge.database import storable

_EMAIL = re.compile(r"[^@\s<>\"\ufffd]+@[^@\s<>\"\ufffd]+")
_LONGEST_EMAIL, _LONGEST_NAME = 254, 100


@dataclass(frozen=True, slots=True)
class Change:
    """What to change of a user; None stays as it is."""

    name: str | None = None
    role: Role | None = None
    disabled: bool | None = None


class Users:
    """Reads and changes users; every call is one transaction, safe for threads."""

    def __init__(self, engine: Engine, audit: Audit, now: Callable[[], datetime] = now_utc) -> None:
        self._engine, self._audit, self._now = engine, audit, now

    def all(self) -> list[User]:
        """Every user, by address."""
        with transaction(self._engine) as session:
            by_email = select(UserRow).order_by(UserRow.email)
            return [to_user(row) for row in session.scalars(by_email)]

    def any(self) -> bool:
        """Whether there is a user at all."""
        with transaction(self._engine) as session:
            return session.scalar(select(UserRow.id).limit(1)) is not None

    def get(self, user_id: str) -> User:
        """One user; raises UnknownUser."""
        with transaction(self._engine) as session:
            return to_user(row_of(session, user_id))

    def by_email(self, email: str) -> User:
        """The user with that address; raises UnknownUser."""
        with transaction(self._engine) as session:
            row = session.scalar(select(UserRow).where(UserRow.email == plain_email(email)))
            if row is None:
                raise UnknownUser(f"No user has the address {email}.")
            return to_user(row)

    def create(self, by: str, email: str, name: str, role: Role) -> User:
        """A new user, who cannot sign in before a password is set; raises InvalidEmail,
        InvalidName or EmailTaken."""
        with transaction(self._engine) as session:
            return to_user(self.add(session, by, email, name, role))

    def add(self, session: Session, by: str, email: str, name: str, role: Role) -> UserRow:
        """As `create`, inside a transaction of the caller."""
        row = UserRow(
            id=secrets.token_hex(8),
            email=_checked_email(email),
            name=_checked_name(name),
            role=role.value,
            created_at=self._now(),
        )
        session.add(row)
        try:
            session.flush()
        except IntegrityError as error:
            raise EmailTaken(f"A user with the address {row.email} exists already.") from error
        self._audit.add(session, by, "user.created", row.email, role=role.value, name=row.name)
        return row

    def change(self, by: str, user_id: str, change: Change) -> User:
        """Change a user; one who is disabled is signed out everywhere.

        Raises UnknownUser, InvalidName, or LastAdmin where nobody would be left to manage users.
        """
        with transaction(self._engine) as session:
            return to_user(self.alter(session, by, user_id, change))

    def alter(self, session: Session, by: str, user_id: str, change: Change) -> UserRow:
        """As `change`, inside a transaction of the caller."""
        _lock_admins(session)
        row = row_of(session, user_id)
        session.refresh(row)  # the caller may have read it before the lock
        was_admin = row.role == Role.ADMIN.value and row.disabled_at is None
        done = self._apply(row, change)
        if not done:
            return row
        session.flush()
        if was_admin and not _admins(session):
            raise LastAdmin("Nobody else is an admin: make another user one first.")
        if row.disabled_at:
            end_sessions(session, row.id)
        self._audit.add(session, by, "user.changed", row.email, **done)
        return row

    def _apply(self, row: UserRow, change: Change) -> dict[str, object]:
        """Set what differs; the old and the new value of each field that did."""
        done: dict[str, object] = {}
        if change.name is not None and (name := _checked_name(change.name)) != row.name:
            done["name"] = [row.name, name]
            row.name = name
        if change.role is not None and change.role.value != row.role:
            done["role"] = [row.role, change.role.value]
            row.role = change.role.value
        if change.disabled is not None and change.disabled != (row.disabled_at is not None):
            done["disabled"] = [not change.disabled, change.disabled]
            row.disabled_at = self._now() if change.disabled else None
        return done


def plain_email(email: str) -> str:
    """An address as it is kept and compared."""
    return storable(unicodedata.normalize("NFKC", email)).strip().lower()


def row_of(session: Session, user_id: str) -> UserRow:
    """The row of a user; raises UnknownUser."""
    row = session.get(UserRow, user_id)
    if row is None:
        raise UnknownUser("No user has that id.")
    return row


def end_sessions(session: Session, user_id: str, but: str = "") -> None:
    """Sign a user out everywhere, but in the session of one token hash."""
    ending = delete(SessionRow).where(SessionRow.user_id == user_id, SessionRow.token_hash != but)
    session.execute(ending)


def to_user(row: UserRow) -> User:
    """The User of a row."""
    return User(
        id=row.id,
        email=row.email,
        name=row.name,
        role=Role(row.role),
        created_at=row.created_at,
        disabled_at=row.disabled_at,
        signed_in_at=row.signed_in_at,
        has_password=row.password_hash is not None,
        has_provider=row.subject is not None,
    )


def _lock_admins(session: Session) -> None:
    """Two admins who disable each other at once must not both succeed."""
    session.execute(select(UserRow.id).where(UserRow.role == Role.ADMIN.value).with_for_update())


def _admins(session: Session) -> int:
    admins = select(func.count()).where(
        UserRow.role == Role.ADMIN.value, UserRow.disabled_at.is_(None)
    )
    return session.scalar(admins) or 0


def _checked_email(email: str) -> str:
    plain = plain_email(email)
    if len(plain) > _LONGEST_EMAIL or not _EMAIL.fullmatch(plain) or not plain.isprintable():
        raise InvalidEmail("Enter an email address, such as maria@example.gov.")
    return plain


def _checked_name(name: str) -> str:
    plain = " ".join(name.split())
    if not plain or len(plain) > _LONGEST_NAME or not plain.isprintable():
        raise InvalidName(f"Enter a name of at most {_LONGEST_NAME} characters.")
    return plain
