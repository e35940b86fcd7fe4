"""Answers a second of the served program, without a chat model, to clients over HTTP."""

from __future__ import annotations

import http.client
import json
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from itertools import cycle, islice
from pathlib import Path

from evals.errors import TargetUnavailable
from evals.peers.measures import CLIENTS, Figures
from evals.peers.rounds import Tell, times
from knowledge.settings import KnowledgeSettings

_SERVE = "from api.cli import main; main()"
_OK, _BUSY = 200, 503
_WAIT_S = 60


def measure_http(
    settings: KnowledgeSettings, questions: Sequence[str], long: tuple[float, int], tell: Tell
) -> dict[str, list[Figures]]:
    """Figures by the number of clients, of so many seconds in so many rounds.

    Raises TargetUnavailable.
    """
    seconds, rounds = long
    found: dict[str, list[Figures]] = {str(clients): [] for clients in CLIENTS}
    with served(settings) as port:
        crowd(port, questions, 1, seconds)
        for turn in range(rounds):
            for clients in CLIENTS:
                tell(f"round {turn + 1} of {rounds}: {clients} clients over HTTP")
                found[str(clients)].append(crowd(port, questions, clients, seconds))
    return found


@contextmanager
def served(settings: KnowledgeSettings) -> Iterator[int]:
    """The port of a service over a copy of the data directory, in a process of its own."""
    with tempfile.TemporaryDirectory() as scratch:
        copy = Path(scratch) / "data"
        try:
            shutil.copytree(settings.data_dir, copy)
        except OSError as error:
            raise TargetUnavailable(f"{settings.data_dir} cannot be copied: {error}") from error
        set_to = (
            f"TECHFORCE_DATA_DIR={copy}",
            f"TECHFORCE_MODEL_DIR={settings.model_path.absolute()}",
            "TECHFORCE_RATE_LIMIT=off",
        )
        process = subprocess.Popen(
            ["env", *set_to, sys.executable, "-c", _SERVE, "serve", "--port", "0"],
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
        )
        try:
            assert process.stdout
            told = process.stdout.readline()
            port = re.search(r"http://[\d.]+:(\d+)", told)
            if port is None:
                raise TargetUnavailable(f"the service did not start over {settings.data_dir}")
            yield int(port[1])
        finally:
            process.send_signal(signal.SIGINT)
            process.communicate(timeout=_WAIT_S)


def crowd(port: int, questions: Sequence[str], clients: int, seconds: float) -> Figures:
    """Clients who ask on as soon as they are answered; one who is turned away tries again."""
    began = time.perf_counter()

    def client(place: int) -> tuple[list[float], int]:
        took, refused = [], 0
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=_WAIT_S)
        with closing(connection):
            for question in islice(cycle(questions), place * 7, None):
                asked = time.perf_counter()
                if asked - began >= seconds:
                    break
                if ask(connection, question):
                    took.append(time.perf_counter() - asked)
                else:
                    refused += 1
                    time.sleep(0.1)
        return took, refused

    with ThreadPoolExecutor(clients) as pool:
        seen = list(pool.map(client, range(clients)))
    elapsed = time.perf_counter() - began
    taken = [one for took, _ in seen for one in took]
    counts = {"rate": len(taken) / elapsed, "refused": float(sum(count for _, count in seen))}
    return counts | times(taken, "answer")


def ask(connection: http.client.HTTPConnection, question: str) -> bool:
    """Whether the question was answered; raises TargetUnavailable where all fails."""
    body = json.dumps({"message": question})
    connection.request("POST", "/v1/chat", body, {"Content-Type": "application/json"})
    reply = connection.getresponse()
    reply.read()
    if reply.status not in (_OK, _BUSY):
        raise TargetUnavailable(f"the service replied {reply.status} to {question!r}")
    return reply.status == _OK
