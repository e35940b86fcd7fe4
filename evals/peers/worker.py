"""A system at work in a process of its own, as the process that measures sees it."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from evals.peers.environments import PeerUnavailable

_END_S = 60
_ROOT = Path(__file__).parents[2]
_ALONE = ("HF_HUB_OFFLINE=1", "HAYSTACK_TELEMETRY_ENABLED=False", "ANONYMIZED_TELEMETRY=False")
"""No system asks a hub, and none reports home."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a system runs: its Python, its model, and the file for what it prints."""

    name: str
    python: Path
    model: Path
    log: Path


class Worker:
    """Sends orders and reads replies."""

    def __init__(self, place: Place, process: subprocess.Popen[str]) -> None:
        self._place, self._process = place, process

    def ask(self, do: str, **order: Any) -> dict[str, Any]:
        """The reply to an order; raises PeerUnavailable where the system fails."""
        assert self._process.stdin and self._process.stdout
        try:
            self._process.stdin.write(json.dumps({"do": do, **order}) + "\n")
            self._process.stdin.flush()
            line = self._process.stdout.readline()
        except BrokenPipeError:
            line = ""
        reply = json.loads(line) if line else {"error": f"ended; see {self._place.log}"}
        if "error" in reply:
            raise PeerUnavailable(f"{self._place.name}, {do}: {reply['error']}")
        return dict(reply)


@contextmanager
def working(place: Place, store: Path) -> Iterator[Worker]:
    """A system over a store folder, which is made; its process ends with the context."""
    store.mkdir(parents=True, exist_ok=True)
    module = ["-m", "evals.peers.work", place.name, str(place.model), str(store)]
    with (
        place.log.open("ab") as log,
        subprocess.Popen(
            ["env", *_ALONE, str(place.python), *module],
            cwd=_ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=log,
            text=True,
        ) as process,
    ):
        assert process.stdin
        try:
            yield Worker(place, process)
            process.stdin.close()
            process.wait(timeout=_END_S)
        finally:
            process.kill()
            with suppress(BrokenPipeError):  # an order that it did not live to read
                process.stdin.close()
