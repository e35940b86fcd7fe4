"""An ingestion that kills itself: run in a process of its own."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, event

from ingest import beside as ingest_beside
from ingest import index, sync
from ingest.run import ingest
from ingest.settings import IngestSettings
from knowledge.store import VectorStore
from tests.doubles import LetterCountEmbedder


def ingest_and_die(
    data_dir: Path,
    knowledge_dir: Path,
    paths: list[str],
    kill_at: int,
    delay_s: float = 0.0,
    beside: str = "",
) -> None:
    """Ingest in small batches and SIGKILL the process at the given step; 0 lets it finish.

    With an embedder's fingerprint, a collection is built `beside` the live one instead.

    A step is a commit to the database, or the beginning or the end of a write to the store.
    """
    index.BATCH = ingest_beside._TOGETHER = 2
    sync._GROUP = 4
    steps = 0

    def step(*_: Any) -> None:
        nonlocal steps
        steps += 1
        if steps == kill_at:
            os.kill(os.getpid(), signal.SIGKILL)

    def around(method: Callable[..., None]) -> Callable[..., None]:
        def stepped(*arguments: Any) -> None:
            step()
            method(*arguments)
            step()

        return stepped

    event.listen(Engine, "commit", step)
    for name in ("upsert", "move", "delete"):
        setattr(VectorStore, name, around(getattr(VectorStore, name)))
    settings = IngestSettings(data_dir=data_dir, knowledge_dir=knowledge_dir, _env_file=None)
    embedder = LetterCountEmbedder(beside or "letters", delay_s=delay_s)
    if beside:
        chosen = settings.model_copy(update={"embedding_model": beside})
        ingest_beside.build_beside(chosen, lambda stage, share: None, embedder=embedder)
    else:
        ingest(paths, settings, lambda stage, share: None, embedder=embedder)
    (data_dir / "steps").write_text(str(steps))
