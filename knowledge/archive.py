"""One file of several parts, with a manifest of what they are: whole or not at all."""

from __future__ import annotations

import hashlib
import json
import lzma
import struct
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import IO

from knowledge.embedder import Progress
from knowledge.errors import InvalidBackup
from knowledge.whole_file import FileRecord, written_whole

FORMAT = 1
_MANIFEST = "manifest.json"
_BLOCK = 1 << 20
_DAMAGE = (  # what zipfile and its decoders raise, by where the file is damaged
    zipfile.BadZipFile,
    zlib.error,
    lzma.LZMAError,
    struct.error,
    EOFError,
    KeyError,
    OSError,
    RuntimeError,  # and NotImplementedError
    ValueError,
)


@dataclass(frozen=True, slots=True)
class About:
    """What was backed up: by which program, at which revision of the tables, after which ingestion
    and publication, with vectors of which embedding model."""

    program: str
    made_at: str
    revision: str
    generations: tuple[int, int]
    embedder: str


class ArchiveWriter:
    """Writes parts one after the other; made with write_archive."""

    def __init__(self, file: zipfile.ZipFile) -> None:
        self._file = file
        self._parts: dict[str, FileRecord] = {}

    @contextmanager
    def part(self, name: str) -> Iterator[PartWriter]:
        """A part that is written while the block runs."""
        with self._file.open(name, "w", force_zip64=True) as stream:
            writer = PartWriter(stream)
            yield writer
        self._parts[name] = writer.told

    def finish(self, about: About) -> int:
        """Write the manifest, and tell how many bytes all parts have."""
        told = {"format": FORMAT, "about": asdict(about)}
        told["parts"] = {name: asdict(part) for name, part in self._parts.items()}
        self._file.writestr(_MANIFEST, json.dumps(told, indent=2))
        return sum(part.bytes for part in self._parts.values())


class PartWriter:
    """Counts what it writes."""

    def __init__(self, stream: IO[bytes]) -> None:
        self._stream = stream
        self._bytes, self._digest = 0, hashlib.sha256()

    def write(self, data: bytes) -> None:
        """Write more of the part."""
        self._stream.write(data)
        self._bytes += len(data)
        self._digest.update(data)

    @property
    def told(self) -> FileRecord:
        """What the manifest says of the part."""
        return FileRecord(self._bytes, self._digest.hexdigest())


@contextmanager
def write_archive(path: Path, *, force: bool = False) -> Iterator[ArchiveWriter]:
    """An archive that appears at the path when the block has ended well, and never in part.

    Only its owner may read it. Raises InvalidBackup, also where there is a file and not `force`.
    """
    if path.exists() and not force:
        raise InvalidBackup(f"{path} exists: choose another name, or replace it with --force.")
    try:
        with (
            written_whole(path, 0o600) as file,
            zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive,
        ):
            yield ArchiveWriter(archive)
    except OSError as error:
        raise InvalidBackup(
            f"{path} cannot be written ({error.strerror or error}): check the folder, its "
            "permissions and free space. Nothing was left there."
        ) from error


class Archive:
    """Reads the parts of an archive; made with open_archive."""

    def __init__(
        self, file: zipfile.ZipFile, about: About, parts: Mapping[str, FileRecord]
    ) -> None:
        self._file, self.about, self._parts = file, about, parts

    @property
    def size(self) -> int:
        """How many bytes all parts have."""
        return sum(part.bytes for part in self._parts.values())

    def count(self, name: str) -> int:
        """How many lines a part has."""
        return sum(block.count(b"\n") for block in self._blocks(name))

    def names(self, prefix: str) -> list[str]:
        """The parts whose names begin so, in the order they were written."""
        return [name for name in self._parts if name.startswith(prefix)]

    def lines(self, name: str) -> Iterator[bytes]:
        """The lines of a part."""
        with self._file.open(name) as stream:
            yield from stream

    def content(self, name: str) -> bytes:
        """All of a part that is not large."""
        return self._file.read(name)

    def copy(self, name: str, target: Path) -> None:
        """Write a part to a file, whole or not at all."""
        target.parent.mkdir(parents=True, exist_ok=True)
        with written_whole(target) as file:
            for block in self._blocks(name):
                file.write(block)

    def check(self, progress: Progress) -> None:
        """Read all parts and compare; raises InvalidBackup, or what zipfile says of the file."""
        total, done = sum(part.bytes for part in self._parts.values()), 0
        for name, part in self._parts.items():
            digest = hashlib.sha256()
            for block in self._blocks(name):
                digest.update(block)
                done += len(block)
                progress("checking", done / max(total, 1))
            if digest.hexdigest() != part.sha256:
                raise InvalidBackup(f"{self._file.filename} is damaged: {name} has changed.")

    def _blocks(self, name: str) -> Iterator[bytes]:
        with self._file.open(name) as stream:
            while block := stream.read(_BLOCK):
                yield block


@contextmanager
def open_archive(path: Path, progress: Progress) -> Iterator[Archive]:
    """An archive of which every part was compared with the manifest; raises InvalidBackup."""
    with ExitStack() as stack:
        try:
            file = stack.enter_context(zipfile.ZipFile(path))
            archive = _described(path, file)
            archive.check(progress)
        except _DAMAGE as error:
            raise InvalidBackup(f"{path} is damaged, or no backup: {error}.") from error
        yield archive


def _described(path: Path, file: zipfile.ZipFile) -> Archive:
    try:
        told = json.loads(file.read(_MANIFEST))
        if int(told["format"]) > FORMAT:
            raise InvalidBackup(
                f"{path} was written by a newer version of this program "
                f"({told['about']['program']}): update the program."
            )
        about = told["about"] | {"generations": tuple(told["about"]["generations"])}
        parts = {name: FileRecord(**part) for name, part in told["parts"].items()}
        return Archive(file, About(**about), parts)
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        raise InvalidBackup(f"{path} is no backup of this program: {error}.") from error
