"""From the paths that were given to the Places of single files and pages."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from urllib.parse import urldefrag

from ingest.draft import Place, is_upload, is_url
from ingest.errors import Unreadable
from ingest.load_text import decode
from ingest.report import Failure

SUFFIXES = frozenset({".md", ".html", ".htm", ".pdf", ".docx", ".txt", ".jsonl"})
URL_LIST = ".urls"
_LONGEST_LIST = 1_000_000
Sent = Callable[[str], bytes]
"""What a file holds that was sent to the server, by its origin; raises Unreadable."""


@dataclass(frozen=True, slots=True)
class Found:
    """The Places below some paths, the resolved paths themselves, and what was passed over."""

    places: tuple[Place, ...] = ()
    roots: tuple[str, ...] = ()
    failures: tuple[Failure, ...] = ()
    unreadable: frozenset[str] = frozenset()
    """Origins of lists that could not be read: what they led to before is not gone."""
    warnings: tuple[Failure, ...] = ()
    missing: tuple[tuple[str, str], ...] = ()
    """Arguments that do not exist, as given and resolved."""

    def covers(self, address: str) -> bool:
        """Whether a root or an origin is one of the roots or lies below one."""
        return address in self.roots or any(address.startswith(f"{r}/") for r in self.roots)


def find(paths: Sequence[str], sent: Sent | None = None) -> Found:
    """Every file and page that the paths lead to, each once, in a fixed order; where it is told
    how they are read, also files that were sent, by their origins."""
    every = dict.fromkeys(paths)
    parts = [_find_sent(p, sent) if sent and is_upload(p) else _find(p) for p in every]
    places: dict[str, Place] = {}
    for place in (place for part in parts for place in part.places):
        places.setdefault(place.origin, place)
    return Found(
        places=tuple(places.values()),
        roots=tuple(root for part in parts for root in part.roots),
        failures=tuple(failure for part in parts for failure in part.failures),
        unreadable=frozenset().union(*(part.unreadable for part in parts)),
        warnings=tuple(warning for part in parts for warning in part.warnings),
        missing=tuple(missing for part in parts for missing in part.missing),
    )


def root_of(path: str) -> str:
    """The name under which the Documents of an argument are remembered."""
    return path if is_url(path) else Path(path).resolve().as_posix()


def _find(path: str) -> Found:
    root = root_of(path)
    if is_url(path):
        return Found(places=(Place(root, urldefrag(path).url, path),), roots=(root,))
    if Path(path).is_dir():
        return _find_in_folder(Path(path), root)
    if Path(path).is_file():
        return _find_file(Path(path), root, path)
    return Found(roots=(root,), missing=((path, root),))


def _find_sent(origin: str, sent: Sent) -> Found:
    place = Place(origin, origin, origin, partial(sent, origin))
    if origin.endswith(".txt"):
        try:
            urls = _urls(decode(_short(sent(origin))))
        except Unreadable:  # read again, and reported, as a document
            urls = []
        if urls:
            return Found(places=_listed(origin, urls), roots=(origin,))
    return Found(places=(place,), roots=(origin,))


def _find_in_folder(folder: Path, root: str) -> Found:
    parts, skipped = [], []
    for file in sorted(_files(folder)):
        if file.suffix.lower() in SUFFIXES | {URL_LIST}:
            parts.append(_find_file(file, root, str(file)))
        else:
            skipped.append(file.name)
    warnings = [warning for part in parts for warning in part.warnings]
    if skipped:
        names = ", ".join(skipped[:5]) + (", …" if len(skipped) > 5 else "")
        warnings.append(Failure(str(folder), f"{len(skipped)} files of other kinds: {names}"))
    if not parts:
        warnings.append(Failure(str(folder), "holds no file that can be ingested"))
    return Found(
        places=tuple(place for part in parts for place in part.places),
        roots=(root,),
        failures=tuple(failure for part in parts for failure in part.failures),
        unreadable=frozenset().union(*(part.unreadable for part in parts)),
        warnings=tuple(warnings),
    )


def _files(folder: Path) -> Iterator[Path]:
    """Files below a folder, without what is hidden by a leading dot."""
    for path in folder.rglob("*"):
        hidden = any(part.startswith(".") for part in path.relative_to(folder).parts)
        if path.is_file() and not hidden:
            yield path


def _find_file(file: Path, root: str, shown: str) -> Found:
    origin = file.resolve().as_posix()
    if origin != (readable := origin.encode("utf-8", "backslashreplace").decode()):
        return _unreadable(root, readable, readable, "its name is not UTF-8")
    suffix = file.suffix.lower()
    roots = (root,)
    if suffix not in {URL_LIST, ".txt"}:
        return Found(places=(Place(root, origin, shown),), roots=roots)
    try:
        urls = _urls(decode(_head(file)))
    except (OSError, Unreadable) as error:
        if suffix == ".txt":  # read again, and reported, as a document
            return Found(places=(Place(root, origin, shown),), roots=roots)
        return _unreadable(root, origin, shown, str(error))
    if urls:
        return Found(places=_listed(origin, urls), roots=(root, origin))
    if suffix == URL_LIST:
        return _unreadable(root, origin, shown, "not a list of http or https addresses, one a line")
    return Found(places=(Place(root, origin, shown),), roots=roots)


def _head(file: Path) -> bytes:
    """The bytes of a file that may be a list of addresses; nothing of one that is too long."""
    return file.read_bytes() if file.stat().st_size <= _LONGEST_LIST else b""


def _short(data: bytes) -> bytes:
    return data if len(data) <= _LONGEST_LIST else b""


def _listed(origin: str, urls: Iterable[str]) -> tuple[Place, ...]:
    return tuple(Place(origin, urldefrag(url).url, url) for url in urls)


def _unreadable(root: str, origin: str, shown: str, reason: str) -> Found:
    return Found(
        roots=(root,),
        failures=(Failure(shown, reason),),
        unreadable=frozenset({origin}),
    )


def _urls(text: str) -> list[str]:
    """The addresses of a list; none where any line is something else."""
    lines = [line.strip() for line in text.splitlines()]
    urls = [line for line in lines if line and not line.startswith("#")]
    return list(dict.fromkeys(urls)) if urls and all(map(is_url, urls)) else []
