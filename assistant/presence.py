"""Whether somebody still waits for the answer that is being made.

A turn goes on to its end and is stored when its visitor leaves; what costs time or money for
nobody is left out. That is known by context, as the answer is made in one thread from its first
step to its last.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from threading import Event

_STAYS = Event()  # is never set
_gone: ContextVar[Event] = ContextVar("gone", default=_STAYS)


def gone() -> Event:
    """Is set once nobody waits any more; never, where it was not said who waits."""
    return _gone.get()


@contextmanager
def waiting(left: Event) -> Iterator[None]:
    """What is done inside is done for somebody who is gone once `left` is set."""
    token = _gone.set(left)
    try:
        yield
    finally:
        _gone.reset(token)
