"""What can go wrong in `ingest`, each with a name.

IngestError
├── Unreadable          one file, page or line cannot be made a Document; the rest goes on
├── UnknownPath         an argument names nothing that exists or was ingested before
└── WorkersUnavailable  the workers that are to embed cannot be had, or embed in another way
"""


class IngestError(Exception):
    """Base of every error this package raises on purpose."""


class Unreadable(IngestError):
    """One file, page or line cannot be made a Document; the message is the reason."""


class UnknownPath(IngestError):
    """An argument names nothing that exists, nor anything that was ingested before."""


class WorkersUnavailable(IngestError):
    """The workers that are to embed cannot be had, or embed in another way than this process."""
