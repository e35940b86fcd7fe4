"""Read a Markdown file with a Source's front matter into a Document."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path
from typing import Self

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from knowledge.document import Document, Kind, Precision, Reliability, Source
from knowledge.errors import InvalidKnowledge, broken_rules
from knowledge.validity import contradiction
from knowledge.yaml_file import parse_yaml

_ID = r"^[a-z0-9][a-z0-9._-]*$"
_FRONT_MATTER = re.compile(r"\A---[ \t]*\r?\n(.*?)\r?\n---[ \t]*(?:\r?\n|\Z)", re.DOTALL)


class _FrontMatter(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, str_strip_whitespace=True)

    id: str = Field(pattern=_ID, max_length=100)
    title: str = Field(min_length=1)
    publisher: str = Field(min_length=1)
    url: str = Field(pattern=r"^(https?://|/)\S+$")
    published: date
    date_precision: Precision = Precision.DAY
    language: str = Field(pattern=r"^[a-z]{2}$")
    kind: Kind = Kind.UNKNOWN
    reliability: Reliability = Reliability.MEDIUM
    valid_until: date | None = None
    superseded_by: str | None = Field(default=None, pattern=_ID, max_length=100)

    @model_validator(mode="after")
    def _possible(self) -> Self:
        wrong = contradiction(self.id, self.published, self.valid_until, self.superseded_by)
        if wrong:
            raise ValueError(wrong)
        return self


def split_front_matter(text: str) -> tuple[str | None, str]:
    """The YAML between the leading '---' lines (None without one) and the text after it."""
    match = _FRONT_MATTER.match(text)
    return (match[1], text[match.end() :]) if match else (None, text)


def parse_source(front_matter: str, name: str) -> Source:
    """The Source that a front matter declares; raises InvalidKnowledge, naming each field."""
    where = f"{name}: front matter"
    declared = parse_yaml(front_matter, where, foreign=True)
    try:
        fields = _FrontMatter.model_validate(declared)
    except ValidationError as error:
        raise InvalidKnowledge(broken_rules(error, where)) from error
    return Source(**fields.model_dump())


def read_project_documents(folder: Path) -> dict[str, Document]:
    """All Documents of a folder's Markdown files by Source id; each file needs front matter."""
    documents: dict[str, Document] = {}
    problems: list[str] = []
    for path in sorted(folder.rglob("*.md")):
        front_matter, body = split_front_matter(path.read_text(encoding="utf-8"))
        if front_matter is None:
            problems.append(f"{path.name}: no front matter between '---' lines")
            continue
        try:
            source = parse_source(front_matter, path.name)
        except InvalidKnowledge as error:
            problems.extend(error.problems)
            continue
        if source.id in documents:
            problems.append(f"{path.name}: id {source.id!r} is used twice")
        documents[source.id] = Document(source, body.strip())
    if problems:
        raise InvalidKnowledge(problems)
    return documents
