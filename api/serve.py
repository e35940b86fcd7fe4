"""Run the service in this process until it is told to stop."""

from __future__ import annotations

import os
import socket
from collections.abc import Callable

import uvicorn
from fastapi import FastAPI

from api.app import create_app
from api.logs import configure_logs
from api.parts import Opening
from api.settings import ApiSettings


class CannotServe(Exception):
    """The service cannot start; the message says the mend."""


def serve(settings: ApiSettings, announce: Callable[[str], None]) -> None:
    """Serve until stopped; `announce` gets the URL once questions can be answered.

    Raises CannotServe, or what kept the parts from opening (a KnowledgeError as a rule).
    """
    if settings.workers > 1:
        raise CannotServe(
            "the embedded store allows one server process: use --workers 1 "
            "(TECHFORCE_WORKERS=1). One process answers several questions at a time."
        )
    listener = _listen(settings.host, settings.port)
    configure_logs()
    config = uvicorn.Config(
        app := create_app(settings),
        log_config=None,
        access_log=False,
        server_header=False,
        forwarded_allow_ips=settings.trusted_proxies,
        timeout_graceful_shutdown=10,
    )
    server = _Server(config, app, lambda: announce(_url(settings.host, listener)))
    try:
        server.run(sockets=[listener])
    except KeyboardInterrupt:
        pass  # Ctrl+C is how a server at a terminal is stopped
    finally:
        listener.close()
    if server.failure:
        raise server.failure


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
