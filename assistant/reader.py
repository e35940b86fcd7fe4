"""`Reader`: what was ingested, as the collection that is live now holds it."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import closing, nullcontext
from dataclasses import dataclass
from functools import partial

from sqlalchemy import Engine

from knowledge.asked import Asked, read_stored
from knowledge.catalogue import Catalogue
from knowledge.classifier import Fitted
from knowledge.embedder import Embedder
from knowledge.fitted import load_fitted
from knowledge.placing import Served, embedder_of, live, not_live, open_part, served
from knowledge.settings import KnowledgeSettings
from knowledge.store import PASSAGES, WORDINGS, VectorStore


@dataclass(frozen=True, slots=True)
class Ingested:
    """Where what was ingested is read from, whenever an Assistant is made of it."""

    catalogue: Catalogue
    embedder: Embedder
    passages: VectorStore
    asked: Callable[[], Asked]
    """Takes seconds."""
    fitted: Callable[[], Fitted]


class Reader:
    """Opens the collection that is read, and another one once that is live in its place.

    What was open before is let go of when the last turn that uses it has ended.
    """

    def __init__(self, settings: KnowledgeSettings, engine: Engine) -> None:
        self._settings, self._engine = settings, engine
        self._catalogue = Catalogue(engine)
        self._open: tuple[Served, Ingested] | None = None

    def ingested(self) -> Ingested:
        """What the collection holds that is read now.

        Raises ModelUnavailable, StoreUnavailable, StoreMismatch and CollectionRefused.
        """
        now = served(self._settings, self._engine)
        if self._open is None or self._open[0] != now:
            self._open = now, self._opened(now)
        return self._open[1]

    def close(self) -> None:
        """Let go of the collection."""
        if self._open is not None:
            self._open[1].passages.close()

    def _opened(self, now: Served) -> Ingested:
        settings = self._settings
        known = self._open
        if known and (known[0].model, known[0].embedder) == (now.model, now.embedder):
            embedder = known[1].embedder
        else:
            embedder = embedder_of(now, settings)
        on_trial = now.name != live(settings, self._engine).name

        def opened(kind: str) -> VectorStore:
            with not_live(now.name) if on_trial else nullcontext():
                return open_part(settings, now.name, kind, embedder.fingerprint)

        def asked() -> Asked:
            with closing(opened(WORDINGS)) as store:
                return read_stored(store, embedder.dimension)

        return Ingested(
            self._catalogue,
            embedder,
            opened(PASSAGES),
            asked,
            partial(load_fitted, settings, self._engine, now.name),
        )
