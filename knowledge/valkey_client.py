"""What is shared through Valkey, and what is done while it is away: nothing waits for it long."""

from __future__ import annotations

import time
from collections.abc import Callable
from threading import Lock

import structlog

from knowledge.errors import StoreUnavailable

log = structlog.get_logger(__name__)
PATIENCE_S = 0.25
"""How long a request waits for Valkey before it does without."""
_PAUSE_S = 5.0


class Presence:
    """Whether a server is asked: not for some seconds after it failed, so that one request in many
    waits for it. Its going and its coming back are logged once each; safe for threads."""

    def __init__(
        self,
        what: str,
        pause_s: float = _PAUSE_S,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """`what` is done through the server, as the log tells it."""
        self._what, self._pause_s, self._clock = what, pause_s, clock
        self._away = False
        self._again_at = 0.0
        self._changing = Lock()

    @property
    def asked(self) -> bool:
        """Whether the server is to be asked now; once for each pause while it is away."""
        with self._changing:
            if not self._away:
                return True
            if self._clock() < self._again_at:
                return False
            self._again_at = self._clock() + self._pause_s
            return True

    def failed(self, error: Exception) -> None:
        """The server did not do what it was asked."""
        with self._changing:
            if not self._away:
                log.warning("valkey away", instead=self._what, error=type(error).__name__)
            self._away = True
            self._again_at = self._clock() + self._pause_s

    def worked(self) -> None:
        """The server did what it was asked."""
        with self._changing:
            if self._away:
                log.warning("valkey back", instead=self._what)
            self._away = False


def missing_extra(error: ImportError) -> StoreUnavailable:
    """What is raised where a server is set, and the package that speaks with it is missing."""
    return StoreUnavailable(
        f"TECHFORCE_VALKEY_URL needs a package that is not installed ({error}): "
        "`pip install 'techforce-assistant[valkey]'` brings it."
    )
