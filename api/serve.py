"""Run the service, in this process or in several workers, until it is told to stop."""

from __future__ import annotations

import os
import socket
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from functools import partial
from multiprocessing import get_context
from multiprocessing.synchronize import Event
from pathlib import Path
from threading import Thread
from typing import Any

import httpx
import structlog
import uvicorn
from fastapi import FastAPI
from uvicorn.config import STARTUP_FAILURE
from uvicorn.supervisors import Multiprocess

from api.app import create_app, open_parts
from api.logs import configure_logs
from api.metrics import Metrics
from api.parts import Opening, Parts
from api.settings import ApiSettings
from api.shared_counts import SharedCounts, shared_folder
from knowledge.engines import serving
from knowledge.errors import KnowledgeError, StoreBusy
from knowledge.settings import KnowledgeSettings

log = structlog.stdlib.get_logger("api")
_BEGUN_ANEW = 1  # exit code of a worker that uvicorn is to replace
_LOOK_S = 0.2  # between looks whether a worker is ready
# Longer than proxies keep a connection: a question sent into one that closes would be lost.
_KEEP_ALIVE_S = 75


class CannotServe(Exception):
    """The service cannot start; the message says the mend."""


def serve(settings: ApiSettings, announce: Callable[[str], None]) -> None:
    """Serve until stopped; `announce` gets the URL once questions can be answered.

    Raises CannotServe, or what kept the parts from opening (a KnowledgeError as a rule).
    """
    knowledge = KnowledgeSettings()
    try:
        with serving(knowledge, settings.workers):
            listener = _listen(settings.host, settings.port)
            try:
                run = _run_here if settings.workers == 1 else _run_workers
                run(settings, listener, lambda: announce(_url(settings.host, listener)))
            finally:
                listener.close()
    except StoreBusy as error:
        raise CannotServe(str(error)) from error


def worker_app(served: Event, counts: Path) -> FastAPI:
    """The service in a worker, which ends where it cannot serve: to be begun anew where some worker
    has `served`, else together with all the others. All of them count into one folder."""
    configure_logs()
    with _ends_by_failure(served):
        metrics = Metrics(SharedCounts(counts))
        return create_app(ApiSettings(), partial(_open_or_end, served), metrics=metrics)


@contextmanager
def _open_or_end(served: Event) -> Iterator[Parts]:
    with ExitStack() as stack:
        with _ends_by_failure(served):
            parts = stack.enter_context(open_parts())
        served.set()
        yield parts


@contextmanager
def _ends_by_failure(served: Event) -> Iterator[None]:
    try:
        yield
    except Exception as error:  # noqa: BLE001  a worker that cannot answer must not stay, whatever it is
        if isinstance(error, KnowledgeError):
            log.error("worker cannot serve", error=str(error))
        else:
            log.exception("worker cannot serve")
        # Also from the thread that opens the parts; uvicorn's own code ends the parent too.
        os._exit(_BEGUN_ANEW if served.is_set() else STARTUP_FAILURE)


def _run_here(
    settings: ApiSettings, listener: socket.socket, when_ready: Callable[[], None]
) -> None:
    configure_logs()
    app = create_app(settings)
    server = _Server(_config(settings, app), app, when_ready)
    with suppress(KeyboardInterrupt):  # Ctrl+C is how a server at a terminal is stopped
        server.run(sockets=[listener])
    if server.failure:
        raise server.failure


def _run_workers(
    settings: ApiSettings, listener: socket.socket, when_ready: Callable[[], None]
) -> None:
    configure_logs()
    watch = Thread(target=_watch, args=(_url(settings.host, listener), when_ready), daemon=True)
    watch.start()
    served = get_context("spawn").Event()  # as uvicorn begins its workers
    with _counts() as counts:
        app = partial(worker_app, served, counts)
        workers = Multiprocess(_config(settings, app, factory=True), [listener])
        workers.run()
    if any(worker.exitcode == STARTUP_FAILURE for worker in workers.processes):
        raise CannotServe("no worker could start: the log says why.")


@contextmanager
def _counts() -> Iterator[Path]:
    with ExitStack() as stack:
        try:
            folder = stack.enter_context(shared_folder())
        except OSError as error:
            raise CannotServe(
                f"workers need a temporary folder ({error}): set TMPDIR to one that can be written."
            ) from error
        yield folder


def _watch(url: str, when_ready: Callable[[], None]) -> None:
    """Wait until the first worker can answer questions."""
    while True:
        try:
            if httpx.get(f"{url}readyz", timeout=5.0, trust_env=False).is_success:
                return when_ready()
        except httpx.HTTPError:
            pass  # no worker listens as yet
        time.sleep(_LOOK_S)


def _config(
    settings: ApiSettings, app: Callable[..., Any], *, factory: bool = False
) -> uvicorn.Config:
    return uvicorn.Config(
        app,
        factory=factory,
        workers=settings.workers,
        log_config=None,
        access_log=False,
        server_header=False,
        forwarded_allow_ips=settings.trusted_proxies,
        timeout_keep_alive=_KEEP_ALIVE_S,
        timeout_graceful_shutdown=10,
        timeout_worker_healthcheck=30,  # a worker that imports its parts is slow to reply
    )


class _Server(uvicorn.Server):
    """Tells when the parts are open, and ends when they cannot be."""

    def __init__(
        self, config: uvicorn.Config, app: FastAPI, when_ready: Callable[[], None]
    ) -> None:
        super().__init__(config)
        self._app = app
        self._when_ready = when_ready
        self._announced = False
        self.failure: BaseException | None = None

    async def on_tick(self, counter: int) -> bool:
        """Called by uvicorn ten times a second; True ends the server."""
        opening: Opening = self._app.state.opening
        self.failure = opening.failure
        if opening.ready and not self._announced:
            self._announced = True
            self._when_ready()
        return self.failure is not None or await super().on_tick(counter)


def _listen(host: str, port: int) -> socket.socket:
    try:
        family = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0][0]
        return socket.create_server((host, port), family=family)
    except OSError as error:
        why = os.strerror(error.errno) if error.errno and error.errno > 0 else error
        raise CannotServe(
            f"cannot listen on {host} port {port}: {why}. "
            "Stop the program that uses it, or choose another with --port."
        ) from error


def _url(host: str, listener: socket.socket) -> str:
    shown = {"0.0.0.0": "127.0.0.1", "::": "[::1]"}.get(host, f"[{host}]" if ":" in host else host)
    return f"http://{shown}:{listener.getsockname()[1]}/"
