"""Cases -> Results, put to a Target one after the other, with what is needed to repeat it."""

from __future__ import annotations

import platform
import subprocess
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from pydantic_settings import BaseSettings

from evals.cases import Case, Suite
from evals.drive import Target
from evals.judge import Judge, Result

_PACKAGES = ("techforce-assistant", "chromadb", "bm25s", "onnxruntime", "sentencepiece")
Told = Callable[[Case], None]
"""Called with each Case that is done."""


@dataclass(frozen=True, slots=True)
class Run:
    """One execution of Suites: when, of what, against what, and every Result."""

    started_at: datetime
    seconds: float
    target: str
    revision: str | None
    configuration: Mapping[str, str]
    results: tuple[Result, ...]


def run_suites(
    suites: Sequence[Suite],
    target: Target,
    judge: Judge,
    configuration: Mapping[str, str],
    told: Told | None = None,
) -> Run:
    """Ask every Case once, in order."""
    started_at = datetime.now(UTC)
    results = []
    for case in (case for suite in suites for case in suite.cases):
        results.append(judge.judge(case, target.ask(case.turns)))
        if told:
            told(case)
    seconds = (datetime.now(UTC) - started_at).total_seconds()
    return Run(started_at, seconds, target.name, revision(), configuration, tuple(results))


def configuration_of(*settings: BaseSettings) -> dict[str, str]:
    """Settings that can change a result, and the versions of what computes it; no secrets."""
    values = {
        name: str(value)
        for group in settings
        for name, value in group.model_dump(mode="json").items()
        if value is not None and not name.endswith(("_url", "_key", "_token", "_password"))
    }
    versions = {f"version of {name}": _version(name) for name in _PACKAGES}
    machine = {"python": platform.python_version(), "machine": platform.platform()}
    return values | versions | machine


def revision(folder: Path = Path(__file__).parent) -> str | None:
    """The commit of the code, with a + where files differ from it; None outside a repository."""
    head = _git(folder, "rev-parse", "--short=12", "HEAD")
    if head is None:
        return None
    return f"{head}+" if _git(folder, "status", "--porcelain") else head


def _git(folder: Path, *arguments: str) -> str | None:
    try:
        done = subprocess.run(
            ["git", *arguments], cwd=folder, capture_output=True, text=True, timeout=10, check=True
        )
    except (OSError, subprocess.SubprocessError):
        return None
    return done.stdout.strip()


def _version(package: str) -> str:
    try:
        return version(package)
    except PackageNotFoundError:
        return "not installed"
