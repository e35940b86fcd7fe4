"""Cases -> Results, put to a Target one after the other, with what is needed to repeat it."""

from __future__ import annotations

import hashlib
import platform
import subprocess
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from pydantic_settings import BaseSettings

from evals.cases import RETRIEVAL, Case, Suite
from evals.drive import Target
from evals.judge import Judge, Result
from evals.parity import Group

_DATA = {".yaml", ".json", ".md"}
_PACKAGES = ("techforce-assistant", "chromadb", "bm25s", "onnxruntime", "sentencepiece")
Told = Callable[[Case], None]
"""Called with each Case, and each group of them, that is done."""


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
    groups: Sequence[Group],
    target: Target,
    judge: Judge,
    configuration: Mapping[str, str],
    told: Told = lambda _case: None,
) -> Run:
    """Ask every Case once, in order, and then every Case of the groups that must agree."""
    started_at = datetime.now(UTC)
    results = []
    for case in (case for suite in suites for case in suite.cases):
        asked = target.find(case.turns[-1]) if case.suite == RETRIEVAL else target.ask(case.turns)
        results.append(judge.judge(case, asked))
        told(case)
    for group in groups:
        replies = [target.ask(case.turns) for case in group.cases]
        results.append(judge.judge_alike(group, replies))
        told(group.case)
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


def fingerprint(folder: Path) -> str:
    """Changes with any data file of the knowledge: documents, answers, examples, decisions."""
    digest = hashlib.sha256()
    for path in sorted(p for p in folder.rglob("*") if p.suffix in _DATA and p.is_file()):
        digest.update(path.relative_to(folder).as_posix().encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()[:16]


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
