"""What can go wrong in `knowledge`, each with a name.

KnowledgeError
├── ModelUnavailable      the embedding model cannot be found, read or built
├── StoreUnavailable      the store is missing, damaged or cannot be reached
│   └── StoreDamaged      an embedded store fails, or its files are damaged
├── StoreMismatch         the store was built by another embedder or a newer version
├── StoreBusy             another process is writing, or serving, the data directory
├── CollectionRefused     a collection may not be read, switched to or removed as it is
├── InvalidBackup         a backup cannot be written, is damaged, or may not be put back
└── InvalidKnowledge      a document, verified answer or data file breaks the schema
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pydantic import ValidationError


class KnowledgeError(Exception):
    """Base of every error this package raises on purpose; its message names the mend."""


class ModelUnavailable(KnowledgeError):
    """The embedding model cannot be found, read or built; the message says the mend."""


class StoreUnavailable(KnowledgeError):
    """The store is missing, damaged or cannot be reached."""


class StoreDamaged(StoreUnavailable):
    """An embedded store fails, or its files are damaged; `problem` says so without the mend, which
    depends on who reads it."""

    def __init__(self, problem: str, mend: str) -> None:
        super().__init__(f"{problem}. {mend}")
        self.problem = problem


class StoreMismatch(KnowledgeError):
    """The store was built by another embedder, or by a newer version of this program."""


class StoreBusy(KnowledgeError):
    """Another process holds the data directory."""


class CollectionRefused(KnowledgeError):
    """A collection may not be built, read, switched to or removed as it is."""


class InvalidBackup(KnowledgeError):
    """A backup cannot be written, is damaged, or may not be put back where it was to go."""


class InvalidKnowledge(KnowledgeError):
    """A document, verified answer or data file breaks the schema; one problem a line."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems


def broken_rules(error: ValidationError, name: str = "") -> list[str]:
    """What a schema finds wrong, one problem a line: behind the name, with the field it is in."""
    return [
        ": ".join(filter(None, (name, ".".join(map(str, found["loc"])), found["msg"])))
        for found in error.errors()
    ]
