"""Secrets that are handed out once and kept as a hash."""

from __future__ import annotations

import hashlib
import hmac
import secrets


def new_secret() -> str:
    """256 random bits, fit for a URL, a cookie or a header."""
    return secrets.token_urlsafe(32)


def hash_of(secret: str) -> str:
    """What is kept of a secret; random bits need no slow hash."""
    return hashlib.sha256(secret.encode()).hexdigest()


def form_token(secret: str) -> str:
    """The token that forms carry to show that they come from a page that this secret was sent to;
    the secret cannot be told from it."""
    return hmac.new(secret.encode(), b"form", hashlib.sha256).hexdigest()


def same(one: str, other: str) -> bool:
    """Whether two texts are equal, in a time that does not tell how far."""
    return hmac.compare_digest(one.encode(), other.encode())
