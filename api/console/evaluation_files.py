"""What stands in the files of an evaluation run."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import lru_cache
from importlib.metadata import entry_points
from importlib.resources import files
from pathlib import Path
from typing import Any


def heads(path: Path) -> dict[str, Any]:
    """What a results.json says of the whole run; empty where there is none."""
    try:
        return _read_heads(path, path.stat().st_mtime_ns)
    except OSError:
        return {}


@lru_cache(maxsize=256)
def _read_heads(path: Path, _changed: int) -> dict[str, Any]:
    return {key: value for key, value in read_json(path).items() if key != "results"}


def configuration(results: Mapping[str, Any]) -> dict[str, Any]:
    """What was measured, as results.json says."""
    told = {name: results[name] for name in ("revision", "target") if results.get(name)}
    return told | dict(results.get("configuration", {}))


def suites_of_cases() -> set[str]:
    """The names of the suites that come with the program: folders of files of cases, beside the
    command that asks them."""
    (command,) = entry_points(group="techforce.commands", name="eval")
    folder = files(command.module.partition(".")[0]) / "cases"
    return {suite.name for suite in folder.iterdir() if suite.is_dir()}


def read_json(path: Path) -> dict[str, Any]:
    """A file of one JSON object; empty where there is none, or it is not whole."""
    try:
        content = json.loads(path.read_bytes())
    except (OSError, ValueError):
        return {}
    return content if isinstance(content, dict) else {}


def write_json(path: Path, content: Mapping[str, Any]) -> None:
    """Write a file of one JSON object."""
    path.write_text(json.dumps(content, ensure_ascii=False), encoding="utf-8")


def last_words(path: Path) -> str:
    """The last lines of what a run has told; empty where it told nothing."""
    try:
        lines = path.read_text(encoding="utf-8", errors="replace").strip().splitlines()
    except OSError:
        return ""
    return "\n".join(lines[-5:])[-1000:]
