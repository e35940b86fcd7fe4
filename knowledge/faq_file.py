"""Read verified answers from YAML, one file a topic."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from knowledge.errors import InvalidKnowledge, broken_rules
from knowledge.verified import (
    AnswerKind,
    DeclaredConflict,
    DeclaredVersion,
    Quotation,
    VerifiedAnswer,
    VerifiedSentence,
)
from knowledge.yaml_file import parse_yaml


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, str_strip_whitespace=True)


class _Sentence(_Strict):
    text: str = Field(min_length=1)
    cite: tuple[str, ...] = ()


class _Quotation(_Strict):
    source: str
    quote: str = Field(min_length=1)


class _Version(_Strict):
    value: dict[str, str]
    cite: tuple[str, ...] = Field(min_length=1)


class _Conflict(_Strict):
    topic: dict[str, str]
    versions: tuple[_Version, ...] = Field(min_length=2)


class _Answer(_Strict):
    id: str = Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$")
    kind: AnswerKind = AnswerKind.ANSWER
    questions: dict[str, tuple[str, ...]]
    answer: dict[str, tuple[_Sentence, ...]]
    citations: dict[str, _Quotation] = {}
    conflicts: tuple[_Conflict, ...] = ()
    as_of: date
    review_by: date


class _Topic(_Strict):
    topic: str = Field(pattern=r"^[a-z]+(-[a-z]+)*$")
    answers: tuple[_Answer, ...]


def read_verified_answers(folder: Path) -> list[VerifiedAnswer]:
    """The verified answers of a folder's YAML files; raises InvalidKnowledge with every problem."""
    answers: list[VerifiedAnswer] = []
    problems: list[str] = []
    for path in sorted(folder.glob("*.yaml")):
        try:
            answers.extend(parse_topic(path.read_text(encoding="utf-8"), path.name))
        except InvalidKnowledge as error:
            problems.extend(error.problems)
        except (OSError, UnicodeDecodeError) as error:
            problems.append(f"{path.name}: cannot be read: {error}")
    if problems:
        raise InvalidKnowledge(problems)
    return answers


def parse_topic(text: str, name: str) -> Iterable[VerifiedAnswer]:
    """The verified answers of one topic file; raises InvalidKnowledge."""
    try:
        topic = _Topic.model_validate(parse_yaml(text, name))
    except ValidationError as error:
        raise InvalidKnowledge(broken_rules(error, name)) from error
    return [_to_value(topic.topic, entry) for entry in topic.answers]


def _to_value(topic: str, entry: _Answer) -> VerifiedAnswer:
    return VerifiedAnswer(
        id=entry.id,
        topic=topic,
        kind=entry.kind,
        questions=entry.questions,
        answer={
            language: tuple(VerifiedSentence(s.text, s.cite) for s in sentences)
            for language, sentences in entry.answer.items()
        },
        citations={key: Quotation(c.source, c.quote) for key, c in entry.citations.items()},
        conflicts=tuple(
            DeclaredConflict(c.topic, tuple(DeclaredVersion(v.value, v.cite) for v in c.versions))
            for c in entry.conflicts
        ),
        as_of=entry.as_of,
        review_by=entry.review_by,
    )
