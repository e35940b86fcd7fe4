"""Draft -> Document: what a Source does not declare is derived from where it was found."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Mapping
from pathlib import PurePosixPath
from urllib.parse import urlsplit

from ingest.draft import Draft, Place, is_upload, is_url
from ingest.errors import Unreadable
from ingest.hygiene import clean_line
from ingest.language import detect_language
from knowledge.document import Document, Source

_LONGEST = 80
UNTOLD_PUBLISHER = "uploaded"
"""Publisher of a file that was sent and names none."""


class Namer:
    """Gives every Document an id of its own; `taken` are ids in use, with their origins."""

    def __init__(self, taken: Mapping[str, str]) -> None:
        self._taken = dict(taken)
        self._before = {origin: identity for identity, origin in taken.items()}
        self._given: dict[str, str] = {}

    def declared(self, identity: str, origin: str) -> str:
        """An id that the Source declares; raises Unreadable where this run saw it already."""
        if identity in self._given:
            raise Unreadable(f"duplicate id {identity!r}: also in {self._given[identity]}")
        self._given[identity] = origin
        return identity

    def derived(self, name: str, origin: str) -> str:
        """The name as an id, with an ending where another origin has it: the one that it had
        before, or a hash of the origin."""
        identity = slug(name) or "document"
        if not self._is_free(identity, origin):
            before = self._before.get(origin, "")
            if before.startswith(f"{identity}-") and before not in self._given:
                return self.declared(before, origin)
            identity = f"{identity}-{hashlib.sha256(origin.encode()).hexdigest()[:8]}"
        return self.declared(identity, origin)

    def _is_free(self, identity: str, origin: str) -> bool:
        return identity not in self._given and self._taken.get(identity, origin) == origin


def describe(draft: Draft, text: str, place: Place, namer: Namer) -> Document:
    """The Document of a Draft and its cleaned text; raises Unreadable for an id used twice."""
    url = draft.url or (place.origin if place.is_url else f"file:{_name(place)}")
    origin = f"{place.origin}#{draft.part}" if draft.part else place.origin
    name = _name_for_id(place)
    if draft.id:
        identity = namer.declared(draft.id, origin)
    else:
        identity = namer.derived(f"{name}-{draft.part}" if draft.part else name, origin)
    source = Source(
        id=identity,
        title=clean_line(draft.title) or _name(place),
        publisher=clean_line(draft.publisher) or _publisher(url, place),
        url=url,
        published=draft.published,
        language=draft.language or detect_language(text),
        kind=draft.kind,
        reliability=draft.reliability,
        date_precision=draft.date_precision,
        valid_until=draft.valid_until,
        superseded_by=draft.superseded_by or None,
    )
    return Document(source, text)


def slug(name: str) -> str:
    """A name in lower-case letters, digits and -_. as an id may be written."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    words = re.sub(r"[^a-z0-9._]+", "-", plain).strip("-._")
    if len(words) <= _LONGEST:
        return words
    return f"{words[:_LONGEST].strip('-._')}-{hashlib.sha256(name.encode()).hexdigest()[:8]}"


def _name(place: Place) -> str:
    """The file's name, or the address without its scheme."""
    if place.is_url:
        return place.origin.partition("://")[2].rstrip("/")
    return PurePosixPath(place.origin).name


def _name_for_id(place: Place) -> str:
    return _name(place).removeprefix("www.") if place.is_url else PurePosixPath(place.origin).stem


def _publisher(url: str, place: Place) -> str:
    """The host that publishes, else the folder that a file lies in."""
    if is_url(url):
        return (urlsplit(url).hostname or "unknown").removeprefix("www.")
    if is_upload(place.origin):
        return UNTOLD_PUBLISHER
    return PurePosixPath(place.origin).parent.name or "unknown"
