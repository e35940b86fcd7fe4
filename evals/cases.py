"""Test questions with what is expected of them, read from YAML, one file a Suite."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any, Literal

import yaml
from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    StringConstraints,
    ValidationError,
    model_validator,
)

from assistant.answer import REASONS, Reason, Status
from evals.errors import InvalidCases
from knowledge.document import Language

CASES = Path(__file__).parent / "cases"
Topic = Literal[
    "programme", "eligibility", "roles", "pay", "duration-and-place", "applying",
    "agencies-and-projects", "partners", "mentorship", "managers", "afterwards",
    "ethics-and-clearance", "context", "later-developments", "assistant", "other",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Expectation:
    """What a right reply to the last turn has, and what it must not have."""

    status: Status
    reasons: tuple[Reason, ...] = ()
    """Any of these is right; empty where the status has no reason."""
    facts: tuple[str, ...] = ()
    """All must be in the text; `|` separates the forms of one."""
    forbidden: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    """All Sources that state the facts; one of them must be cited."""
    conflict: bool = False


@dataclass(frozen=True, slots=True)
class Case:
    """One test conversation; the expectation is about its last turn."""

    id: str
    suite: str
    topic: Topic
    language: Language
    turns: tuple[str, ...]
    expect: Expectation


@dataclass(frozen=True, slots=True)
class Suite:
    """A file of Cases."""

    name: str
    cases: tuple[Case, ...]


_Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class _Expect(_Strict):
    status: Status
    reason: Reason | tuple[Reason, ...] | None = None
    facts: tuple[_Text, ...] = ()
    forbidden: tuple[_Text, ...] = ()
    sources: tuple[_Text, ...] = ()
    conflict: bool = False

    @property
    def reasons(self) -> tuple[Reason, ...]:
        """The reasons that are right, as a tuple in every case."""
        if self.reason is None:
            return ()
        return (self.reason,) if isinstance(self.reason, Reason) else self.reason

    @model_validator(mode="after")
    def _fits(self) -> _Expect:
        allowed = REASONS[self.status]
        if wrong := [r for r in self.reasons if r not in allowed]:
            raise ValueError(f"{self.status} has no reason {', '.join(wrong)}")
        if allowed and not self.reasons:
            raise ValueError(f"{self.status} needs one of the reasons {', '.join(sorted(allowed))}")
        forms = [f for item in self.facts + self.forbidden for f in item.split("|")]
        if not all(form.strip() for form in forms):
            raise ValueError("a fact has an empty form beside its `|`")
        return self


class _Case(_Strict):
    id: str = Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$")
    topic: Topic
    language: Language
    turns: tuple[_Text, ...] = Field(min_length=1)
    expect: _Expect


class _Suite(_Strict):
    suite: str = Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$")
    cases: tuple[_Case, ...] = Field(min_length=1)


def read_suites(folder: Path = CASES) -> list[Suite]:
    """The Suites of all YAML files in a folder; raises InvalidCases with every problem."""
    suites: list[Suite] = []
    problems: list[str] = []
    for path in sorted(folder.glob("*.yaml")):
        try:
            suites.append(parse_suite(path.read_text(encoding="utf-8"), path.name))
        except InvalidCases as error:
            problems.extend(error.problems)
        except (OSError, UnicodeDecodeError) as error:
            problems.append(f"{path.name}: cannot be read: {error}")
    problems.extend(_used_twice(suites))
    if not suites and not problems:
        problems.append(f"{folder}: no file of cases (*.yaml)")
    if problems:
        raise InvalidCases(problems)
    return suites


def parse_suite(text: str, name: str) -> Suite:
    """The Suite of one file; raises InvalidCases."""
    try:
        content = yaml.safe_load(text)
        suite = _Suite.model_validate(content)
    except yaml.YAMLError as error:
        raise InvalidCases([f"{name}: not YAML: {error}"]) from error
    except ValidationError as error:
        problems = [f"{name}: {_place(content, e['loc'])}: {e['msg']}" for e in error.errors()]
        raise InvalidCases(problems) from error
    if suite.suite != name.removesuffix(".yaml"):
        raise InvalidCases([f"{name}: holds the suite {suite.suite!r}; name the file after it"])
    return Suite(suite.suite, tuple(_to_value(suite.suite, entry) for entry in suite.cases))


def select(suites: Sequence[Suite], wanted: Sequence[str]) -> list[Suite]:
    """The Suites of these names, or of names that begin so ("answers" takes "answers-en").

    All of them where none is wanted; raises InvalidCases for a name that fits nothing.
    """
    known = ", ".join(suite.name for suite in suites)
    chosen = [s for s in suites if not wanted or any(_fits(s.name, name) for name in wanted)]
    if lost := [name for name in wanted if not any(_fits(s.name, name) for s in suites)]:
        raise InvalidCases([f"no suite {name!r}; there are {known}" for name in lost])
    return chosen


def _fits(suite: str, wanted: str) -> bool:
    return suite == wanted or suite.startswith(f"{wanted}-")


def _place(content: dict[str, Any], loc: tuple[int | str, ...]) -> str:
    """Where a problem is, with the id of the Case instead of its position."""
    parts = [str(part) for part in loc]
    if len(loc) > 1 and loc[0] == "cases" and isinstance(loc[1], int):
        entry = content["cases"][loc[1]]
        named = entry.get("id") if isinstance(entry, dict) else None
        parts = [str(named or f"case {loc[1] + 1}"), *parts[2:]]
    return ".".join(parts) or "file"


def _used_twice(suites: Sequence[Suite]) -> list[str]:
    seen: dict[str, str] = {}
    problems = []
    for case in (case for suite in suites for case in suite.cases):
        if case.id in seen:
            problems.append(f"{case.suite}.yaml: {case.id}: the id is used in {seen[case.id]}.yaml")
        seen.setdefault(case.id, case.suite)
    return problems


def _to_value(suite: str, entry: _Case) -> Case:
    expect = Expectation(
        status=entry.expect.status,
        reasons=entry.expect.reasons,
        facts=entry.expect.facts,
        forbidden=entry.expect.forbidden,
        sources=entry.expect.sources,
        conflict=entry.expect.conflict,
    )
    return Case(entry.id, suite, entry.topic, entry.language, entry.turns, expect)
