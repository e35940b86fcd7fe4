"""Real Ray clusters on this machine, and their processes."""

from __future__ import annotations

import sys
import time
from contextlib import ExitStack, contextmanager

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
    port = free_port()
    ports = {"--port": port, "--ray-client-server-port": free_port()}
    head = [*RAY, "--head", "--include-dashboard=false", *(f"{k}={v}" for k, v in ports.items())]
    address = f"127.0.0.1:{port}"
    with ExitStack() as machines:
        for name, command in (("head", head), ("other", [*RAY, f"--address={address}"])):
            machines.enter_context(machine(command, log / f"{name}.log", environment))
        yield address, f"ray://127.0.0.1:{ports['--ray-client-server-port']}"


@contextmanager
def machine(command, log, environment):
    """One machine of a cluster, up and running; Ray itself gives up where starting takes 30 s."""
    command = [*command, "--num-cpus=1", "--object-store-memory=100000000"]
    for _ in range(5):
        with running(command, log, env=environment) as process:
            until(lambda p=process: p.poll() is not None or UP in log.read_text(), "no machine")
            if process.poll() is None:
                try:
                    yield
                finally:
                    process.kill()  # asked to end, it would wait for its tasks
                return
    raise AssertionError(log.read_text())
