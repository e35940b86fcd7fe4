"""A folder of knowledge: its own files and, for what every programme shares, those shipped here."""

from __future__ import annotations

from pathlib import Path

_SHIPPED = Path(__file__).parent


def shared_file(folder: Path, name: str) -> Path:
    """The folder's file of that name or, where it has none, the one that this package ships.

    Only for files that tell nothing of any one programme.
    """
    own = folder / name
    return own if own.exists() else _SHIPPED / name
