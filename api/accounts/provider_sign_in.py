"""Sign in as the person that an identity provider vouches for."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from api.accounts.audit import Audit
from api.accounts.errors import ProviderFailed
from api.accounts.sessions import Sessions
from api.accounts.tables import UserRow, transaction
from api.accounts.users import Change, Users, plain_email
from api.accounts.values import Role

_BY = "identity provider"
_NO_ROLE = "You have no role here. Ask an admin."


@dataclass(frozen=True, slots=True)
class Vouched:
    """What an identity provider says of a person.

    `role` is that of a new user, None where the person may not come in; where the provider
    manages the roles (`role_decides`), it counts at each sign-in.
    """

    issuer: str
    subject: str
    email: str
    email_verified: bool
    name: str
    role: Role | None
    role_decides: bool


@dataclass(frozen=True, slots=True)
class ProviderSignIn:
    """Finds or makes the user of a person, known by issuer and subject, and never by address
    alone: who can change their address at the provider must not get another's account."""

    engine: Engine
    audit: Audit
    users: Users
    sessions: Sessions

    def sign_in(self, vouched: Vouched) -> str:
        """The token of a new session; raises ProviderFailed where the person may not come in,
        InvalidEmail or InvalidName, and LastAdmin where nobody would be left to manage users."""
        with transaction(self.engine) as session:
            row = self._known(session, vouched) or self._invited(session, vouched)
            if row is None:
                row = self._made(session, vouched)
            elif vouched.role_decides:
                self._assign(session, row, vouched.role)
            if row.disabled_at:
                raise ProviderFailed("This account is disabled. Ask an admin.")
            return self.sessions.begin(session, row, _BY)

    def _assign(self, session: Session, row: UserRow, role: Role | None) -> None:
        if role is None:
            raise ProviderFailed(_NO_ROLE)
        if role.value != row.role:
            self.users.alter(session, _BY, row.id, Change(role=role))

    def _known(self, session: Session, vouched: Vouched) -> UserRow | None:
        return session.scalar(
            select(UserRow).where(
                UserRow.issuer == vouched.issuer, UserRow.subject == vouched.subject
            )
        )

    def _invited(self, session: Session, vouched: Vouched) -> UserRow | None:
        """A user whom an admin made, without a password or another identity yet."""
        row = session.scalar(select(UserRow).where(UserRow.email == plain_email(vouched.email)))
        if row is None:
            return None
        if row.password_hash or row.subject or not vouched.email_verified:
            raise ProviderFailed(
                "An account with your address exists and is not tied to this identity. "
                "Sign in with your password, or ask an admin."
            )
        row.issuer, row.subject = vouched.issuer, vouched.subject
        self.audit.add(session, _BY, "user.identity_tied", row.email, issuer=vouched.issuer)
        return row

    def _made(self, session: Session, vouched: Vouched) -> UserRow:
        if vouched.role is None:
            raise ProviderFailed(_NO_ROLE)
        name = vouched.name or vouched.email
        row = self.users.add(session, _BY, vouched.email, name, vouched.role)
        row.issuer, row.subject = vouched.issuer, vouched.subject
        return row
