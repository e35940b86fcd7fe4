"""Read YAML with the parser written in C, where it was built: ten times as fast."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml

_Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def parse_yaml(text: str) -> Any:
    """The value of a YAML text; raises yaml.YAMLError."""
    return yaml.load(text, Loader=_Loader)


def read_yaml(path: Path) -> Any:
    """The value of a YAML file; raises OSError, UnicodeDecodeError and yaml.YAMLError."""
    return parse_yaml(path.read_text(encoding="utf-8"))
