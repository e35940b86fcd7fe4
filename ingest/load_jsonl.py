"""Read JSON lines, one Document a line; a wrong line does not stop the others."""

from __future__ import annotations

import hashlib
from datetime import date
from typing import Self

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from ingest.draft import Draft
from ingest.load_text import decode, first_heading
from knowledge.document import Kind, Reliability
from knowledge.errors import broken_rules
from knowledge.validity import contradiction

_ID = r"^([A-Za-z0-9][A-Za-z0-9._:-]*)?$"


class _Line(BaseModel):
    model_config = ConfigDict(extra="ignore", frozen=True, str_strip_whitespace=True)

    text: str = Field(min_length=1)
    id: str = Field(default="", pattern=_ID, max_length=100)
    title: str = ""
    publisher: str = ""
    url: str = Field(default="", pattern=r"^((https?://|/|file:)\S+)?$")
    published: date | None = None
    language: str = Field(default="", pattern=r"^([a-z]{2,3})?$")
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


def load_jsonl(data: bytes) -> list[Draft | str]:
    """The Document of every line that is not blank, or what is wrong with it."""
    lines = enumerate(decode(data).split("\n"), start=1)
    return [_load(line, number) for number, line in lines if line.strip()]


def _load(line: str, number: int) -> Draft | str:
    try:
        record = _Line.model_validate_json(line)
    except ValidationError as error:
        return f"line {number}: {'; '.join(broken_rules(error))}"
    digest = hashlib.sha256(record.text.encode("utf-8", "surrogatepass")).hexdigest()[:10]
    fields = record.model_dump()
    fields["title"] = record.title or first_heading(record.text)
    return Draft(**fields, part=record.id or digest)
