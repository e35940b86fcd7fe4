"""What can go wrong with accounts; each message is shown to the person as it is.

AccountError
├── UnknownUser, UnknownKey, UnknownLink
├── InvalidEmail, InvalidName, EmailTaken, WeakPassword
├── LastAdmin
├── WrongSignIn, TooManyTries
└── ProviderFailed
"""


class AccountError(Exception):
    """An account, key or link cannot be used or changed so."""


class UnknownUser(AccountError):
    """No user has that id or address."""


class UnknownKey(AccountError):
    """No key has that id, or it is revoked already."""


class UnknownLink(AccountError):
    """A one-time link was used, replaced or has expired."""


class InvalidEmail(AccountError):
    """Not an address."""


class InvalidName(AccountError):
    """A name is missing, or too long."""


class EmailTaken(AccountError):
    """Another user has that address."""


class WeakPassword(AccountError):
    """A new password is too short, too long or too common."""


class LastAdmin(AccountError):
    """Without this user nobody could manage users."""


class WrongSignIn(AccountError):
    """No user who may sign in has that address and password."""


class TooManyTries(AccountError):
    """Too many attempts to sign in; `seconds` until the next is looked at."""

    def __init__(self, seconds: int) -> None:
        minutes = max(1, round(seconds / 60))
        unit = "minute" if minutes == 1 else "minutes"
        super().__init__(f"Too many attempts to sign in. Try again in {minutes} {unit}.")
        self.seconds = seconds


class ProviderFailed(AccountError):
    """The identity provider did not vouch for anybody who may come in."""
