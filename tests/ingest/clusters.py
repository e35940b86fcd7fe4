"""Real Ray clusters on this machine, and their processes."""

from __future__ import annotations

import sys
import time
from contextlib import contextmanager

import psutil

from tests.servers import free_port, running

RAY = [sys.executable, "-c", "from ray.scripts.scripts import main; main()", "start", "--block"]
UP = "Ray runtime started"


def until(condition, what, seconds=120):
    """Wait for what comes on its own, also on a machine that is busy with other things."""
    deadline = time.monotonic() + seconds
    while not (found := condition()):
        assert time.monotonic() < deadline, what
        time.sleep(0.1)
    return found


def processes(folder, title=""):
    """What runs with that folder for Ray; workers are called after what they do."""
    found = []
    for process in psutil.process_iter():
        try:
            is_ours = process.environ().get("RAY_TMPDIR") == folder
            if is_ours and process.status() != psutil.STATUS_ZOMBIE:
                found.append((process, " ".join(process.cmdline())))
        except psutil.Error:
            continue
    return [process for process, told in found if title in told]


@contextmanager
def two_machines(environment, log):
    """The addresses, from inside and outside, of a cluster of two machines with one processor
    each, which are both this one."""
    with machine(_head, log / "head.log", environment) as (port, outside):
        address = f"127.0.0.1:{port}"
        other = [*RAY, f"--address={address}"]
        with machine(lambda *_: other, log / "other.log", environment):
            yield address, f"ray://127.0.0.1:{outside}"


def _head(port, outside):
    ports = [f"--port={port}", f"--ray-client-server-port={outside}"]
    return [*RAY, "--head", "--include-dashboard=false", *ports]


@contextmanager
def machine(command, log, environment):
    """One machine of a cluster, up and running, by the command for two ports, and these ports.

    Ray itself gives up where starting takes 30 s, or where somebody else has taken a port.
    """
    limits = ["--num-cpus=1", "--object-store-memory=100000000"]
    for _ in range(5):
        ports = free_port(), free_port()
        with running([*command(*ports), *limits], log, env=environment) as process:
            until(lambda p=process: p.poll() is not None or UP in log.read_text(), "no machine")
            if process.poll() is None:
                try:
                    yield ports
                finally:
                    process.kill()  # asked to end, it would wait for its tasks
                return
    raise AssertionError(log.read_text())
