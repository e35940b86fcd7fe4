"""The token states of texts that were read lately: one text is read several times in a turn, and
many visitors ask the same."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from threading import Lock

from knowledge.embedder import TokenStates

States = Callable[[str], TokenStates]


class StatesMemory:
    """Remembers the states of the texts that were asked for last, up to so many tokens; safe for
    threads. Long texts need more room than short ones, so that tokens are counted, not texts."""

    def __init__(self, states: States, tokens: int) -> None:
        self._states = states
        self._room = tokens
        self._known: OrderedDict[str, TokenStates] = OrderedDict()
        self._changing = Lock()

    def __call__(self, text: str) -> TokenStates:
        """The states of a text."""
        with self._changing:
            if known := self._known.get(text):
                self._known.move_to_end(text)
                return known
        found = self._states(text)
        with self._changing:
            if text not in self._known:
                self._known[text] = found
                self._room -= _size(found)
            while self._room < 0:
                _, oldest = self._known.popitem(last=False)
                self._room += _size(oldest)
        return found


def _size(states: TokenStates) -> int:
    """A text of which the model sees nothing takes room, too."""
    return max(1, len(states.tokens))
