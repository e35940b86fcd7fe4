"""One system in a process of its own: orders come as lines of JSON, and so do replies.

Run: python -m evals.peers.work NAME MODEL_FOLDER STORE_FOLDER
Loaded in the environments of the peers, too: the standard library only.
"""

from __future__ import annotations

import json
import os
import re
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from importlib.metadata import version
from itertools import cycle, islice
from pathlib import Path
from typing import Any, TextIO

from evals.peers.systems import System, open_system, read_pieces

Reply = dict[str, Any]


class Work:
    """Carries out the orders on one system."""

    def __init__(self, system: System) -> None:
        self._system = system
        self._orders: Mapping[str, Callable[..., Reply]] = {
            "load": self.load,
            "vectors": self.vectors,
            "ingest": self.ingest,
            "open": self.open,
            "answer": self.answer,
            "crowd": self.crowd,
        }

    def carry_out(self, order: Mapping[str, Any]) -> Reply:
        """What comes of an order, with the memory held after it."""
        given = {name: value for name, value in order.items() if name != "do"}
        return self._orders[order["do"]](**given) | memory()

    def load(self) -> Reply:
        """Load the model, and say which packages do the work."""
        self._system.load_model()
        return {"versions": {name: version(name) for name in self._system.packages}}

    def vectors(self, texts: Sequence[tuple[Any, str]]) -> Reply:
        """The vectors of texts, each with its kind."""
        found = [self._system.vector(text, kind) for kind, text in texts]
        return {"vectors": [[float(value) for value in vector] for vector in found]}

    def ingest(self, pieces: str) -> Reply:
        """Store the texts of a file; the model's loading does not count."""
        texts = read_pieces(Path(pieces))
        began = time.perf_counter()
        self._system.ingest(texts)
        return {"seconds": time.perf_counter() - began, "passages": len(texts)}

    def open(self) -> Reply:
        """Make ready for questions."""
        self._system.open()
        return {}

    def answer(self, questions: Sequence[str]) -> Reply:
        """What is found for each question, one after the other, and the seconds of each."""
        found, seconds = [], []
        for question in questions:
            began = time.perf_counter()
            found.append(self._system.search(question))
            seconds.append(time.perf_counter() - began)
        return {"found": found, "seconds": seconds}

    def crowd(self, questions: Sequence[str], clients: int, seconds: float) -> Reply:
        """Questions of several clients who each ask on as soon as they are answered."""
        began = time.perf_counter()

        def client(place: int) -> list[float]:
            times: list[float] = []
            for question in islice(cycle(questions), place, None):
                asked = time.perf_counter()
                if asked - began >= seconds:
                    break
                self._system.search(question)
                times.append(time.perf_counter() - asked)
            return times

        with ThreadPoolExecutor(clients) as pool:
            times = [took for each in pool.map(client, range(clients)) for took in each]
        return {"seconds": times, "elapsed": time.perf_counter() - began}


def memory() -> Reply:
    """Megabytes that this process holds, and the most it ever held (Linux)."""
    told = Path("/proc/self/status").read_text(encoding="ascii")
    held = dict(re.findall(r"^(VmRSS|VmHWM):\s+(\d+)", told, re.M))
    return {"memory_mb": int(held["VmRSS"]) / 1024, "peak_mb": int(held["VmHWM"]) / 1024}


def serve(work: Work, orders: TextIO, replies: TextIO) -> None:
    """Carry out every order; one that fails is told in its reply, and the next one follows."""
    for line in orders:
        try:
            reply = work.carry_out(json.loads(line))
        except Exception as error:  # noqa: BLE001 - a library's failure is a finding
            reply = {"error": f"{type(error).__name__}: {error}"}
        replies.write(json.dumps(reply) + "\n")
        replies.flush()


def main(arguments: Sequence[str]) -> None:
    """Serve the orders of standard input until it ends."""
    name, model, store = arguments
    # Libraries print as they like: the line of replies is kept apart from what they print.
    with os.fdopen(os.dup(sys.stdout.fileno()), "w", encoding="utf-8") as replies:
        os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
        serve(Work(open_system(name, Path(model), Path(store))), sys.stdin, replies)


if __name__ == "__main__":
    main(sys.argv[1:])
