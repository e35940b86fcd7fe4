"""What an assistant is about: names, site, topics and own words of a programme, per language."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from knowledge.document import Language
from knowledge.errors import InvalidKnowledge, broken_rules
from knowledge.folder import shared_file
from knowledge.names import Names, phrase
from knowledge.yaml_file import read_yaml

FILE = "programme.yaml"
_UNNAMED = "unnamed.yaml"  # what stands in for fields that a programme does not tell
_LABEL = r"[a-z0-9]([a-z0-9-]*[a-z0-9])?"


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, str_strip_whitespace=True)


class Topic(_Strict):
    """A question to begin with, and what it is about in a word or two."""

    name: str = Field(min_length=1)
    question: str = Field(min_length=1)


class Programme(_Strict):
    """What `programme.yaml` tells; `name` and `title` are there for every language."""

    names: tuple[str, ...] = ()
    """Forms of the name in questions and answers."""
    name: Mapping[Language, str]
    """The name as it stands inside a sentence, with its article."""
    title: Mapping[Language, str]
    site: str | None = Field(default=None, pattern=rf"^{_LABEL}(\.{_LABEL})+(/\S*)?$")
    """Host, and path if any, of the programme's own site."""
    field: Mapping[Language, tuple[str, ...]] = {}
    """Words that only questions about the programme hold."""
    closed_lists: tuple[str, ...] = ()
    """Verified answers that quote a whole list; names that it lacks are told to be missing."""
    topics: Mapping[Language, tuple[Topic, ...]] = {}
    texts: Mapping[Language, Mapping[str, str]] = {}
    """Own words in place of canned replies."""
    page: Mapping[Language, Mapping[str, str]] = {}
    """Own words in place of those of the chat page."""


def read_programme(folder: Path) -> Programme:
    """The programme of a knowledge folder, unnamed where it has no `programme.yaml`.

    Raises InvalidKnowledge with every problem.
    """
    own, told = folder / FILE, _mapping(shared_file(folder, _UNNAMED))
    if own.exists():
        for key, value in _mapping(own).items():
            both = key in told and isinstance(value, dict)
            told[key] = {**told[key], **value} if both else value
    try:
        return Programme.model_validate(told)
    except ValidationError as error:
        raise InvalidKnowledge(broken_rules(error, FILE)) from error


def read_names(folder: Path) -> Names:
    """The names of a knowledge folder's `names.yaml`, if it has one; those of its programme need
    no proof. Raises InvalidKnowledge."""
    own, always = folder / "names.yaml", map(phrase, read_programme(folder).names)
    told = Names.load(own) if own.exists() else Names((), ())
    return replace(told, always=tuple(dict.fromkeys([*told.always, *always])))


def _mapping(path: Path) -> dict[str, Any]:
    data = read_yaml(path)
    if not isinstance(data, dict):
        raise InvalidKnowledge([f"{path.name}: not a mapping of fields"])
    return data
