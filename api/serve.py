"""Run the service, in this process or in several workers, until it is told to stop."""

from __future__ import annotations

import os
import signal
import socket
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from threading import Thread

import httpx
import structlog
import uvicorn
from fastapi import FastAPI
from uvicorn.supervisors import Multiprocess

from api.app import create_app, open_parts
from api.logs import configure_logs
from api.parts import Opening, Parts
from api.settings import ApiSettings
from knowledge.engines import serving
from knowledge.errors import KnowledgeError, StoreBusy
from knowledge.settings import KnowledgeSettings

log = structlog.stdlib.get_logger("api")
_LOOK_S = 0.2  # between looks whether a worker is ready


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


def worker_app() -> FastAPI:
    """The service in a worker, which ends, and is begun anew, where its parts cannot be opened."""
    configure_logs()
    return create_app(ApiSettings(), _open_or_end)


@contextmanager
def _open_or_end() -> Iterator[Parts]:
    try:
        with open_parts() as parts:
            yield parts
    except KnowledgeError as error:
        log.error("worker cannot serve", error=str(error))
        signal.raise_signal(signal.SIGTERM)
        raise


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
    config = _config(settings, f"{__name__}:{worker_app.__name__}", factory=True)
    Multiprocess(config, [listener]).run()


def _watch(url: str, when_ready: Callable[[], None]) -> None:
    """Wait until the first worker can answer questions."""
    while True:
        try:
            if httpx.get(f"{url}readyz", timeout=5.0, trust_env=False).is_success:
                return when_ready()
        except httpx.HTTPError:
            pass  # no worker listens as yet
        time.sleep(_LOOK_S)


def _config(settings: ApiSettings, app: FastAPI | str, *, factory: bool = False) -> uvicorn.Config:
    return uvicorn.Config(
        app,
        factory=factory,
        workers=settings.workers,
        log_config=None,
        access_log=False,
        server_header=False,
        forwarded_allow_ips=settings.trusted_proxies,
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
