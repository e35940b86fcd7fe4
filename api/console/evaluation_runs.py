"""Evaluation runs as folders below the data directory; one at a time is run beside the server."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from threading import Lock, Thread
from typing import Any

import structlog

from api.console.evaluation_files import configuration, heads, last_words, read_json, write_json

log = structlog.stdlib.get_logger("api")
FOLDER = "runs"
_BEGUN, _OUTPUT, _ERRORS, _ENDED = "begun.json", "output.json", "errors.txt", "ended.json"
_RESULTS, REPORT = "results.json", "report.html"
_NAME = re.compile(r"[\w-][\w.-]{0,59}", re.ASCII)
_PROGRAM = (sys.executable, "-c", "from api.cli import main; main()")
_COMPARE_S = 120
_STAMP = "%Y%m%d-%H%M%S-%f"


class RunState(StrEnum):
    """How far a run is; `failed` gave no figures, `interrupted` lost its process."""

    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    INTERRUPTED = "interrupted"


class EvaluationError(Exception):
    """Base of what can go wrong here; the message says what to do."""


class RunRunning(EvaluationError):
    """Another run has not ended yet."""


class UnknownRun(EvaluationError):
    """No run has that name, or it has no figures."""


class InvalidSuite(EvaluationError):
    """That is no name of a suite."""


@dataclass(frozen=True, slots=True)
class EvaluationRun:
    """One run: who began it, its figures, and whether the gate was open."""

    id: str
    state: RunState
    began_at: datetime
    who: str
    suites: tuple[str, ...]
    problem: str
    figures: Mapping[str, Any]
    """As `techforce eval run --json` prints them; empty where there are none."""
    configuration: Mapping[str, Any]
    has_report: bool

    @property
    def gate(self) -> str:
        """`open`, `shut`, or empty where that is not known."""
        return str(self.figures.get("gate", ""))

    @property
    def cases(self) -> int:
        """How many test questions were asked."""
        return int(self.figures.get("overall", {}).get("cases", 0))

    @property
    def passed(self) -> int:
        """How many of them passed."""
        return int(self.figures.get("overall", {}).get("passed", 0))


class EvaluationRuns:
    """Begins runs and tells of them; safe for threads."""

    def __init__(self, data_dir: Path, program: Sequence[str] = _PROGRAM) -> None:
        """`program` is the command line before `eval`."""
        self._folder = data_dir / FOLDER
        nice = shutil.which("nice")
        # Visitors are served first.
        self._program = (*((nice, "-n", "10") if nice else ()), *program)
        self._beginning = Lock()
        self._running: str | None = None
        self._thread: Thread | None = None

    @property
    def running(self) -> str | None:
        """The name of the run that has not ended."""
        return self._running

    def begin(self, suites: Sequence[str], who: str) -> str:
        """Begin a run of these suites, or of all, and return its name at once.

        Raises RunRunning and InvalidSuite.
        """
        if wrong := [suite for suite in suites if not _NAME.fullmatch(suite)]:
            raise InvalidSuite(f"{wrong[0]!r} is not the name of a suite")
        with self._beginning:
            if self._running is not None:
                raise RunRunning("An evaluation is running. Wait for it to end, and try again.")
            now = datetime.now(UTC)
            name = f"{now:{_STAMP}}"
            folder = self._folder / name
            folder.mkdir(parents=True)
            begun = {"began_at": now.isoformat(), "who": who, "suites": list(suites)}
            write_json(folder / _BEGUN, begun)
            self._running = name
        self._thread = Thread(target=self._run, args=(folder, suites), name="evaluation")
        self._thread.daemon = True
        self._thread.start()
        return name

    def wait(self, seconds: float | None = None) -> None:
        """Until the run has ended."""
        if self._thread is not None:
            self._thread.join(seconds)

    def all(self) -> list[EvaluationRun]:
        """All runs that can be read, the latest first."""
        found = self._readable(self._folders())
        return sorted(found, key=lambda run: (run.began_at, run.id), reverse=True)

    def latest(self) -> EvaluationRun | None:
        """The latest run that says whether the gate was open, by the names and times of folders
        alone: no more are read than have to be."""
        newest = sorted(self._folders(), key=_begun, reverse=True)
        return next((run for run in self._readable(newest) if run.gate), None)

    def get(self, name: str) -> EvaluationRun:
        """One run; raises UnknownRun, also where its files hold something else."""
        return self._read(self._path(name))

    def report(self, name: str) -> str:
        """The page that a run has written; raises UnknownRun."""
        try:
            return (self._path(name) / REPORT).read_text(encoding="utf-8")
        except OSError as error:
            raise UnknownRun("That run has written no report.") from error

    def compare(self, old: str, new: str) -> dict[str, Any]:
        """What changed between two runs, as `techforce eval compare --json` prints it.

        Raises UnknownRun.
        """
        paths = [str(self._path(name)) for name in (old, new)]
        command = [*self._program, "eval", "compare", *paths, "--json"]
        try:
            done = subprocess.run(
                command, capture_output=True, text=True, check=False, timeout=_COMPARE_S
            )
        except subprocess.TimeoutExpired as error:
            raise EvaluationError("The comparison took too long. Try again later.") from error
        if done.returncode:
            raise UnknownRun("One of them has no results that can be compared.")
        compared: dict[str, Any] = json.loads(done.stdout)
        return compared

    def _path(self, name: str) -> Path:
        path = self._folder / name
        if not _NAME.fullmatch(name) or not path.is_dir():
            raise UnknownRun("No run has that name.")
        return path

    def _run(self, folder: Path, suites: Sequence[str]) -> None:
        command = [*self._program, "eval", "run", *suites, "--report", str(folder), "--json"]
        code = None
        try:
            with (folder / _OUTPUT).open("wb") as out, (folder / _ERRORS).open("wb") as told:
                code = subprocess.run(command, stdout=out, stderr=told, check=False).returncode
        finally:
            write_json(folder / _ENDED, {"code": code})
            self._running = None

    def _folders(self) -> list[Path]:
        if not self._folder.is_dir():
            return []
        return [path for path in self._folder.iterdir() if path.is_dir()]

    def _readable(self, folders: Iterable[Path]) -> Iterator[EvaluationRun]:
        for folder in folders:
            try:
                yield self._read(folder)
            except UnknownRun:
                log.warning("run left out: its files hold something else", run=folder.name)

    def _read(self, folder: Path) -> EvaluationRun:
        try:
            run = self._read_files(folder)
            _ = run.cases, run.passed, run.figures.get("suites", {}).keys()  # as pages will
        except (OSError, ValueError, TypeError, AttributeError) as error:
            raise UnknownRun("The files of that run hold something else.") from error
        return run

    def _read_files(self, folder: Path) -> EvaluationRun:
        begun, ended = read_json(folder / _BEGUN), read_json(folder / _ENDED)
        results = heads(folder / _RESULTS)
        figures = read_json(folder / _OUTPUT) or results
        at = begun.get("began_at") or results.get("started_at")
        began_at = (
            datetime.fromisoformat(at)
            if at
            else datetime.fromtimestamp(folder.stat().st_mtime, UTC)
        )
        state = self._state(folder.name, bool(figures), bool(ended))
        return EvaluationRun(
            id=folder.name,
            state=state,
            began_at=began_at if began_at.tzinfo else began_at.replace(tzinfo=UTC),
            who=str(begun.get("who", "")),
            suites=tuple(begun.get("suites", ())),
            problem=last_words(folder / _ERRORS) if state is RunState.FAILED else "",
            figures=figures,
            configuration=configuration(results),
            has_report=(folder / REPORT).exists(),
        )

    def _state(self, name: str, has_figures: bool, has_ended: bool) -> RunState:
        if name == self._running:
            return RunState.RUNNING
        if has_figures:
            return RunState.DONE
        return RunState.FAILED if has_ended else RunState.INTERRUPTED


def _begun(folder: Path) -> datetime:
    """When a run was begun, as its name says, or else when its folder was written last."""
    try:
        return datetime.strptime(folder.name, _STAMP).replace(tzinfo=UTC)
    except ValueError:
        return datetime.fromtimestamp(folder.stat().st_mtime, UTC)
