"""What the assistant says itself, per served language, read from `knowledge/texts/`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from assistant.answer import Reason, Status
from knowledge.document import LANGUAGES, Language
from knowledge.errors import InvalidKnowledge
from knowledge.yaml_file import read_yaml

_NEEDED = frozenset(
    [r.value for r in Reason if r is not Reason.NOT_STATED]
    + [Status.CLARIFICATION, Status.FAILED]
    + ["greeting", "thanks", "quoted_intro", "quoted_foreign"]
)


@dataclass(frozen=True, slots=True)
class Texts:
    """The canned texts of one language, filled in."""

    language: Language
    said: Mapping[str, str]
    suggestions: tuple[str, ...]
    languages: Mapping[str, str]

    def __getitem__(self, name: str) -> str:
        return self.said[name]


@dataclass(frozen=True, slots=True)
class Programme:
    """What the assistant is about: names, official site, and words of its field per language."""

    names: tuple[str, ...]
    site: str
    field: Mapping[str, tuple[str, ...]]


def load_programme(folder: Path) -> Programme:
    """Read `programme.yaml`; raises InvalidKnowledge."""
    data = _load(folder / "programme.yaml")
    try:
        field: dict[str, tuple[str, ...]] = {
            language: tuple(data["field"][language]) for language in LANGUAGES
        }
        return Programme(tuple(data["names"]), data["site"], field)
    except (KeyError, TypeError) as error:
        raise InvalidKnowledge([f"programme.yaml: {error} is missing or wrong"]) from error


def load_texts(folder: Path, site: str) -> dict[Language, Texts]:
    """Read `texts/<language>.yaml` for every served language; raises InvalidKnowledge."""
    return {language: _texts(folder, language, site) for language in LANGUAGES}


def _texts(folder: Path, language: Language, site: str) -> Texts:
    name = f"texts/{language}.yaml"
    data = _load(folder / name)
    if missing := sorted(_NEEDED - data.keys()):
        raise InvalidKnowledge([f"{name}: no text for {', '.join(missing)}"])
    slots = {"{programme}": data["programme"], "{site}": site}
    said = {key: value for key, value in data.items() if isinstance(value, str)}
    for slot, value in slots.items():
        said = {key: text.replace(slot, value) for key, text in said.items()}
    return Texts(
        language=language,
        said=said,
        suggestions=tuple(data.get("suggestions", ())),
        languages=data.get("languages", {}),
    )


def _load(path: Path) -> dict[str, Any]:
    try:
        data = read_yaml(path)
    except (OSError, yaml.YAMLError, UnicodeDecodeError) as error:
        raise InvalidKnowledge([f"{path.name}: cannot be read: {error}"]) from error
    if not isinstance(data, dict):
        raise InvalidKnowledge([f"{path.name}: not a mapping"])
    return data
