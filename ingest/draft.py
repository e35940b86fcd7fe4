"""The values between a file and a Document: Place, Limits and Draft."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date

from knowledge.document import Kind, Precision, Reliability

_UPLOAD = "upload:"  # no file's origin begins so: those are whole paths


@dataclass(frozen=True, slots=True)
class Limits:
    """What one file or page may cost."""

    max_bytes: int
    max_ratio: float
    timeout_s: float
    public_only: bool = False
    """Whether pages are fetched from the public internet alone."""
    sent_public_only: bool = False
    """Whether those are that a list names which was sent to the server."""

    @property
    def too_large(self) -> str:
        """The reason given for a file that is over the limit."""
        megabytes = f"{self.max_bytes / 1_000_000:g}"
        return f"larger than {megabytes} MB (TECHFORCE_MAX_FILE_MB is the limit)"


@dataclass(frozen=True, slots=True)
class Place:
    """Where one file or page is: the resolved argument that led to it, and its own address."""

    root: str
    origin: str
    shown: str
    """As the reports name it: the argument as given, and the way from there."""
    content: Callable[[], bytes] | None = field(default=None, compare=False)
    """Reads a file that was sent to the server; of others, the origin tells where they are."""

    @property
    def is_url(self) -> bool:
        """Whether it has to be fetched."""
        return is_url(self.origin)


@dataclass(frozen=True, slots=True)
class Draft:
    """What a format's reader found; whatever is empty is derived from the Place."""

    text: str
    id: str = ""
    title: str = ""
    publisher: str = ""
    url: str = ""
    published: date | None = None
    language: str = ""
    kind: Kind = Kind.UNKNOWN
    reliability: Reliability = Reliability.MEDIUM
    date_precision: Precision = Precision.DAY
    valid_until: date | None = None
    superseded_by: str | None = None
    part: str = ""
    """Which Document of a file that holds several; empty where the file is the Document."""


def is_url(text: str) -> bool:
    """Whether a text is an http or https address and nothing else."""
    return text.startswith(("http://", "https://")) and not any(c.isspace() for c in text)


def is_upload(text: str) -> bool:
    """Whether an origin is that of a file that was sent to the server, or of a part of one."""
    return text.startswith(_UPLOAD)


def upload_of(key: str) -> str:
    """The origin of a file that was sent, by what people call it: its digest and its name."""
    return f"{_UPLOAD}{key}"


def key_of(origin: str) -> str:
    """The other way round."""
    return origin.removeprefix(_UPLOAD)


def bases(origin: str) -> set[str]:
    """The origin, and the file that it is a part of if it is one."""
    return {origin, origin.rpartition("#")[0]}
