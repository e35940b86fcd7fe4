"""Read a retrieval benchmark from BEIR-style files; every problem names file and line."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any, TypeVar

from pydantic import AliasChoices, BaseModel, ConfigDict, Field, ValidationError

from evals.errors import InvalidBenchmark

_Id = Annotated[str, Field(min_length=1, validation_alias=AliasChoices("id", "_id"))]


class _Row(BaseModel):
    model_config = ConfigDict(extra="ignore", frozen=True)
    id: _Id
    lang: str | None = None


class Text(_Row):
    """One text of the corpus; `lang` is None where the file does not tell."""

    text: str
    title: str = ""


class Said(BaseModel):
    """One message of an earlier conversation."""

    model_config = ConfigDict(extra="ignore", frozen=True)
    text: str
    role: str = "user"


class Question(_Row):
    """One question, with the conversation before it."""

    text: Annotated[str, Field(min_length=1)]
    history: tuple[Said | str, ...] = ()

    @property
    def asked_before(self) -> list[str]:
        """The visitor's earlier messages, oldest first."""
        said = [Said(text=h) if isinstance(h, str) else h for h in self.history]
        return [message.text for message in said if message.role == "user"]


@dataclass(frozen=True, slots=True)
class Benchmark:
    """A corpus, questions, and which texts are relevant to which question."""

    corpus: tuple[Text, ...]
    questions: tuple[Question, ...]
    relevant: Mapping[str, Mapping[str, int]]


_R = TypeVar("_R", bound=_Row)


def read_benchmark(corpus: Path, queries: Path, qrels: Path) -> Benchmark:
    """The benchmark of three files; raises InvalidBenchmark.

    Questions that no line of qrels judges are left out.
    """
    texts = _read_rows(corpus, Text)
    questions = _read_rows(queries, Question)
    relevant: dict[str, dict[str, int]] = {}
    known_texts, known_questions = {t.id for t in texts}, {q.id for q in questions}
    for line, question_id, text_id, grade in _judgements(qrels):
        if question_id not in known_questions:
            raise InvalidBenchmark(f"{qrels}:{line}: no query {question_id!r} in {queries}")
        if text_id not in known_texts:
            raise InvalidBenchmark(f"{qrels}:{line}: no text {text_id!r} in {corpus}")
        relevant.setdefault(question_id, {})[text_id] = grade
    judged = tuple(q for q in questions if any(g > 0 for g in relevant.get(q.id, {}).values()))
    if not judged:
        raise InvalidBenchmark(f"{qrels}: no query has a relevant text")
    return Benchmark(tuple(texts), judged, relevant)


def _read_rows(path: Path, kind: type[_R]) -> list[_R]:
    rows: dict[str, _R] = {}
    for number, line in _lines(path):
        try:
            row = kind.model_validate(json.loads(line))
        except json.JSONDecodeError as error:
            raise InvalidBenchmark(f"{path}:{number}: not JSON: {error.msg}") from error
        except ValidationError as error:
            found = error.errors()[0]
            place = ".".join(map(str, found["loc"])) or "line"
            raise InvalidBenchmark(f"{path}:{number}: {place}: {found['msg']}") from error
        if row.id in rows:
            raise InvalidBenchmark(f"{path}:{number}: the id {row.id!r} is used twice")
        rows[row.id] = row
    if not rows:
        raise InvalidBenchmark(f"{path}: no line with a text")
    return list(rows.values())


def _judgements(path: Path) -> Iterator[tuple[int, str, str, int]]:
    lines = list(_lines(path))
    if not lines or "id" not in lines[0][1].lower():
        raise InvalidBenchmark(f"{path}:1: no header; the columns are query-id, corpus-id, score")
    for number, line in lines[1:]:
        fields: list[Any] = line.split("\t")
        if len(fields) != 3:
            raise InvalidBenchmark(
                f"{path}:{number}: 3 columns parted by tabs needed, not {len(fields)}"
            )
        try:
            yield number, fields[0], fields[1], int(fields[2])
        except ValueError as error:
            raise InvalidBenchmark(
                f"{path}:{number}: the score {fields[2]!r} is no whole number"
            ) from error


def _lines(path: Path) -> Iterator[tuple[int, str]]:
    """Lines with their numbers; blank ones are passed over. JSON may hold odd line ends."""
    try:
        content = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise InvalidBenchmark(f"{path}: cannot be read: {error}") from error
    for number, line in enumerate(content.split("\n"), 1):
        if line.strip():
            yield number, line.rstrip("\r")
