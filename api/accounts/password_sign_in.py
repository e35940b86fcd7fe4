"""Sign in with a password, and change it."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Engine, delete, select
from sqlalchemy.orm import Session

from api.accounts.audit import Audit
from api.accounts.errors import WrongSignIn
from api.accounts.passwords import Passwords, check_new_password
from api.accounts.secret import hash_of
from api.accounts.sessions import Sessions
from api.accounts.tables import LinkRow, UserRow, transaction
from api.accounts.tries import Tries
from api.accounts.users import Users, end_sessions, plain_email, row_of, to_user
from api.accounts.values import Role, User

_WRONG = "The email address or the password is not right."
_WRONG_CURRENT = "This is not your current password."


@dataclass(frozen=True, slots=True)
class PasswordSignIn:
    """Checks passwords, so many at a time and so often; safe for threads."""

    engine: Engine
    audit: Audit
    users: Users
    sessions: Sessions
    passwords: Passwords
    tries: Tries

    def sign_in(self, email: str, password: str, address: str) -> str:
        """The token of a new session; raises WrongSignIn, which tells nothing about the account,
        or TooManyTries."""
        plain = plain_email(email)
        self.tries.count(plain, address)
        with transaction(self.engine) as session:
            row = session.scalar(select(UserRow).where(UserRow.email == plain))
        usable = row.password_hash if row and row.disabled_at is None else None
        if not self.passwords.fits(usable, password) or row is None:
            raise WrongSignIn(_WRONG)
        renewed = self.passwords.hash(password) if self.passwords.outdated(usable or "") else usable
        with transaction(self.engine) as session:
            self.tries.forget(session, plain, address)
            row = row_of(session, row.id)
            if row.disabled_at or row.password_hash != usable:
                raise WrongSignIn(_WRONG)  # changed by somebody else in this very moment
            row.password_hash = renewed
            return self.sessions.begin(session, row, "password")

    def create(self, by: str, email: str, name: str, role: Role, password: str) -> User:
        """A new user with a password.

        Raises WeakPassword, InvalidEmail, InvalidName or EmailTaken.
        """
        hashed = self.new_hash(password, email, name)
        with transaction(self.engine) as session:
            row = self.users.add(session, by, email, name, role)
            row.password_hash = hashed
            return to_user(row)

    def change(self, user: User, current: str, new: str, address: str, token: str) -> None:
        """Change a user's own password, and end all their sessions but that of `token`.

        Raises WrongSignIn, TooManyTries or WeakPassword, which is no attempt that counts.
        """
        check_new_password(new, user.email, user.name)
        self.tries.count(user.email, address)
        with transaction(self.engine) as session:
            known = row_of(session, user.id).password_hash
        if not self.passwords.fits(known, current):
            raise WrongSignIn(_WRONG_CURRENT)
        hashed = self.passwords.hash(new)
        with transaction(self.engine) as session:
            row = row_of(session, user.id)
            if row.password_hash != known:
                raise WrongSignIn(_WRONG_CURRENT)  # changed by somebody else in this very moment
            self.tries.forget(session, user.email, address)
            self.set(session, row, user.email, hashed)
            end_sessions(session, row.id, but=hash_of(token))

    def new_hash(self, password: str, email: str, name: str) -> str:
        """What is kept of a new password, made before a transaction: it takes long, and others
        would wait. Raises WeakPassword."""
        check_new_password(password, email, name)
        return self.passwords.hash(password)

    def set(self, session: Session, row: UserRow, by: str, password_hash: str) -> None:
        """Set a password inside a transaction of the caller, and end the links to choose one."""
        session.execute(delete(LinkRow).where(LinkRow.user_id == row.id))
        row.password_hash = password_hash
        self.audit.add(session, by, "user.password_set", row.email)
