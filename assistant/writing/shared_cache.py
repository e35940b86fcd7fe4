"""Proven answers that several processes remember together, through Valkey."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, cast

from pydantic import TypeAdapter, ValidationError

from assistant.writing.proven_cache import Lines, ProvenCache
from knowledge.valkey_client import PATIENCE_S, Presence, missing_extra

if TYPE_CHECKING:
    from valkey import Valkey

_lines = TypeAdapter(Lines)
_KEPT_S = 24 * 3600  # a day: what proves a sentence may be mended in the next version
_PREFIX = "techforce:proven:1:"


class Memory:
    """What caches are kept in besides this process: nothing, or a Valkey server."""

    def __init__(self, client: Valkey | None) -> None:
        self._client = client
        self._presence = Presence("answers are remembered by each process alone")

    def cache(self, proven_by: str) -> ProvenCache:
        """A cache of its own for each set of rules and knowledge that sentences are proven by."""
        if self._client is None:
            return ProvenCache()
        return SharedCache(self._client, self._presence, f"{_PREFIX}{proven_by}:")

    def close(self) -> None:
        """Let go of connections."""
        if self._client is not None:
            self._client.close()  # type: ignore[no-untyped-call]  # valkey has no types there


class SharedCache(ProvenCache):
    """Asks this process first, then Valkey; what Valkey does not know, or while it is away, is
    written anew. What it returns was proven by this process or another one like it."""

    def __init__(self, client: Valkey, presence: Presence, prefix: str) -> None:
        super().__init__()
        self._client, self._presence, self._prefix = client, presence, prefix

    def get(self, key: str) -> Lines:
        """The proven sentences of an answer; empty where it is not known."""
        if own := super().get(key):
            return own
        found = self._asked(lambda: self._client.get(self._prefix + key))
        if found is None:
            return ()
        try:
            lines = _lines.validate_json(cast(bytes, found))
        except ValidationError:
            return ()  # what another version wrote
        super().put(key, lines)
        return lines

    def put(self, key: str, lines: Lines) -> None:
        """Keep an answer for all."""
        super().put(key, lines)
        value = _lines.dump_json(lines)
        self._asked(lambda: self._client.set(self._prefix + key, value, ex=_KEPT_S))

    def _asked(self, work: Callable[[], object]) -> object:
        """What Valkey says; None where it is away."""
        from valkey.exceptions import ValkeyError

        if not self._presence.asked:
            return None
        try:
            result = work()
        except (ValkeyError, OSError) as error:
            self._presence.failed(error)
            return None
        self._presence.worked()
        return result


def open_memory(url: str) -> Memory:
    """The Memory that the settings say: of this process, or shared through the server at `url`.

    Raises StoreUnavailable where the package is missing; a server that is away may come back.
    """
    if not url:
        return Memory(None)
    try:
        from valkey import Valkey
    except ImportError as error:
        raise missing_extra(error) from error
    return Memory(
        Valkey.from_url(url, socket_timeout=PATIENCE_S, socket_connect_timeout=PATIENCE_S)
    )
