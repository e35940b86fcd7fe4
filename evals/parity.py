"""Whether what is asked in several languages is answered alike in all of them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from assistant.answer import Origin, Status
from evals.cases import PARITY, Case, Expectation, Suite
from evals.errors import InvalidCases
from evals.facts import without_labels
from evals.observed import Observed
from knowledge.document import LANGUAGES, Language
from knowledge.figures import figures
from knowledge.names import Names

_ANY_REPLY = Expectation(None)
_TELLING = {Status.ANSWERED, Status.UNANSWERED}
"""Replies with these statuses say something of the subject; the others may name local help."""


@dataclass(frozen=True, slots=True)
class Wordings:
    """The first question of a verified answer in each language."""

    id: str
    topic: str
    questions: Mapping[Language, str]


@dataclass(frozen=True, slots=True)
class Group:
    """Cases that ask the same in several languages."""

    id: str
    cases: tuple[Case, ...]

    @property
    def case(self) -> Case:
        """The Case that stands for the group in figures and reports."""
        first = self.cases[0]
        return Case(
            id=f"parity-{self.id}",
            suite=PARITY,
            topic=first.topic,
            language=first.language,
            turns=first.turns,
            expect=_ANY_REPLY,
            trap=first.trap,
        )


def groups_of_cases(suites: Iterable[Suite]) -> list[Group]:
    """The groups that Cases name; raises InvalidCases for a group with one Case only."""
    found: defaultdict[str, list[Case]] = defaultdict(list)
    for case in (case for suite in suites for case in suite.cases):
        if case.parity:
            found[case.parity].append(case)
    if alone := [cases[0] for cases in found.values() if len(cases) == 1]:
        raise InvalidCases([f"{c.file}: {c.id}: alone in its parity group" for c in alone])
    return [Group(name, tuple(cases)) for name, cases in found.items()]


def groups_of_answers(answers: Iterable[Wordings]) -> list[Group]:
    """A group for each verified answer."""
    return [
        Group(
            answer.id,
            tuple(
                Case(
                    id=f"{answer.id}-{language}",
                    suite=PARITY,
                    topic=answer.topic,
                    language=language,
                    turns=(answer.questions[language],),
                    expect=_ANY_REPLY,
                )
                for language in LANGUAGES
                if language in answer.questions
            ),
        )
        for answer in answers
    ]


def differences(group: Group, replies: Sequence[Observed], names: Names) -> list[str]:
    """How each reply differs from the first, as sentences; empty where all agree."""
    first, *others = replies
    found = [f"{c.id}: error: {r.error}" for c, r in _pairs(group, replies) if r.error]
    if found:
        return found
    for case, other in zip(group.cases[1:], others, strict=True):
        where = f"{group.cases[0].id} and {case.id}"
        found += [f"{where}: {line}" for line in _differ(first, other, names)]
    return found


def _pairs(group: Group, replies: Sequence[Observed]) -> Iterator[tuple[Case, Observed]]:
    return zip(group.cases, replies, strict=True)


def _differ(one: Observed, other: Observed, names: Names) -> Iterator[str]:
    if one.outcome != other.outcome:
        yield f"outcomes {one.outcome} and {other.outcome}"
        return
    if one.status not in _TELLING:
        return
    text, translated = _told(one), _told(other)
    yield from _unlike("figures", figures(text), figures(translated))
    yield from _unlike(
        "names", set(names.missing(text, [translated])), set(names.missing(translated, [text]))
    )
    yield from _unlike("sources", _sources(one), _sources(other))
    if len(one.conflicts) != len(other.conflicts):
        yield f"{len(one.conflicts)} and {len(other.conflicts)} conflicts"


def _unlike(what: str, one: Iterable[str], other: Iterable[str]) -> Iterator[str]:
    only_one, only_other = sorted({*one} - {*other}), sorted({*other} - {*one})
    if only_one or only_other:
        shown = (", ".join(side) or "none" for side in (only_one, only_other))
        yield f"{what} only in the one: {{}}; only in the other: {{}}".format(*shown)


def _sources(reply: Observed) -> set[str]:
    return {citation.source_id for citation in reply.citations}


def _told(reply: Observed) -> str:
    """What a reply says; of quotations the exact words, not what introduces them."""
    if not reply.sentences:
        return without_labels(reply.text)
    return " ".join(
        " ".join(c.quote for c in reply.cited(s.citations)) if s.origin == Origin.QUOTED else s.text
        for s in reply.sentences
    )
