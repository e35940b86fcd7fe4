"""The wire models of the JSON API of the console."""

from __future__ import annotations

from typing import Any

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field

from api.accounts.values import Role
from api.schemas import WireModel


class _AdminRequest(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Me(WireModel):
    """Who sends the request."""

    who: str
    role: Role


class UserRequest(_AdminRequest):
    """A user to make."""

    email: str = Field(max_length=254)
    name: str = Field(max_length=100)
    role: Role


class UserChange(_AdminRequest):
    """What to change of a user; what is left out stays."""

    name: str | None = Field(default=None, max_length=100)
    role: Role | None = None
    disabled: bool | None = None


class User(WireModel):
    """A person with an account."""

    id: str
    email: str
    name: str
    role: Role
    created_at: AwareDatetime
    disabled_at: AwareDatetime | None
    signed_in_at: AwareDatetime | None
    has_password: bool
    has_provider: bool


class NewUser(User):
    """A user just made, and the link with which they choose a password; it is not shown again."""

    link: str


class KeyRequest(_AdminRequest):
    """A key to make."""

    name: str = Field(max_length=100)
    role: Role


class Key(WireModel):
    """A key of a program, without its secret."""

    id: str
    prefix: str
    name: str
    role: Role
    created_at: AwareDatetime
    created_by: str
    used_at: AwareDatetime | None
    revoked_at: AwareDatetime | None


class NewKey(Key):
    """A key just made; its `secret` is not shown again."""

    secret: str


class AuditEntry(WireModel):
    """One change."""

    id: int
    at: AwareDatetime
    who: str
    action: str
    subject: str
    details: dict[str, Any]


class Users(WireModel):
    """All users, by address."""

    users: tuple[User, ...]


class Keys(WireModel):
    """All keys, the newest first."""

    keys: tuple[Key, ...]


class AuditPage(WireModel):
    """Entries of the audit, the newest first; `next` is `before` of the next page."""

    entries: tuple[AuditEntry, ...]
    next: int | None
