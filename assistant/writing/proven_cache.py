"""Remembers proven answers, so that the same question on the same evidence is written once."""

from __future__ import annotations

import hashlib
from collections import OrderedDict
from collections.abc import Sequence
from threading import Lock

from assistant.answer import Evidence, Query
from assistant.verify.verifier import Verdict
from assistant.writing.drafting import DraftSentence

Lines = tuple[tuple[DraftSentence, Verdict], ...]
_KEPT = 1000


def cache_key(model: str, prompt: str, query: Query, evidence: Sequence[Evidence]) -> str:
    """The same for the same question on the same passages, asked of the same model in the same
    way; a passage's id is a hash of its content."""
    passages = [f"{e.label}:{e.source.id}:{e.source.published}:{e.passage.id}" for e in evidence]
    parts = [model, prompt, query.language, " ".join(query.text.split()), *passages]
    return hashlib.sha256("\x1f".join(parts).encode("utf-8", "surrogatepass")).hexdigest()


class ProvenCache:
    """Keeps the answers used last; safe to share between threads."""

    def __init__(self, kept: int = _KEPT) -> None:
        self._lines: OrderedDict[str, Lines] = OrderedDict()
        self._kept = kept
        self._lock = Lock()

    def get(self, key: str) -> Lines:
        """The proven sentences of an answer; empty where it is not known."""
        with self._lock:
            if key in self._lines:
                self._lines.move_to_end(key)
            return self._lines.get(key, ())

    def put(self, key: str, lines: Lines) -> None:
        """Keep an answer, and let go of the one that was not asked for the longest."""
        with self._lock:
            self._lines[key] = lines
            self._lines.move_to_end(key)
            while len(self._lines) > self._kept:
                self._lines.popitem(last=False)
