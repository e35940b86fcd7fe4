"""Keys of programs that use the JSON API."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from datetime import datetime, timedelta

from sqlalchemy import Engine, select

from api.accounts.audit import Audit, now_utc
from api.accounts.errors import InvalidName, UnknownKey
from api.accounts.secret import hash_of, new_secret
from api.accounts.tables import KeyRow, transaction
from api.accounts.values import Identity, Key, Role

_MARK = "tfk_"
_SHOWN = 12
_NOTED_EVERY = timedelta(minutes=1)
_LONGEST_NAME = 100


class Keys:
    """Reads and changes keys; every call is one transaction, safe for threads."""

    def __init__(self, engine: Engine, audit: Audit, now: Callable[[], datetime] = now_utc) -> None:
        self._engine, self._audit, self._now = engine, audit, now

    def all(self) -> list[Key]:
        """Every key, the newest first, those that are revoked included."""
        with transaction(self._engine) as session:
            newest = select(KeyRow).order_by(KeyRow.created_at.desc(), KeyRow.id)
            return [_to_key(row) for row in session.scalars(newest)]

    def create(self, by: str, name: str, role: Role) -> tuple[Key, str]:
        """A new key, and its secret, which cannot be read again; raises InvalidName."""
        plain = " ".join(name.split())
        if not plain or len(plain) > _LONGEST_NAME or not plain.isprintable():
            raise InvalidName(f"Enter a name of at most {_LONGEST_NAME} characters.")
        secret = _MARK + new_secret()
        row = KeyRow(
            id=secrets.token_hex(8),
            prefix=secret[:_SHOWN],
            key_hash=hash_of(secret),
            name=plain,
            role=role.value,
            created_at=self._now(),
            created_by=by,
        )
        with transaction(self._engine) as session:
            session.add(row)
            self._audit.add(session, by, "key.created", _named(row), role=role.value)
        return _to_key(row), secret

    def revoke(self, by: str, key_id: str) -> Key:
        """End a key for good; raises UnknownKey."""
        with transaction(self._engine) as session:
            row = session.get(KeyRow, key_id)
            if row is None or row.revoked_at:
                raise UnknownKey("No key in use has that id.")
            row.revoked_at = self._now()
            self._audit.add(session, by, "key.revoked", _named(row))
            return _to_key(row)

    def identity(self, secret: str) -> Identity | None:
        """Who sends this key, None where it is no key or revoked."""
        in_use = select(KeyRow).where(
            KeyRow.key_hash == hash_of(secret), KeyRow.revoked_at.is_(None)
        )
        with transaction(self._engine) as session:
            row = session.scalar(in_use)
            if row is None:
                return None
            now = self._now()
            if row.used_at is None or now - row.used_at >= _NOTED_EVERY:
                row.used_at = now
            return Identity(_named(row), Role(row.role))


def _named(row: KeyRow) -> str:
    """The name of a key in the audit."""
    return f"key {row.prefix}… ({row.name})"


def _to_key(row: KeyRow) -> Key:
    return Key(
        id=row.id,
        prefix=row.prefix,
        name=row.name,
        role=Role(row.role),
        created_at=row.created_at,
        created_by=row.created_by,
        used_at=row.used_at,
        revoked_at=row.revoked_at,
    )
