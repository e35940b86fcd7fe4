"""The schema check: what is wrong with verified answers, given the Documents they cite."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from knowledge.document import LANGUAGES, Document, Reliability, Source
from knowledge.figures import figures
from knowledge.names import Names, phrase
from knowledge.validity import replacement_problems
from knowledge.verified import AnswerKind, VerifiedAnswer

MIN_WORDINGS = 4


def check_sources(documents: Mapping[str, Document]) -> list[str]:
    """Every problem of what Sources say of each other, as a line that names the Source."""
    problems = replacement_problems({key: d.source for key, d in documents.items()})
    return [f"{source_id}: {problem}" for source_id, problem in problems.items()]


def check_answers(
    answers: Iterable[VerifiedAnswer], documents: Mapping[str, Document], names: Names
) -> list[str]:
    """Every problem as a line that names the answer; empty when all is well."""
    answers = list(answers)
    problems = [*_duplicates(answers)]
    for answer in answers:
        for problem in _check(answer, documents, names):
            problems.append(f"{answer.id}: {problem}")
    return problems


def unproven(
    sentence: str, quotes: Iterable[str], sources: Iterable[Source], names: Names
) -> list[str]:
    """Figures and proper names of a sentence found neither in its quotations nor in who
    published them and when."""
    proof = [*quotes, *(source.imprint for source in sources)]
    proven = frozenset().union(*(figures(text) for text in proof))
    return sorted(figures(sentence) - proven) + names.missing(sentence, proof)


def _check(
    answer: VerifiedAnswer, documents: Mapping[str, Document], names: Names
) -> Iterator[str]:
    yield from _check_languages(answer)
    sources = {}
    for key, citation in answer.citations.items():
        document = documents.get(citation.source_id)
        if document is None:
            yield f"citation {key}: no source {citation.source_id!r}"
            continue
        sources[key] = document.source
        if citation.quote not in document.text:
            yield f"citation {key}: the quotation does not stand in {citation.source_id}"
    newest = max((s.published for s in sources.values() if s.published), default=None)
    if newest and answer.as_of < newest:
        yield f"as_of {answer.as_of} is before the newest citation, {newest}"
    if answer.review_by <= answer.as_of:
        yield f"review_by {answer.review_by} is not after as_of {answer.as_of}"
    yield from _check_sentences(answer, sources, names)
    yield from _check_conflicts(answer, sources, names)


def _check_languages(answer: VerifiedAnswer) -> Iterator[str]:
    for language in LANGUAGES:
        wordings = answer.questions.get(language, ())
        if len(wordings) < MIN_WORDINGS:
            yield f"{language}: {len(wordings)} wordings of the question, {MIN_WORDINGS} needed"
        if not answer.answer.get(language):
            yield f"{language}: no answer"
    for other in {*answer.questions, *answer.answer} - set(LANGUAGES):
        yield f"{other}: not a served language"


def _check_sentences(
    answer: VerifiedAnswer, sources: Mapping[str, Source], names: Names
) -> Iterator[str]:
    for language, sentences in answer.answer.items():
        for sentence in sentences:
            where = f"{language}: {sentence.text[:50]!r}"
            if unknown := [key for key in sentence.cite if key not in answer.citations]:
                yield f"{where}: cites {', '.join(unknown)}, which is not declared"
                continue
            if not sentence.cite and answer.kind is AnswerKind.ANSWER:
                yield f"{where}: no citation"
            quotes = [answer.citations[key].quote for key in sentence.cite]
            cited = [sources[key] for key in sentence.cite if key in sources]
            if missing := unproven(sentence.text, quotes, cited, names):
                yield f"{where}: not in the quotations: {', '.join(missing)}"
            if _unmarked_low(sentence.text, cited):
                yield f"{where}: rests on a low-reliability source and does not say so"


_HEDGE_FORMS = (
    "unconfirmed", "not confirmed", "reportedly", "not been confirmed", "not officially", "check",
    "confirmation", "non confirme", "pas confirme", "pas ete confirme", "non officiel", "verifi",
    "no confirmad", "sin confirmar", "no esta confirmad", "no se ha confirmado", "no oficial",
    "no ha sido confirmad", "compruebe",
)  # fmt: skip


def _unmarked_low(text: str, cited: list[Source]) -> bool:
    low = bool(cited) and all(s.reliability is Reliability.LOW for s in cited)
    return low and not any(form in phrase(text) for form in _HEDGE_FORMS)


def _check_conflicts(
    answer: VerifiedAnswer, sources: Mapping[str, Source], names: Names
) -> Iterator[str]:
    for conflict in answer.conflicts:
        for language in LANGUAGES:
            if language not in conflict.topic:
                yield f"conflict: no topic in {language}"
            for version in conflict.versions:
                if language not in version.value:
                    yield f"conflict: a version has no value in {language}"
                    continue
                if unknown := [key for key in version.cite if key not in answer.citations]:
                    yield f"conflict: cites {', '.join(unknown)}, which is not declared"
                    continue
                quotes = [answer.citations[key].quote for key in version.cite]
                cited = [sources[key] for key in version.cite if key in sources]
                if missing := unproven(version.value[language], quotes, cited, names):
                    yield f"conflict, {language}: not in the quotations: {', '.join(missing)}"


def _duplicates(answers: Iterable[VerifiedAnswer]) -> Iterator[str]:
    ids: set[str] = set()
    asked: dict[str, str] = {}
    for answer in answers:
        if answer.id in ids:
            yield f"{answer.id}: the id is used twice"
        ids.add(answer.id)
        for wordings in answer.questions.values():
            for wording in wordings:
                other = asked.setdefault(phrase(wording), answer.id)
                if other != answer.id:
                    yield f"{answer.id}: {wording!r} is also a question of {other}"
