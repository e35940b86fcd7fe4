"""What a form said that could not be taken because the session behind it is over."""

from __future__ import annotations

from dataclasses import dataclass

from starlette.requests import Request

from api.accounts.forgery import FIELD, HEADER
from api.console.documents_keeper import UPLOADS

_PASSWORDS = {"password", "current"}
_SHORT = 60


@dataclass(frozen=True, slots=True)
class Field:
    """One field of a form as it was sent."""

    name: str
    value: str

    @property
    def long(self) -> bool:
        """Whether somebody wrote it, as far as its length tells."""
        return len(self.value) > _SHORT or "\n" in self.value


@dataclass(frozen=True, slots=True)
class Unsent:
    """A form to be sent again to `path`; files cannot be kept."""

    path: str
    fields: tuple[Field, ...]
    has_files: bool


async def unsent(request: Request) -> Unsent | None:
    """The form of a request; None where it has none, where a script sent it, which keeps what was
    typed itself, and where it holds a password, which is shown to nobody.

    A form with files is not read: whoever sent it may not be somebody who may send any."""
    if HEADER in request.headers:
        return None
    if request.url.path in UPLOADS:
        return Unsent(request.url.path, (), has_files=True)
    sent = [(name, value) for name, value in (await request.form()).multi_items() if name != FIELD]
    fields = tuple(Field(name, value) for name, value in sent if isinstance(value, str))
    if not sent or any(field.name in _PASSWORDS for field in fields):
        return None
    files = [value for _, value in sent if not isinstance(value, str)]
    query = f"?{request.url.query}" if request.url.query else ""
    return Unsent(request.url.path + query, fields, any(file.filename for file in files))
