"""Passwords: hashed slowly, compared in constant time, refused where they are easily guessed."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from threading import BoundedSemaphore

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from api.accounts.errors import WeakPassword

SHORTEST, LONGEST = 12, 256
_COMMON = Path(__file__).parent / "common_passwords.txt"
_SEQUENCES = ("abcdefghijklmnopqrstuvwxyz", "0123456789" * 3, "qwertyuiopasdfghjklzxcvbnm")
_FEWEST_CHARACTERS = 5


class Passwords:
    """Hashes and checks passwords with Argon2id, a few at a time: each takes 19 MiB."""

    def __init__(self, hasher: PasswordHasher | None = None) -> None:
        # 19 MiB, two passes, one lane: the least that the OWASP Password Storage Cheat Sheet takes.
        self._hasher = hasher or PasswordHasher(time_cost=2, memory_cost=19456, parallelism=1)
        self._unknown = self._hasher.hash("a password that nobody has")
        self._slots = BoundedSemaphore(4)

    def hash(self, password: str) -> str:
        """What is kept of a password; says itself how it was made."""
        with self._slots:
            return self._hasher.hash(password)

    def fits(self, password_hash: str | None, password: str) -> bool:
        """Whether it is the password; without a hash, False after as long as with one."""
        with self._slots:
            try:
                self._hasher.verify(password_hash or self._unknown, password[:LONGEST])
            except (VerificationError, InvalidHashError):
                return False
        return password_hash is not None

    def outdated(self, password_hash: str) -> bool:
        """Whether a hash was made with other parameters than today's."""
        return self._hasher.check_needs_rehash(password_hash)


def check_new_password(password: str, *about: str) -> None:
    """Raise WeakPassword where a password is too short or easily guessed, also from what is known
    `about` its owner."""
    if len(password) < SHORTEST:
        raise WeakPassword(f"Use at least {SHORTEST} characters. Several words do well.")
    if len(password) > LONGEST:
        raise WeakPassword(f"Use at most {LONGEST} characters.")
    plain = password.lower()
    if len(set(plain)) < _FEWEST_CHARACTERS or _core(plain) in _common() or _walks(plain):
        raise WeakPassword("This password is among the first that are guessed. Choose another.")
    if _only_about(plain, [text.lower() for text in about]):
        raise WeakPassword("This password is made of your name or address. Choose another.")


def _only_about(plain: str, about: Sequence[str]) -> bool:
    """Whether hardly a letter is left of it without the words that are known of its owner."""
    words = [word for text in about for word in re.split(r"[\s@._-]", text) if len(word) > 3]
    rest = plain
    for word in words:
        rest = rest.replace(word, "")
    return rest != plain and len(re.sub(r"[\W\d_]", "", rest)) < 4


@cache
def _common() -> frozenset[str]:
    return frozenset(_COMMON.read_text(encoding="utf-8").split())


def _core(plain: str) -> str:
    """The word that is left without repetition, digits and signs around it, in plain letters."""
    unit = _unit(plain)
    word = re.sub(r"^[\W\d_]+|[\W\d_]+$", "", unit) or unit
    return word.translate(str.maketrans("013457@$!", "oleastasi"))


def _unit(plain: str) -> str:
    """The shortest beginning of which the text is a repetition; else the text itself."""
    for size in range(1, len(plain) // 2 + 1):
        if plain == (plain[:size] * len(plain))[: len(plain)]:
            return plain[:size]
    return plain


def _walks(plain: str) -> bool:
    """Whether it only walks along the alphabet, the digits or the keyboard, or repeats a little."""
    unit = _unit(plain)
    return len(unit) < 5 or any(unit in run or unit in run[::-1] for run in _SEQUENCES)
