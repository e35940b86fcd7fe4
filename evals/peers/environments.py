"""An environment of its own for each peer, made from its pinned requirements."""

from __future__ import annotations

import hashlib
import shutil
import subprocess
import sys
from pathlib import Path

from evals.errors import EvalError
from evals.peers.systems import OURS

REQUIREMENTS = Path(__file__).parent / "requirements"
_INSTALLED = ".installed"


class PeerUnavailable(EvalError):
    """A peer cannot be installed or does not work; the others are measured without it."""


def interpreter(name: str, folder: Path) -> Path:
    """The Python that runs a system, installed into the folder first; raises PeerUnavailable."""
    if name == OURS:
        return Path(sys.executable)
    home, wanted = folder / name, REQUIREMENTS / f"{name}.txt"
    key = hashlib.sha256(wanted.read_bytes()).hexdigest()
    python, installed = (home / "bin" / "python").absolute(), home / _INSTALLED
    if not (installed.exists() and installed.read_text(encoding="ascii") == key):
        shutil.rmtree(home, ignore_errors=True)
        _run([sys.executable, "-m", "venv", str(home)], name)
        quiet = ["--quiet", "--disable-pip-version-check"]  # its notice would be the last line
        _run([str(python), "-m", "pip", "install", *quiet, "-r", str(wanted)], name)
        installed.write_text(key, encoding="ascii")
    return python


def _run(command: list[str], name: str) -> None:
    try:
        done = subprocess.run(command, capture_output=True, text=True, check=False)
    except OSError as error:
        raise PeerUnavailable(f"{name}: {command[0]} cannot be run: {error}") from error
    if done.returncode:
        last = next((line for line in reversed(done.stderr.splitlines()) if line.strip()), "")
        raise PeerUnavailable(f"{name} cannot be installed: {last}")
