"""The files of a built model, and whether they are all there."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass
from pathlib import Path

from knowledge.errors import ModelUnavailable
from knowledge.whole_file import FileRecord

MODEL_FILE = "model.onnx"
TOKENIZER_FILE = "tokenizer.model"
MANIFEST_FILE = "model.json"


@dataclass(frozen=True, slots=True)
class Manifest:
    """What `model.json` says: which model this is, from what it was built, and its files."""

    model: str
    fingerprint: str
    dimension: int
    prefixes: dict[str, str]
    max_tokens: int
    files: dict[str, FileRecord]
    versions: dict[str, str]

    def write(self, directory: Path) -> None:
        """Put `model.json` into the directory."""
        text = json.dumps(asdict(self), indent=2, sort_keys=True) + "\n"
        (directory / MANIFEST_FILE).write_text(text, encoding="utf-8")


def read_manifest(directory: Path) -> Manifest:
    """What the directory's `model.json` says; raises ModelUnavailable."""
    path = directory / MANIFEST_FILE
    try:
        fields = json.loads(path.read_text(encoding="utf-8"))
        files = {name: FileRecord(**record) for name, record in fields.pop("files").items()}
        return Manifest(files=files, **fields)
    except OSError as error:
        raise ModelUnavailable(f"{directory} holds no embedding model: {error}.") from error
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        raise ModelUnavailable(f"{path} is damaged: {error}. {mend(directory)}") from error


def record_file(path: Path) -> FileRecord:
    """Size and SHA-256 of a file on disk."""
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    return FileRecord(path.stat().st_size, digest)


def is_complete(directory: Path, fingerprint: str) -> bool:
    """Whether a model with this fingerprint is there, each file at its size; reads no content."""
    try:
        manifest = read_manifest(directory)
        sizes = {name: (directory / name).stat().st_size for name in manifest.files}
    except (ModelUnavailable, OSError):
        return False
    expected = {name: record.bytes for name, record in manifest.files.items()}
    whole = manifest.files.keys() == {MODEL_FILE, TOKENIZER_FILE}
    return whole and manifest.fingerprint == fingerprint and sizes == expected


def verify_file(directory: Path, manifest: Manifest, name: str) -> None:
    """Compare every byte with what was built; raises ModelUnavailable for a damaged file."""
    path = directory / name
    try:
        found = record_file(path)
    except OSError as error:
        raise ModelUnavailable(f"{path} cannot be read: {error}. {mend(directory)}") from error
    if found != manifest.files.get(name):
        raise ModelUnavailable(f"{path} is damaged. {mend(directory)}")


def mend(directory: Path) -> str:
    """How to get a sound model again."""
    return f"Delete {directory}; it is built again at the next start."
