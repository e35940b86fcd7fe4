"""The Suite of what recruiters published: each answer must go on answering its test questions."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from assistant.answer import Reason, Status
from evals.cases import Case, Expectation, Suite
from knowledge.document import LANGUAGES
from knowledge.faq_export import cited_sources
from knowledge.verified import AnswerKind, VerifiedAnswer
from knowledge.versions import State, Version

PUBLISHED = "published"


def published_suite(versions: Iterable[Version]) -> Suite:
    """The test questions of the versions that are in force."""
    in_force = (version for version in versions if version.state is State.PUBLISHED)
    return Suite(PUBLISHED, tuple(case for version in in_force for case in _cases(version)))


def _cases(version: Version) -> Iterator[Case]:
    answer = version.answer
    asked = sum(len(version.tests.get(language, ())) for language in LANGUAGES)
    parity = answer.id if asked > 1 else None  # one alone has nothing to be alike with
    for language in LANGUAGES:
        for n, question in enumerate(version.tests.get(language, ()), start=1):
            yield Case(
                id=f"{answer.id}-{language}-{n}",
                suite=PUBLISHED,
                topic=answer.topic,
                language=language,
                turns=(question,),
                expect=_expectation(answer, language),
                parity=parity,
                file=f"{answer.id}, version {version.number}",
            )


def _expectation(answer: VerifiedAnswer, language: str) -> Expectation:
    if answer.kind is AnswerKind.NOT_STATED:
        return Expectation(Status.UNANSWERED, (Reason.NOT_STATED,))
    sources = cited_sources(answer, language)
    return Expectation(Status.ANSWERED, sources=sources, conflict=bool(answer.conflicts))
