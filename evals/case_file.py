"""Read Cases from YAML: a folder for each Suite, with as many files as there are writers."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    StringConstraints,
    ValidationError,
    model_validator,
)

from assistant.answer import REASONS, Reason, Status
from evals.cases import RETRIEVAL, Case, Expectation, Suite
from evals.errors import InvalidCases
from knowledge.document import Language
from knowledge.errors import InvalidKnowledge
from knowledge.yaml_file import parse_yaml

CASES = Path(__file__).parent / "cases"
_OUTCOMES = {
    outcome
    for status, reasons in REASONS.items()
    for outcome in ({f"{status}/{reason}" for reason in reasons} or {status.value})
}
_KEBAB = r"^[a-z0-9]+(-[a-z0-9]+)*$"
_Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]
_Word = Annotated[str, StringConstraints(pattern=_KEBAB)]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class _Expect(_Strict):
    status: Status | None = None
    reason: Reason | tuple[Reason, ...] | None = None
    also: tuple[str, ...] = Field(default=(), alias="or")
    facts: tuple[_Text, ...] = ()
    forbidden: tuple[_Text, ...] = ()
    sources: tuple[_Text, ...] = ()
    conflict: bool = False
    language: Language | Literal["any"] | None = None

    @property
    def reasons(self) -> tuple[Reason, ...]:
        """The reasons that are right, as a tuple in every case."""
        if self.reason is None:
            return ()
        return (self.reason,) if isinstance(self.reason, Reason) else self.reason

    @model_validator(mode="after")
    def _fits(self) -> _Expect:
        allowed = REASONS[self.status] if self.status else frozenset()
        if wrong := [r for r in self.reasons if r not in allowed]:
            raise ValueError(f"{self.status} has no reason {', '.join(wrong)}")
        if allowed and not self.reasons:
            raise ValueError(f"{self.status} needs one of the reasons {', '.join(sorted(allowed))}")
        if unknown := [outcome for outcome in self.also if outcome not in _OUTCOMES]:
            raise ValueError(f"there is no outcome {', '.join(unknown)}")
        forms = [f for item in self.facts + self.forbidden for f in item.split("|")]
        if not all(form.strip() for form in forms):
            raise ValueError("a fact has an empty form beside its `|`")
        return self


class _Case(_Strict):
    id: _Word
    topic: _Word
    language: Language
    trap: _Word | None = None
    parity: _Word | None = None
    turns: tuple[_Text, ...] = Field(min_length=1)
    expect: _Expect


class _File(_Strict):
    suite: _Word
    cases: tuple[_Case, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _complete(self) -> _File:
        if self.suite == RETRIEVAL:
            lost = [c.id for c in self.cases if not (c.expect.facts and c.expect.sources)]
            needed = "facts and sources"
        else:
            lost, needed = [c.id for c in self.cases if c.expect.status is None], "a status"
        if lost:
            raise ValueError(f"{', '.join(lost)}: {needed} must be expected")
        return self


def read_suites(folder: Path = CASES) -> list[Suite]:
    """The Suites of all folders in a folder; raises InvalidCases with every problem."""
    suites: dict[str, list[Case]] = {}
    problems = [
        f"{path.name}: put it into the folder of its suite"
        for path in sorted(folder.glob("*.yaml"))
    ]
    for path in sorted(folder.glob("*/*.yaml")):
        name = path.relative_to(folder).as_posix()
        try:
            cases = parse_cases(path.read_text(encoding="utf-8"), name)
            suites.setdefault(path.parent.name, []).extend(cases)
        except InvalidCases as error:
            problems.extend(error.problems)
        except (OSError, UnicodeDecodeError) as error:
            problems.append(f"{name}: cannot be read: {error}")
    problems.extend(_used_twice(case for cases in suites.values() for case in cases))
    if not suites and not problems:
        problems.append(f"{folder}: no file of cases (<suite>/*.yaml)")
    if problems:
        raise InvalidCases(problems)
    return [Suite(name, tuple(cases)) for name, cases in suites.items()]


def parse_cases(text: str, name: str) -> list[Case]:
    """The Cases of one file, named by folder and file; raises InvalidCases."""
    try:
        content = parse_yaml(text, name)
        file = _File.model_validate(content)
    except InvalidKnowledge as error:
        raise InvalidCases(error.problems) from error
    except ValidationError as error:
        problems = [f"{name}: {_place(content, e['loc'])}: {e['msg']}" for e in error.errors()]
        raise InvalidCases(problems) from error
    if file.suite != Path(name).parent.name:
        raise InvalidCases([f"{name}: holds the suite {file.suite!r}; move it into that folder"])
    return [_to_value(file.suite, entry, name) for entry in file.cases]


def _place(content: dict[str, Any], loc: Sequence[int | str]) -> str:
    """Where a problem is, with the id of the Case instead of its position."""
    parts = [str(part) for part in loc]
    if len(loc) > 1 and loc[0] == "cases" and isinstance(loc[1], int):
        entry = content["cases"][loc[1]]
        named = entry.get("id") if isinstance(entry, dict) else None
        parts = [str(named or f"case {loc[1] + 1}"), *parts[2:]]
    return ".".join(parts) or "file"


def _used_twice(cases: Iterable[Case]) -> list[str]:
    seen: dict[str, str] = {}
    problems = []
    for case in cases:
        if case.id in seen:
            problems.append(f"{case.file}: {case.id}: the id is used in {seen[case.id]}")
        seen.setdefault(case.id, case.file)
    return problems


def _to_value(suite: str, entry: _Case, file: str) -> Case:
    expect = Expectation(
        status=entry.expect.status,
        reasons=entry.expect.reasons,
        facts=entry.expect.facts,
        forbidden=entry.expect.forbidden,
        sources=entry.expect.sources,
        conflict=entry.expect.conflict,
        also=entry.expect.also,
        language=entry.expect.language,
    )
    return Case(
        id=entry.id,
        suite=suite,
        topic=entry.topic,
        language=entry.language,
        turns=entry.turns,
        expect=expect,
        trap=entry.trap,
        parity=entry.parity,
        file=file,
    )
