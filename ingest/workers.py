"""Passages embedded by the workers of a Ray cluster: the one place that knows Ray.

Only the embedding is handed out: what is stored, and what a killed run left, is the business of
one process as before (docs/adr/0027-ray.md).
"""

from __future__ import annotations

import logging
import socket
import time
from collections import deque
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache, partial
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import numpy as np
from numpy.typing import NDArray

from ingest.errors import WorkersUnavailable
from ingest.settings import IngestSettings
from knowledge.embedder import Embedder, Progress, Vectors, open_embedder
from knowledge.errors import KnowledgeError, ModelUnavailable

if TYPE_CHECKING:
    from ray import ObjectRef

LOCAL = "local"
TOGETHER = 8192
"""Texts that are known ahead: enough that many workers are busy while others' are stored."""
TASK = 32
"""Texts of one task: seconds of work, so that handing it out costs nothing beside it."""
WAITING = 4
"""Tasks that are handed out for each processor: a queue that a cluster grows by."""
_TRIES = 5
_REACH_S = 5.0
_TELL_S = 1.0
_PATIENCE_S = 900.0  # a machine may have to be started first, and the model built there
_OBJECTS = 100_000_000  # Ray would take a third of the memory; texts and vectors go by message


@dataclass(frozen=True, slots=True)
class Cluster:
    """A Ray cluster that was joined, and where its machines have the embedded model."""

    ray: Any
    model_dir: Path

    def workers(self, model: str, fingerprint: str) -> Workers:
        """Its workers with an embedding model, held to the vectors that have this fingerprint."""
        path = Path(model)
        return Workers(self, str(path.resolve()) if path.is_dir() else model, fingerprint)


@contextmanager
def joined(settings: IngestSettings) -> Iterator[Cluster | None]:
    """The cluster that the settings name, let go of with the context; None where they name none.

    Raises WorkersUnavailable.
    """
    if not settings.ray_address:
        yield None
        return
    ray = _join(settings.ray_address)
    try:
        yield Cluster(ray, settings.model_path.resolve())
    finally:
        ray.shutdown()


class Workers:
    """Embeds texts on all processors of a cluster, in the order in which they are begun."""

    together = TOGETHER

    def __init__(self, cluster: Cluster, model: str, fingerprint: str) -> None:
        self._ray, self._fingerprint = cluster.ray, fingerprint
        task = self._ray.remote(num_cpus=1, max_retries=_TRIES)(embed_there)
        self._hand_out = partial(task.remote, model, str(cluster.model_dir))
        self._queue: deque[list[str]] = deque()
        self._running: deque[tuple[list[str], ObjectRef[Any]]] = deque()
        self._vectors: dict[str, NDArray[np.float32] | None] = {}
        """Of every text that was begun and not asked for yet; None until its vector is there."""
        self._most = WAITING

    def begin(self, texts: Sequence[str]) -> None:
        """Have these embedded, which `embed` will be asked for in this order."""
        new = [text for text in dict.fromkeys(texts) if text not in self._vectors]
        self._vectors.update(dict.fromkeys(new))
        self._queue.extend(new[at : at + TASK] for at in range(0, len(new), TASK))
        with self._lost():
            # Asked anew each time: machines join and leave.
            processors = self._ray.cluster_resources().get("CPU", 0.0)
            self._most = WAITING * max(1, int(processors))
            self._fill()

    def embed(self, texts: Sequence[str], progress: Progress) -> Vectors:
        """One row per passage, in the order given; raises WorkersUnavailable, ModelUnavailable."""
        self.begin(texts)
        wanted = dict.fromkeys(texts)
        while missing := sum(self._vectors[text] is None for text in wanted):
            progress("embedding", 1 - missing / len(wanted))
            with self._lost():
                self._receive(progress, 1 - missing / len(wanted))
        vectors: Vectors = np.array([self._vectors[text] for text in texts], np.float32)
        for text in wanted:
            del self._vectors[text]
        return vectors

    def _fill(self) -> None:
        """Hand out as much as may be under way at a time."""
        while self._queue and len(self._running) < self._most:
            texts = self._queue.popleft()
            self._running.append((texts, self._hand_out(texts)))

    def _receive(self, progress: Progress, share: float) -> None:
        """Wait for the oldest task; whoever listens hears of it while it takes its time."""
        texts, reply = self._running[0]
        since = time.monotonic()
        while not self._ray.wait([reply], timeout=_TELL_S)[0]:
            progress("embedding", share)
            if time.monotonic() - since > _PATIENCE_S:
                raise WorkersUnavailable(
                    f"no worker has replied for {_PATIENCE_S / 60:.0f} minutes: `ray status` "
                    "tells what the cluster waits for. What was embedded before is kept."
                )
        for text, row in zip(texts, self._reply(reply), strict=True):
            self._vectors[text] = row
        self._running.popleft()
        self._fill()

    def _reply(self, reply: ObjectRef[Any]) -> Vectors:
        try:
            fingerprint, vectors = self._ray.get(reply)
        except self._ray.exceptions.RayTaskError as error:
            if isinstance(error.cause, KnowledgeError):
                raise ModelUnavailable(f"on a worker: {error.cause}") from error
            raise WorkersUnavailable(f"a worker failed: {error}") from error
        if fingerprint != self._fingerprint:
            raise WorkersUnavailable(
                f"a worker embeds with {fingerprint}, and this process with {self._fingerprint}: "
                "install the same version of the program, and of the model, on every machine."
            )
        rows: Vectors = vectors
        return rows

    @contextmanager
    def _lost(self) -> Iterator[None]:
        """A cluster that goes away, which ray:// tells as a ConnectionError, ends the ingestion."""
        try:
            yield
        except (self._ray.exceptions.RayError, ConnectionError) as error:
            raise WorkersUnavailable(
                f"the workers were lost: {error}. What was embedded before is kept."
            ) from error


def embed_there(model: str, model_dir: str, texts: list[str]) -> tuple[str, Vectors]:
    """What a worker does: the fingerprint of its embedder, and a row per passage."""
    embedder = _embedder(model, model_dir)
    return embedder.fingerprint, embedder.embed_passages(texts)


@lru_cache(maxsize=1)
def _embedder(model: str, model_dir: str) -> Embedder:
    """Opened once by each worker, which has one processor."""
    return open_embedder(model, Path(model_dir), threads=1)


def _join(address: str) -> Any:
    """Ray, once it is connected."""
    try:
        import ray
    except ImportError as error:
        raise WorkersUnavailable(
            f"TECHFORCE_RAY_ADDRESS is set, and Ray cannot be imported ({error}). "
            "Run: pip install '.[ray]'"
        ) from error
    here: dict[str, Any] = {"include_dashboard": False, "object_store_memory": _OBJECTS}
    try:
        if address != LOCAL:
            _reach(address)
        ray.init(
            address,
            log_to_driver=False,
            logging_level=logging.ERROR,
            **(here if address == LOCAL else {}),
        )
    except (OSError, RuntimeError, ValueError, ray.exceptions.RayError) as error:
        raise WorkersUnavailable(
            f"there is no Ray cluster at {address} that can be joined ({error}). Start it, or "
            "unset TECHFORCE_RAY_ADDRESS: then this machine embeds alone."
        ) from error
    return ray


def _reach(address: str) -> None:
    """Raise OSError where nobody listens: Ray itself would try for minutes."""
    parts = urlsplit(address if "://" in address else f"//{address}")
    socket.create_connection((parts.hostname or "", parts.port or 0), timeout=_REACH_S).close()
