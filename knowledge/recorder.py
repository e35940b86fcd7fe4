"""`Recorder`: where changes that people make are written down."""

from __future__ import annotations

from typing import Any, Protocol

from sqlalchemy.orm import Session


class Recorder(Protocol):
    """Writes into the transaction of the change, so that both are kept or none."""

    def add(self, session: Session, who: str, action: str, subject: str, **details: Any) -> None:
        """Tell one change."""
