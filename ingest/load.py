"""Places -> Documents: read each by its format, clean it, and say why where that fails."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath
from urllib.parse import urlsplit

from ingest.describe import Namer, describe
from ingest.draft import Draft, Limits, Place, bases, is_upload
from ingest.errors import Unreadable
from ingest.fetch import fetch
from ingest.find import SUFFIXES, Found
from ingest.hygiene import clean, screen
from ingest.load_docx import load_docx
from ingest.load_html import load_html
from ingest.load_jsonl import load_jsonl
from ingest.load_pdf import load_pdf
from ingest.load_text import load_markdown, load_plain
from ingest.orders import order_to_model
from ingest.report import Failure
from knowledge.document import Document
from knowledge.embedder import Progress

_HEADING = re.compile(r"\s*#{1,6}(\s|$)")


@dataclass(frozen=True, slots=True)
class Arrival:
    """A Document that was read, and where it came from."""

    document: Document
    root: str
    origin: str


@dataclass(frozen=True, slots=True)
class Loaded:
    """What all Places gave, and what they did not."""

    found: Found
    arrivals: tuple[Arrival, ...]
    failures: tuple[Failure, ...]
    warnings: tuple[Failure, ...]
    unread: frozenset[str]
    """Origins that failed: what they gave earlier is kept."""
    removed: frozenset[str] = frozenset()
    """Ids that somebody keeps out, wherever they came from."""

    def gone(self, known: Mapping[str, tuple[str, str]], origins: Mapping[str, str]) -> set[str]:
        """Ids of known Documents that belong to these roots and were not found any more, and of
        those that are kept out."""
        present = {arrival.document.source.id for arrival in self.arrivals}
        return {
            identity
            for identity, (root, _) in known.items()
            if identity not in present
            and (self.found.covers(root) or self.found.covers(origins[identity]))
            and self.unread.isdisjoint({root, *bases(origins[identity])})
        } | (self.removed & known.keys())


class Loader:
    """Reads Places one after the other; ids are given in that order."""

    def __init__(self, limits: Limits, taken: Mapping[str, str]) -> None:
        self._limits = limits
        self._namer = Namer(taken)
        self._arrivals: list[Arrival] = []
        self._failures: list[Failure] = []
        self._warnings: list[Failure] = []
        self._unread: set[str] = set()

    def load(self, found: Found, progress: Progress) -> Loaded:
        """Read everything that was found."""
        for number, place in enumerate(found.places, start=1):
            self._load_place(place)
            progress("reading", number / len(found.places))
        return Loaded(
            found,
            tuple(self._arrivals),
            (*found.failures, *self._failures),
            (*found.warnings, *self._warnings),
            found.unreadable | self._unread,
        )

    def _load_place(self, place: Place) -> None:
        try:
            drafts = read(place, self._limits)
        except Unreadable as error:
            self._fail(place, str(error))
            return
        for draft in drafts:
            if isinstance(draft, str):
                self._fail(place, draft)
                continue
            try:
                self._accept(draft, place)
            except Unreadable as error:
                self._fail(place, f"{draft.part}: {error}" if draft.part else str(error))

    def _accept(self, draft: Draft, place: Place) -> None:
        screened = screen(draft.text)
        shown = f"{place.shown}#{draft.part}" if draft.part else place.shown
        reasons = [f"poisoned: {reason}" for reason in screened.poisoned]
        in_title = order_to_model(clean(draft.title))
        if in_title and in_title not in screened.poisoned:
            reasons.append(f"poisoned title: {in_title}")
        if not _says_something(screened.text):
            raise Unreadable("; ".join(reasons) or "empty: no text in it")
        document = describe(draft, screened.text, place, self._namer)
        self._warnings.extend(Failure(shown, reason) for reason in reasons)
        origin = f"{place.origin}#{draft.part}" if draft.part else place.origin
        self._arrivals.append(Arrival(document, place.root, origin))

    def _fail(self, place: Place, reason: str) -> None:
        self._failures.append(Failure(place.shown, reason))
        self._unread.add(place.origin)


def read(place: Place, limits: Limits) -> Collection[Draft | str]:
    """The Drafts of one file or page, or what is wrong with parts of it; raises Unreadable."""
    if place.is_url:
        from_sent = limits.sent_public_only and is_upload(place.root)
        public_only = limits.public_only or from_sent
        page = fetch(place.origin, replace(limits, public_only=public_only))
        return _parse(page.data, page.suffix, place, limits, page.charset)
    suffix = Path(place.origin).suffix.lower()
    if suffix not in SUFFIXES:
        known = " ".join(sorted(SUFFIXES))
        raise Unreadable(f"{suffix or 'no suffix'} is not a format that is read ({known} .urls)")
    data = place.content() if place.content else _file(Path(place.origin), limits)
    return _parse(data, suffix, place, limits)


def _file(path: Path, limits: Limits) -> bytes:
    try:
        if path.stat().st_size > limits.max_bytes:
            raise Unreadable(limits.too_large)
        return path.read_bytes()
    except OSError as error:
        raise Unreadable(f"cannot be read: {error.strerror}") from error


def _says_something(text: str) -> bool:
    """Whether there is anything beside headings."""
    return any(line.strip() and not _HEADING.match(line) for line in text.splitlines())


def _parse(
    data: bytes, suffix: str, place: Place, limits: Limits, charset: str | None = None
) -> Collection[Draft | str]:
    if not data.strip():
        raise Unreadable("empty: no text in it")
    name = PurePosixPath(urlsplit(place.origin).path if place.is_url else place.origin).name
    if suffix == ".jsonl":
        return load_jsonl(data)
    readers: Mapping[str, Callable[[], Draft]] = {
        ".md": lambda: load_markdown(data, name),
        ".txt": lambda: load_plain(data, name),
        ".html": lambda: load_html(data, place.origin if place.is_url else None, charset),
        ".htm": lambda: load_html(data, place.origin if place.is_url else None, charset),
        ".pdf": lambda: load_pdf(data),
        ".docx": lambda: load_docx(data, limits.max_ratio),
    }
    return [readers[suffix]()]
