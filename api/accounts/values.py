"""Users, keys and what they did, as values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any


class Role(StrEnum):
    """What a user or a key may do; each role may do all that those before it may."""

    READER = "reader"
    EDITOR = "editor"
    ADMIN = "admin"

    def covers(self, needed: Role) -> bool:
        """Whether this role may do what `needed` allows."""
        order = list(Role)
        return order.index(self) >= order.index(needed)


@dataclass(frozen=True, slots=True)
class User:
    """A person with an account."""

    id: str
    email: str
    name: str
    role: Role
    created_at: datetime
    disabled_at: datetime | None
    signed_in_at: datetime | None
    has_password: bool
    has_provider: bool
    """Signs in at the identity provider."""


@dataclass(frozen=True, slots=True)
class Key:
    """A key of a program; its secret is not kept."""

    id: str
    prefix: str
    name: str
    role: Role
    created_at: datetime
    created_by: str
    used_at: datetime | None
    revoked_at: datetime | None


@dataclass(frozen=True, slots=True)
class Identity:
    """Who sends a request; `who` is the name that the audit knows them by."""

    who: str
    role: Role
    user: User | None = None
    """None: a key."""


@dataclass(frozen=True, slots=True)
class AuditEntry:
    """One change: who did what to which subject, and when."""

    id: int
    at: datetime
    who: str
    action: str
    subject: str
    details: Mapping[str, Any]
